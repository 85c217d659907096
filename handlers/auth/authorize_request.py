"""The Lambda authorizer: API Gateway caches its policy per token for 300 seconds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from handlers.adapters.signing_keys import key_ring
from handlers.domain.access_tokens import verify_access_token
from handlers.domain.errors import Unauthenticated
from handlers.runtime import observability, settings
from handlers.runtime.invocation import event_function
from handlers.store.sessions import find_account_and_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from handlers.domain.sessions import Session
    from handlers.domain.users import User

_BEARER = re.compile(r"(?i:bearer) +(?P<token>[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")


def handler(event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return a policy that allows exactly the operations of the account's role, whatever the token's.

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
    """Verify the token, its session and its account: one read of the table."""
    claims = verify_access_token(_token(event["authorizationToken"]), key_ring)
    found = find_account_and_session(claims.user_id, claims.session_id)
    if found is None:
        observability.log_debug("SESSION_UNKNOWN", "The token's session has ended")
        raise Unauthenticated
    user, session = found
    observability.log_debug("TOKEN_ACCEPTED", "Access token accepted", role=user.role)
    return _policy(user, session, event["methodArn"])


def _token(authorization: str) -> str:
    match = _BEARER.fullmatch(authorization)
    if match is None:
        raise Unauthenticated
    return match["token"]


def _policy(user: User, session: Session, method_arn: str) -> dict[str, Any]:
    # The policy is cached per token and applies to all operations of the API, so it can't be limited to this one.
    api, stage = method_arn.split("/")[:2]
    allowed = [f"{api}/{stage}/{resource}" for resource in _resources(user.role)]
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": allowed}
    return {
        "principalId": user.user_id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {
            "userId": user.user_id,
            "email": user.email,
            "role": user.role,
            "sessionId": session.session_id,
            **_restriction(user),
        },
    }


def _restriction(user: User) -> Mapping[str, str]:
    # In the context and not in the policy: a function's problem names the remedy, API Gateway's can't.
    is_restricted = user.is_admin_without_mfa and settings.ADMIN_MFA.value() == "required"
    return {"mustEnrol": "true"} if is_restricted else {}


def _resources(role: str) -> list[str]:
    return [
        f"{method}/{_any_parameter(operation.path)}"
        for operation in OPERATIONS.values()
        if role in operation.roles and "anonymous" not in operation.roles
        for method in operation.methods
    ]


def _any_parameter(path: str) -> str:
    return "/".join("*" if step.startswith("{") else step for step in path.strip("/").split("/"))
