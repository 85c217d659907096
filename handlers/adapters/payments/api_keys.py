"""API keys of the payment service: a secret whose text is the key.

After a rotation the previous version stays valid, so that caller and service can switch at different times.
"""

from __future__ import annotations

import re

from handlers.adapters.secrets import CachedSecret
from handlers.runtime import settings

_SHAPE = re.compile(r"[!-~]{32,256}")


def current_key() -> CachedSecret[str]:
    """Return the key that callers send."""
    return CachedSecret(settings.PAYMENT_SECRET_NAME.value, _read_key)


def previous_key() -> CachedSecret[str | None]:
    """Return the key before the last rotation; None before the first."""
    return CachedSecret(settings.PAYMENT_SECRET_NAME.value, _read_previous_key, stage="AWSPREVIOUS")


def _read_key(text: str | None) -> str:
    if text is None or not _SHAPE.fullmatch(text):
        raise ValueError("no API key")
    return text


def _read_previous_key(text: str | None) -> str | None:
    return None if text is None else _read_key(text)
