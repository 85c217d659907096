"""Sessions: what a login opens, and the opaque token that prolongs it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from handlers.domain.clock import epoch_seconds, now, seconds, timestamp
from handlers.domain.ids import new_id

REFRESH_SECONDS = 7 * 24 * 60 * 60
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One login on one device.

    Parameters
    ----------
    family : str
        Shared by all refresh tokens that descend from one login.
    refresh_hash : str
        SHA-256 of the current refresh token, in hex; the token itself is not kept.
    expires_at : int
        Seconds since 1970 after which the session is over.
    """

    session_id: str
    user_id: str
    family: str
    refresh_hash: str
    created_at: str
    last_used_at: str
    expires_at: int

    def is_over(self) -> bool:
        """Tell whether the session has expired, deleted by TTL or not yet."""
        return self.expires_at <= epoch_seconds(now())


def open_session(user_id: str) -> tuple[Session, str]:
    """Return a new session and its refresh token, which is told this once."""
    moment = now()
    session_id = new_id()
    token = f"{user_id}.{session_id}.{secrets.token_urlsafe(_SECRET_BYTES)}"
    session = Session(
        session_id=session_id,
        user_id=user_id,
        family=new_id(),
        refresh_hash=hashlib.sha256(token.encode()).hexdigest(),
        created_at=timestamp(moment),
        last_used_at=timestamp(moment),
        expires_at=epoch_seconds(moment + seconds(REFRESH_SECONDS)),
    )
    return session, token
