"""The authorizer: API Gateway asks it, once in 300 seconds a token, what the bearer may call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from handlers.adapters.signing_keys import key_ring
from handlers.domain.access_tokens import Claims, verify_access_token
from handlers.domain.errors import Unauthenticated
from handlers.runtime import observability
from handlers.runtime.event_function import event_function
from handlers.store.sessions import find_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

_BEARER = re.compile(r"(?i:bearer) +(?P<token>[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")


def handler(event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a policy that allows what the bearer's role may call, and nothing else.

    Raises
    ------
    Exception
        With the text ``Unauthorized``, which API Gateway turns into a 401, for a token that is no good. Any other
        exception is a 500.
    """
    try:
        return authorize(event, context)
    except Unauthenticated:
        observability.log("TOKEN_REFUSED", "The access token is no good")
        raise Exception("Unauthorized") from None  # the very text that API Gateway asks for


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
    # The policy is cached by token and used for every operation of the API, so it can't be about the asked one alone.
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
        f"{operation.method}/{_any_parameter(operation.path)}"
        for operation in OPERATIONS.values()
        if role in operation.roles and "anonymous" not in operation.roles
    ]


def _any_parameter(path: str) -> str:
    return "/".join("*" if step.startswith("{") else step for step in path.strip("/").split("/"))
