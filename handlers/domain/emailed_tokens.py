"""Tokens that are sent by e-mail: random, single-use, and bound to a purpose, an account and its address."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import epoch_seconds, now, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.users import User

type Purpose = Literal["verification", "password-reset"]

RESET_SECONDS = 30 * 60
_LIFETIMES: Mapping[Purpose, int] = {"verification": 7 * 24 * 3600, "password-reset": RESET_SECONDS}
_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailedToken:
    """A token, without its text.

    Parameters
    ----------
    digest : str
        SHA-256 of the text, in hex. The text itself is not stored.
    email : str
        The account's address when the token was issued; another one voids it.
    epoch : str
        The account's session epoch when the token was issued: a new password voids it.
    expires_at : int
        The end of its life, in seconds since 1970.
    """

    digest: str
    purpose: Purpose
    user_id: str
    email: str
    epoch: str
    expires_at: int

    def is_valid(self, user: User, purpose: Purpose) -> bool:
        """Return whether the token serves a purpose now, given the account as it is now."""
        return (
            self.purpose == purpose
            and self.expires_at > epoch_seconds(now())
            and (self.email, self.epoch) == (user.email, user.session_epoch)
        )


def issue_token(user: User, purpose: Purpose) -> tuple[EmailedToken, str]:
    """Return a new token for an account, and its text."""
    text = secrets.token_urlsafe(_BYTES)
    token = EmailedToken(
        digest=token_digest(text),
        purpose=purpose,
        user_id=user.user_id,
        email=user.email,
        epoch=user.session_epoch,
        expires_at=epoch_seconds(now() + seconds(_LIFETIMES[purpose])),
    )
    return token, text


def token_digest(text: str) -> str:
    """Return the digest of a token's text, by which it is stored."""
    return hashlib.sha256(text.encode()).hexdigest()
