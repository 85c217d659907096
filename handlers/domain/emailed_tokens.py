"""Tokens of e-mails and challenges of logins: random, single-use, bound to a purpose, an account and its address."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handlers.domain.clock import epoch_seconds, now, parse_timestamp, seconds
from handlers.domain.ids import decode_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.users import User

type Purpose = Literal["verification", "password-reset", "email-change", "email-undo", "deletion-undo", "login"]

RESET_SECONDS = 30 * 60
# Of a change of the address, during which its old address stays reserved.
UNDO_SECONDS = 7 * 24 * 3600
_LIFETIMES: Mapping[Purpose, int] = {
    "verification": 7 * 24 * 3600,
    "password-reset": RESET_SECONDS,
    "email-change": 24 * 3600,
    # The challenge of a login whose password was right: a code of the second factor completes it.
    "login": 5 * 60,
}
_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailedToken:
    """A token, without its text.

    Parameters
    ----------
    digest : str
        SHA-256 of the text, in hex. The text itself is not stored.
    email : str
        The account's address when the token was issued; another one voids it. If it undoes a change, the address that
        it restores.
    epoch : str
        The account's session epoch when the token was issued: a new password voids it, unless it undoes a change.
    expires_at : int
        The end of its life, in seconds since 1970.
    new_email : str or None
        The address that it changes the account's to.
    change_id : str or None
        The change of the address that it undoes, or the due date of the deletion. Nothing else voids it: whoever has
        taken the account over could.
    """

    digest: str
    purpose: Purpose
    user_id: str
    email: str
    epoch: str
    expires_at: int
    new_email: str | None = None
    change_id: str | None = None

    def is_valid(self, user: User, purpose: Purpose) -> bool:
        """Return whether the token serves a purpose now, given the account as it is now."""
        if self.purpose != purpose or self.expires_at <= epoch_seconds(now()):
            return False
        if purpose == "deletion-undo":
            return self.change_id == user.deletion_at
        if self.change_id is not None:
            return self.change_id in user.email_changes
        return (self.email, self.epoch) == (user.email, user.session_epoch)


def issue_token(user: User, purpose: Purpose, *, new_email: str | None = None) -> tuple[EmailedToken, str]:
    """Return a new token for an account, and its text; ``new_email`` becomes the account's address."""
    text = secrets.token_urlsafe(_BYTES)
    token = EmailedToken(
        digest=token_digest(text),
        purpose=purpose,
        user_id=user.user_id,
        email=user.email,
        epoch=user.session_epoch,
        expires_at=epoch_seconds(now() + seconds(_LIFETIMES[purpose])),
        new_email=new_email,
    )
    return token, text


def issue_undo_token(user: User, change_id: str, email: str) -> tuple[EmailedToken, str]:
    """Return a new token that undoes a change of an account's address and restores ``email``, and its text."""
    text = secrets.token_urlsafe(_BYTES)
    token = EmailedToken(
        digest=token_digest(text),
        purpose="email-undo",
        user_id=user.user_id,
        email=email,
        epoch=user.session_epoch,
        expires_at=epoch_seconds(decode_time(change_id) + seconds(UNDO_SECONDS)),
        change_id=change_id,
    )
    return token, text


def issue_deletion_undo_token(user: User, deletion_at: str) -> tuple[EmailedToken, str]:
    """Return a new token that takes the request for an account's deletion back until it is due, and its text."""
    text = secrets.token_urlsafe(_BYTES)
    token = EmailedToken(
        digest=token_digest(text),
        purpose="deletion-undo",
        user_id=user.user_id,
        email=user.email,
        epoch=user.session_epoch,
        expires_at=epoch_seconds(parse_timestamp(deletion_at)),
        change_id=deletion_at,
    )
    return token, text


def token_digest(text: str) -> str:
    """Return the digest of a token's text, by which it is stored."""
    return hashlib.sha256(text.encode()).hexdigest()
