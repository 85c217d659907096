"""Presenter of a session's tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.token_pair import TokenPair
from handlers.domain.access_tokens import issue_access_token
from handlers.domain.clock import epoch_seconds, now

if TYPE_CHECKING:
    from handlers.domain.access_tokens import SigningKey
    from handlers.domain.sessions import Session
    from handlers.domain.users import User


def present_token_pair(
    user: User, session: Session, refresh_token: str, *, key: SigningKey, lifetime: int
) -> TokenPair:
    """Return a session's refresh token and a new access token, as a ``TokenPair``.

    The access token is valid for ``lifetime`` seconds, or until the session ends.
    """
    # At least a second, also if the session has ended since it was saved: the authorizer rejects its tokens.
    lifetime = max(1, min(lifetime, session.expires_at - epoch_seconds(now())))
    return TokenPair(
        access_token=issue_access_token(user, session.session_id, key, lifetime=lifetime),
        refresh_token=refresh_token,
        token_type="Bearer",  # noqa: S106  # the scheme's name, no secret
        expires_in=lifetime,
    )
