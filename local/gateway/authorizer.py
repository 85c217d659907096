"""A TOKEN authorizer as API Gateway runs it: validation expression, cache, function, and the policy it returns."""

from __future__ import annotations

import fnmatch
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from handlers.domain import errors
from handlers.runtime.http import problems
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.config import ACCOUNT, REGION, STAGE
from local.gateway.errors import GatewayError, internal_error, unauthorized

if TYPE_CHECKING:
    from local.aws.function_runtime import Invoke
    from local.gateway.request import GatewayRequest, Server

FUNCTION = "authorize_request"
_MAX_CACHED = 10_000
_INVOKE = "execute-api:Invoke"


@dataclass(frozen=True, slots=True)
class _Verdict:
    policy: Mapping[str, Any]
    context: Mapping[str, str]
    expires_at: float


@dataclass(slots=True, kw_only=True)
class LocalGatewayAuthorizer:
    """Authorizes requests with the authorizer's function.

    Parameters
    ----------
    invoke : Invoke
        Invokes the function.
    validation_expression : str
        The pattern that a token must match before the function is invoked.
    cache_seconds : float
        How long a result is cached for the same token on the same API.
    """

    invoke: Invoke
    validation_expression: str
    cache_seconds: float
    _verdicts: dict[tuple[str, str], _Verdict] = field(default_factory=dict)

    async def authorize(self, request: GatewayRequest) -> Mapping[str, str]:
        """Return the authorizer context of a request.

        Raises
        ------
        GatewayError
            401 without a valid token, 403 if the policy doesn't allow the call, 500 if the function fails.
        """
        token = request.header("authorization")
        if token is None or re.fullmatch(self.validation_expression, token) is None:
            raise unauthorized()
        method_arn = method_arn_of(request)
        verdict = await self._verdict(request.matched.server, token, method_arn)
        if not allows(verdict.policy, method_arn):
            raise GatewayError(problems.FORBIDDEN, str(errors.Forbidden()))
        return verdict.context

    async def _verdict(self, server: Server, token: str, method_arn: str) -> _Verdict:
        key = (server.api_id, token)
        cached = self._verdicts.get(key)
        if cached is not None and cached.expires_at > time.monotonic():
            return cached
        verdict = await self._call_function(token, method_arn)
        if len(self._verdicts) >= _MAX_CACHED:
            self._verdicts.clear()
        self._verdicts[key] = verdict
        return verdict

    async def _call_function(self, token: str, method_arn: str) -> _Verdict:
        event = {"type": "TOKEN", "authorizationToken": token, "methodArn": method_arn}
        try:
            result = await self.invoke(FUNCTION, event)
        except FunctionFailed as failure:
            # API Gateway returns 401 for exactly this message, and 500 for any other.
            raise (unauthorized() if failure.message == "Unauthorized" else internal_error()) from failure
        except FunctionTimedOut as failure:
            raise internal_error() from failure
        try:
            return _Verdict(_policy(result), _context(result), time.monotonic() + self.cache_seconds)
        except (KeyError, TypeError) as error:
            raise internal_error() from error


def method_arn_of(request: GatewayRequest) -> str:
    """Return the ARN of the method that a request calls, with the path parameters as they were sent."""
    match = request.matched
    path = "/".join(match.path_parameters.get(step[1:-1], step) for step in match.route.segments).lstrip("/")
    return f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{match.server.api_id}/{STAGE}/{request.method}/{path}"


def _policy(result: Mapping[str, Any]) -> Mapping[str, Any]:
    policy: Mapping[str, Any] = result["policyDocument"]
    allows(policy, "")  # raises if it isn't a policy
    return policy


def _context(result: Mapping[str, Any]) -> Mapping[str, str]:
    values = {name: _text(value) for name, value in (result.get("context") or {}).items()}
    return values | {"principalId": _text(result["principalId"])}


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value)
    # API Gateway fails a call whose context holds a list or an object.
    raise TypeError(type(value).__name__)


def allows(policy: Mapping[str, Any], method_arn: str) -> bool:
    """Return whether an IAM policy allows a call: a statement allows it, and none denies it.

    Parameters
    ----------
    policy : Mapping[str, Any]
        The authorizer's ``policyDocument``.
    method_arn : str
        The ARN of the method, with its path.
    """
    effects = {
        statement["Effect"]
        for statement in _as_list(policy["Statement"])
        if _includes(statement["Action"], _INVOKE) and _includes(statement["Resource"], method_arn)
    }
    return effects == {"Allow"}


def _includes(patterns: object, name: str) -> bool:
    return any(_matches(str(pattern), name) for pattern in _as_list(patterns))


def _matches(pattern: str, name: str) -> bool:
    # IAM's only wildcards are * and ?; fnmatch also knows brackets.
    return re.fullmatch(fnmatch.translate(pattern.replace("[", "[[]")), name) is not None


def _as_list(value: object) -> Sequence[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
