"""Time-based one-time passwords (RFC 6238): six digits, SHA-1, steps of 30 seconds, as authenticator apps have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp

if TYPE_CHECKING:
    from datetime import datetime

# For clocks that differ, and codes typed at the end of their step.
_DRIFT_STEPS = 1


def new_totp_secret() -> str:
    """Return a new secret of 160 bits, in Base32."""
    return pyotp.random_base32()


def otpauth_uri(secret: str, *, account: str, issuer: str) -> str:
    """Return the URI that an authenticator app reads, as from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_of(code: str, secret: str, moment: datetime) -> int | None:
    """Return the time step of a code, at most one from the current step; None if the code is wrong."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=moment, valid_window=_DRIFT_STEPS)
    except pyotp.OTPVerificationError:
        return None
