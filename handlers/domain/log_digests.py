"""Digests of personal data for the log: equal values have equal digests, and nobody can guess the value."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.domain.access_tokens import SigningKey

_LENGTH = 16
# So that no digest is a signature of a token, whose payload never begins with this.
_PURPOSE = "log digest: "


def log_digest(value: str, key: SigningKey) -> str:
    """Return a digest of a value, such as a network address, that changes with the key.

    Without a secret key all four billion IPv4 addresses could be tried.
    """
    return hmac.new(key.key, f"{_PURPOSE}{value}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]
