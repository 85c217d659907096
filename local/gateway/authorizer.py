"""A TOKEN authorizer as API Gateway runs it: an expression, a cache, the function, and its policy."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from handlers.domain import errors
from handlers.runtime.http import problems
from local.aws.functions import FunctionFailed, FunctionTimedOut
from local.config import ACCOUNT, REGION
from local.gateway.errors import GatewayError, internal_error, unauthorized
from local.gateway.policy import allows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.gateway.request import GatewayRequest
    from local.gateway.routing import Server

FUNCTION = "authorize_request"
STAGE = "local"
_MAX_CACHED = 10_000


class Invoke(Protocol):
    """Runs a function by its key in ``terraform/functions.json``."""

    async def __call__(self, key: str, event: Mapping[str, Any], /) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return what the function answers."""
        ...


@dataclass(frozen=True, slots=True)
class _Verdict:
    policy: Mapping[str, Any]
    context: Mapping[str, str]
    good_until: float


@dataclass(slots=True, kw_only=True)
class Authorizer:
    """Lets a request through to its operation, or refuses it.

    Parameters
    ----------
    invoke : Invoke
        Runs the authorizer's function.
    validation_expression : str
        What a header must look like before the function is asked at all.
    seconds : float
        For how long an answer holds for the same token on the same API.
    """

    invoke: Invoke
    validation_expression: str
    seconds: float
    _verdicts: dict[tuple[str, str], _Verdict] = field(default_factory=dict)

    async def authorize(self, request: GatewayRequest) -> Mapping[str, str]:
        """Return what the function says of the caller.

        Raises
        ------
        GatewayError
            401 without a good token, 403 if its policy doesn't allow the call, 500 if the function fails.
        """
        token = request.header("authorization")
        if token is None or re.fullmatch(self.validation_expression, token) is None:
            raise unauthorized()
        method_arn = method_arn_of(request)
        verdict = await self._verdict(request.operation_found.server, token, method_arn)
        if not allows(verdict.policy, method_arn):
            raise GatewayError(problems.FORBIDDEN, str(errors.Forbidden()))
        return verdict.context

    async def _verdict(self, server: Server, token: str, method_arn: str) -> _Verdict:
        key = (server.api_id, token)
        kept = self._verdicts.get(key)
        if kept is not None and kept.good_until > time.monotonic():
            return kept
        verdict = await self._ask(token, method_arn)
        if len(self._verdicts) >= _MAX_CACHED:
            self._verdicts.clear()
        self._verdicts[key] = verdict
        return verdict

    async def _ask(self, token: str, method_arn: str) -> _Verdict:
        event = {"type": "TOKEN", "authorizationToken": token, "methodArn": method_arn}
        try:
            answer = await self.invoke(FUNCTION, event)
        except FunctionFailed as failure:
            # API Gateway reads exactly this text as "no", and everything else as a fault of ours.
            raise (unauthorized() if failure.message == "Unauthorized" else internal_error()) from failure
        except FunctionTimedOut as failure:
            raise internal_error() from failure
        try:
            return _Verdict(_policy(answer), _context(answer), time.monotonic() + self.seconds)
        except (KeyError, TypeError) as error:
            raise internal_error() from error


def method_arn_of(request: GatewayRequest) -> str:
    """Return the ARN of the method that a request calls; its path's parameters stand in it as they were sent."""
    found = request.operation_found
    path = "/".join(found.path_parameters.get(step[1:-1], step) for step in found.route.segments).lstrip("/")
    return f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{found.server.api_id}/{STAGE}/{request.method}/{path}"


def _policy(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    policy: Mapping[str, Any] = answer["policyDocument"]
    allows(policy, "")  # raises if it has not the shape of one
    return policy


def _context(answer: Mapping[str, Any]) -> Mapping[str, str]:
    said = {name: _text(value) for name, value in (answer.get("context") or {}).items()}
    return said | {"principalId": _text(answer["principalId"])}


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value)
    # A list or an object in the context makes API Gateway fail the call.
    raise TypeError(type(value).__name__)
