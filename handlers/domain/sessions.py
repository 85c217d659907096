"""Sessions and their opaque, single-use refresh tokens."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from handlers.domain.clock import epoch_seconds, now, parse_timestamp, seconds, timestamp
from handlers.domain.errors import InvalidRefreshToken, Unauthenticated
from handlers.domain.ids import PATTERN, new_id

if TYPE_CHECKING:
    from handlers.domain.users import User

REFRESH_SECONDS = 7 * 24 * 60 * 60
_FAMILY_BYTES = 16
_SECRET_BYTES = 32
# Compiled at its first use: most functions that import this module check no token.
_TOKEN = rf"(?P<user_id>{PATTERN})\.(?P<session_id>{PATTERN})\.(?P<family>[A-Za-z0-9_-]{{22}})\.[A-Za-z0-9_-]{{43}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """A parsed but unverified refresh token.

    Parameters
    ----------
    family : str
        The secret part that all refresh tokens of a session have in common.
    text : str
        The whole token.
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
    epoch : str
        The account's `session_epoch` when the session was opened.
    family_hash, refresh_hash : str
        SHA-256, in hex, of the family of its refresh tokens and of the current one. The tokens themselves are not
        stored.
    last_used_at : str
        The time of the last refresh.
    expires_at : int
        The end of the session, in seconds since 1970.
    """

    session_id: str
    user_id: str
    epoch: str
    family_hash: str
    refresh_hash: str
    created_at: str
    last_used_at: str
    expires_at: int

    def is_open(self, user: User) -> bool:
        """Return whether the session has neither expired nor ended, and its user's account isn't disabled."""
        return self.epoch == user.session_epoch and user.disabled_at is None and not self.is_expired()

    def is_expired(self) -> bool:
        """Return whether the session has expired, even if TTL hasn't deleted its row yet."""
        return self.expires_at <= epoch_seconds(now())

    def has_issued(self, token: RefreshToken) -> bool:
        """Return whether a token, spent or not, was issued for this session."""
        return hmac.compare_digest(_hash(token.family), self.family_hash)

    def is_spent(self, token: RefreshToken) -> bool:
        """Return whether a token that the session has issued was used before."""
        return not hmac.compare_digest(_hash(token.text), self.refresh_hash)


def parse_refresh_token(text: str) -> RefreshToken:
    """Return the parts of a refresh token.

    Raises
    ------
    InvalidRefreshToken
        If the text doesn't have the format of a refresh token.
    """
    match = re.fullmatch(_TOKEN, text)
    if match is None:
        raise InvalidRefreshToken
    return RefreshToken(**match.groupdict(), text=text)


def open_session(user: User, *, longest: int) -> tuple[Session, str]:
    """Return a new session and its refresh token; only the token's hash is stored.

    Parameters
    ----------
    longest : int
        The longest life of a session in seconds.
    """
    moment = now()
    session_id, family = new_id(), secrets.token_urlsafe(_FAMILY_BYTES)
    token = _new_token(user.user_id, session_id, family)
    session = Session(
        session_id=session_id,
        user_id=user.user_id,
        epoch=user.session_epoch,
        family_hash=_hash(family),
        refresh_hash=_hash(token),
        created_at=timestamp(moment),
        last_used_at=timestamp(moment),
        expires_at=epoch_seconds(moment + seconds(min(REFRESH_SECONDS, longest))),
    )
    return session, token


def renew_session(session: Session, spent: RefreshToken, *, longest: int) -> tuple[Session, str]:
    """Return a session with a new expiry, and its next refresh token.

    Parameters
    ----------
    session : Session
        The session whose current token is spent.
    spent : RefreshToken
        That token, which the next one replaces.
    longest : int
        The longest life of a session in seconds, from its login on.

    Raises
    ------
    InvalidRefreshToken
        If the session is older than that.
    """
    try:
        return _with_new_token(session, spent.family, longest)
    except Unauthenticated as error:
        raise InvalidRefreshToken from error


def restart_session(session: Session, *, longest: int) -> tuple[Session, str]:
    """Return a session of a new epoch, and its next refresh token, which has nothing in common with earlier ones.

    Raises
    ------
    Unauthenticated
        If the session is older than ``longest`` seconds.
    """
    family = secrets.token_urlsafe(_FAMILY_BYTES)
    return _with_new_token(replace(session, epoch=new_id(), family_hash=_hash(family)), family, longest)


def _with_new_token(session: Session, family: str, longest: int) -> tuple[Session, str]:
    moment = now()
    end = min(moment + seconds(REFRESH_SECONDS), parse_timestamp(session.created_at) + seconds(longest))
    if end <= moment:
        raise Unauthenticated
    token = _new_token(session.user_id, session.session_id, family)
    renewed = replace(
        session,
        refresh_hash=_hash(token),
        last_used_at=timestamp(moment),
        expires_at=epoch_seconds(end),
    )
    return renewed, token


def _new_token(user_id: str, session_id: str, family: str) -> str:
    return f"{user_id}.{session_id}.{family}.{secrets.token_urlsafe(_SECRET_BYTES)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
