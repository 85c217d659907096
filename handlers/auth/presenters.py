"""What a session's tokens are answered as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.models.token_pair import TokenPair
from handlers.domain.access_tokens import issue_access_token

if TYPE_CHECKING:
    from handlers.domain.access_tokens import SigningKey
    from handlers.domain.sessions import Session
    from handlers.domain.users import User


def present_token_pair(
    user: User, session: Session, refresh_token: str, *, key: SigningKey, lifetime: int
) -> TokenPair:
    """Return a new access token of a session, and its refresh token, as the contract's ``TokenPair``.

    Parameters
    ----------
    key : SigningKey
        What to sign the access token with.
    lifetime : int
        For how many seconds it is good.
    """
    return TokenPair(
        access_token=issue_access_token(user, session.session_id, key, lifetime=lifetime),
        refresh_token=refresh_token,
        token_type="Bearer",  # noqa: S106  # the scheme's name, no secret
        expires_in=lifetime,
    )
