"""refreshSession."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.signing_keys import key_ring
from handlers.domain.errors import InvalidRefreshToken, RefreshTokenReplayed
from handlers.domain.sessions import parse_refresh_token, renew_session
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.store.session_changes import end_replayed_session, save_renewed_session
from handlers.store.sessions import find_account_and_session
from handlers.workflows.callers import account_origin
from handlers.workflows.throttles import throttle_refresh
from handlers.workflows.token_pairs import present_token_pair

if TYPE_CHECKING:
    from generated.requests.refresh_request import RefreshRequest
    from handlers.domain.audit import Origin
    from handlers.domain.sessions import RefreshToken, Session
    from handlers.runtime.http.request import Request


@operation("refreshSession")
def handler(request: Request[None, RefreshRequest]) -> Response:
    """Return new tokens for a session; a spent refresh token ends the session."""
    key, lifetime, longest = key_ring.current(), settings.JWT_EXPIRY.value(), settings.SESSION_SECONDS.value()
    throttle_refresh(request.event)
    token = parse_refresh_token(request.body.refresh_token)
    found = find_account_and_session(token.user_id, token.session_id)
    if found is None:
        raise InvalidRefreshToken
    user, session = found
    if not session.has_issued(token):
        raise InvalidRefreshToken
    observability.identify(user.user_id)
    origin = account_origin(request.event, user.user_id)
    renewed, refresh_token = _renew(session, token, longest, origin)
    observability.log("SESSION_REFRESHED", "Session refreshed", sessionId=session.session_id)
    return ok(present_token_pair(user, renewed, refresh_token, key=key, lifetime=lifetime))


def _renew(session: Session, token: RefreshToken, longest: int, origin: Origin) -> tuple[Session, str]:
    try:
        if session.is_spent(token):
            raise RefreshTokenReplayed
        renewed, refresh_token = renew_session(session, token, longest=longest)
        save_renewed_session(session, renewed)
    except RefreshTokenReplayed:
        message = "Spent refresh token replayed; session ended"
        observability.log_warning("REFRESH_TOKEN_REPLAYED", message, sessionId=session.session_id)
        end_replayed_session(session, origin)
        raise
    return renewed, refresh_token
