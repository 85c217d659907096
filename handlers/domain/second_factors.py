"""Second factors: a TOTP secret, and recovery codes in its place. Each code works once."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING

from handlers.domain.clock import now
from handlers.domain.encryption import decrypt, encrypt
from handlers.domain.totp import new_totp_secret, step_of

if TYPE_CHECKING:
    from handlers.domain.access_tokens import KeyRing

_RECOVERY_CODES = 10
_BYTES = 16
# 125 bits, in groups that are easy to copy.
_LETTERS, _GROUP = 25, 5
_TOTP_CODE = re.compile(r"[0-9]{6}")
# Before the first code.
_NO_STEP = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """The second factor of an account. Its logins require it once it is confirmed: `User.mfa_since`.

    Parameters
    ----------
    secret : str
        The TOTP secret, encrypted and bound to the account.
    last_step : int
        The time step of the last code that was used: only those of later ones are valid.
    recovery_digests : frozenset of str
        Digests of the recovery codes that are left. The codes themselves are not stored.
    """

    user_id: str
    secret: str = field(repr=False)
    last_step: int = _NO_STEP
    recovery_digests: frozenset[str] = frozenset()

    def check(self, code: str, keys: KeyRing) -> Proof | None:
        """Return the proof that a code is valid now, or None.

        Raises
        ------
        Misconfigured
            If the secret can't be decrypted.
        """
        if _TOTP_CODE.fullmatch(code) is None:
            digest = _digest(self.user_id, code)
            return Proof(self, recovery_digest=digest) if digest in self.recovery_digests else None
        step = step_of(code, decrypt(self.secret, keys, owner=self.user_id), now())
        return None if step is None or step <= self.last_step else Proof(self, step=step)


@dataclass(frozen=True, slots=True)
class Proof:
    """A valid code of a second factor: its time step, or the digest of a recovery code. Its use spends it."""

    factor: SecondFactor
    step: int | None = None
    recovery_digest: str | None = None


def new_second_factor(user_id: str, keys: KeyRing) -> tuple[SecondFactor, str]:
    """Return a new second factor that isn't confirmed, and its secret."""
    secret = new_totp_secret()
    return SecondFactor(user_id=user_id, secret=encrypt(secret, keys, owner=user_id)), secret


def new_recovery_codes(user_id: str) -> tuple[list[str], frozenset[str]]:
    """Return the recovery codes of an account, which are shown once, and their digests."""
    codes = [_recovery_code() for _ in range(_RECOVERY_CODES)]
    return codes, frozenset(_digest(user_id, code) for code in codes)


def _recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()[:_LETTERS]
    return "-".join("".join(group) for group in batched(letters, _GROUP, strict=True))


def _digest(user_id: str, code: str) -> str:
    return hashlib.sha256(f"{user_id} {code.lower()}".encode()).hexdigest()
