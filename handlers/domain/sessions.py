"""Sessions: what a login opens, and the opaque tokens that prolong it, each good for one use."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace

from handlers.domain.clock import epoch_seconds, now, seconds, timestamp
from handlers.domain.errors import InvalidRefreshToken
from handlers.domain.ids import PATTERN, new_id

REFRESH_SECONDS = 7 * 24 * 60 * 60
_FAMILY_BYTES = 16
_SECRET_BYTES = 32
_TOKEN = re.compile(
    rf"(?P<user_id>{PATTERN})\.(?P<session_id>{PATTERN})\.(?P<family>[A-Za-z0-9_-]{{22}})\.[A-Za-z0-9_-]{{43}}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """A refresh token as somebody presents it; nothing of it is believed yet.

    Parameters
    ----------
    family : str
        The part that all refresh tokens of a session share, and nobody else knows.
    text : str
        The token as a whole.
    """

    user_id: str
    session_id: str
    family: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One login on one device.

    Parameters
    ----------
    family_hash, refresh_hash : str
        SHA-256, in hex, of what its refresh tokens share, and of the one that is good. The tokens themselves are not
        kept.
    last_used_at : str
        When it got its newest tokens.
    expires_at : int
        Seconds since 1970 after which the session is over.
    """

    session_id: str
    user_id: str
    family_hash: str
    refresh_hash: str
    created_at: str
    last_used_at: str
    expires_at: int

    def is_expired(self) -> bool:
        """Tell whether the session has expired, deleted by TTL or not yet."""
        return self.expires_at <= epoch_seconds(now())

    def has_issued(self, token: RefreshToken) -> bool:
        """Tell whether a token is one of the session's, good or spent: only those know what they share."""
        return hmac.compare_digest(_hash(token.family), self.family_hash)

    def is_spent(self, token: RefreshToken) -> bool:
        """Tell whether a token that the session has issued was used already."""
        return not hmac.compare_digest(_hash(token.text), self.refresh_hash)


def parse_refresh_token(text: str) -> RefreshToken:
    """Return what somebody presents as a refresh token.

    Raises
    ------
    InvalidRefreshToken
        If it is none.
    """
    match = _TOKEN.fullmatch(text)
    if match is None:
        raise InvalidRefreshToken
    return RefreshToken(**match.groupdict(), text=text)


def open_session(user_id: str) -> tuple[Session, str]:
    """Return a new session and its refresh token, which is told this once."""
    moment = now()
    session_id, family = new_id(), secrets.token_urlsafe(_FAMILY_BYTES)
    token = _new_token(user_id, session_id, family)
    session = Session(
        session_id=session_id,
        user_id=user_id,
        family_hash=_hash(family),
        refresh_hash=_hash(token),
        created_at=timestamp(moment),
        last_used_at=timestamp(moment),
        expires_at=epoch_seconds(moment + seconds(REFRESH_SECONDS)),
    )
    return session, token


def renew_session(session: Session, spent: RefreshToken) -> tuple[Session, str]:
    """Return a session as it goes on from now, and its next refresh token, which is told this once.

    Parameters
    ----------
    session : Session
        As it was when the token was good.
    spent : RefreshToken
        The session's token that is good until now.
    """
    moment = now()
    token = _new_token(session.user_id, session.session_id, spent.family)
    renewed = replace(
        session,
        refresh_hash=_hash(token),
        last_used_at=timestamp(moment),
        expires_at=epoch_seconds(moment + seconds(REFRESH_SECONDS)),
    )
    return renewed, token


def _new_token(user_id: str, session_id: str, family: str) -> str:
    return f"{user_id}.{session_id}.{family}.{secrets.token_urlsafe(_SECRET_BYTES)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
