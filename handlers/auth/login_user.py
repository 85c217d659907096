"""loginUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.models.token_pair import TokenPair
from handlers.adapters.signing_keys import key_ring
from handlers.domain.access_tokens import issue_access_token
from handlers.domain.emails import fold_email
from handlers.domain.errors import InvalidCredentials
from handlers.domain.passwords import verify_password
from handlers.domain.sessions import open_session
from handlers.runtime import observability, settings
from handlers.runtime.operation import operation
from handlers.runtime.response import Response, ok
from handlers.store.sessions import add_session
from handlers.store.users import find_user_by_email

if TYPE_CHECKING:
    from generated.models.login_request import LoginRequest
    from handlers.runtime.request import Request


@operation("loginUser")
def handler(request: Request[None, LoginRequest]) -> Response:
    """Open a session for whoever knows an account's password."""
    user = find_user_by_email(fold_email(request.body.email))
    password_hash = user.password_hash if user else None
    verified = verify_password(request.body.password, password_hash, rounds=settings.password_salt_rounds())
    if user is None or not verified:
        raise InvalidCredentials
    lifetime = settings.jwt_expiry()
    session, refresh_token = open_session(user.user_id)
    access_token = issue_access_token(user, session.session_id, key_ring.current(), lifetime=lifetime)
    add_session(session, user)
    observability.identify(user.user_id)
    observability.log("SESSION_OPENED", "Logged in", sessionId=session.session_id)
    tokens = TokenPair(
        access_token=access_token,
        refresh_token=refresh_token,
        token_type="Bearer",  # noqa: S106  # the scheme's name, no secret
        expires_in=lifetime,
    )
    return ok(tokens, secret=True)
