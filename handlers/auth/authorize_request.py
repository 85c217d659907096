"""The Lambda authorizer: API Gateway caches its policy per token for 300 seconds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from handlers.adapters.signing_keys import key_ring
from handlers.domain.access_tokens import Claims, verify_access_token
from handlers.domain.errors import Unauthenticated
from handlers.runtime import observability
from handlers.runtime.invocation import event_function
from handlers.store.sessions import find_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

_BEARER = re.compile(r"(?i:bearer) +(?P<token>[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")


def handler(event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return a policy that allows exactly the operations of the token's role.

    Raises
    ------
    Exception
        With the message ``Unauthorized``, which API Gateway maps to a 401, if the token is invalid. Any other
        exception becomes a 500.
    """
    try:
        return authorize(event, context)
    except Unauthenticated:
        observability.log("TOKEN_REFUSED", "Access token rejected")
        raise Exception("Unauthorized") from None  # the exact message that API Gateway expects


@event_function("authorize_request")
def authorize(event: Mapping[str, Any]) -> dict[str, Any]:
    """Verify the token and its session: one read of the table."""
    claims = verify_access_token(_token(event["authorizationToken"]), key_ring)
    if find_session(claims.user_id, claims.session_id) is None:
        raise Unauthenticated
    return _policy(claims, event["methodArn"])


def _token(authorization: str) -> str:
    match = _BEARER.fullmatch(authorization)
    if match is None:
        raise Unauthenticated
    return match["token"]


def _policy(claims: Claims, method_arn: str) -> dict[str, Any]:
    # The policy is cached per token and applies to all operations of the API, so it can't be limited to this one.
    api, stage = method_arn.split("/")[:2]
    allowed = [f"{api}/{stage}/{resource}" for resource in _resources(claims.role)]
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": allowed}
    return {
        "principalId": claims.user_id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {
            "userId": claims.user_id,
            "email": claims.email,
            "role": claims.role,
            "sessionId": claims.session_id,
        },
    }


def _resources(role: str) -> list[str]:
    return [
        f"{method}/{_any_parameter(operation.path)}"
        for operation in OPERATIONS.values()
        if role in operation.roles and "anonymous" not in operation.roles
        for method in operation.methods
    ]


def _any_parameter(path: str) -> str:
    return "/".join("*" if step.startswith("{") else step for step in path.strip("/").split("/"))
