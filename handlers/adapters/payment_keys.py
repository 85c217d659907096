"""The API key of the payment service: a secret whose text is the key.

After a key change the previous key stays valid, as Secrets Manager keeps it: caller and service needn't change keys at
the same time.
"""

from __future__ import annotations

import re

from handlers.adapters.secrets import CachedSecret
from handlers.runtime import settings

_SHAPE = re.compile(r"[!-~]{32,256}")


def current_key() -> CachedSecret[str]:
    """Return the current key, which callers send."""
    return CachedSecret(settings.payment_secret_name, _read_key)


def previous_key() -> CachedSecret[str | None]:
    """Return the previous key; None before the first key change."""
    return CachedSecret(settings.payment_secret_name, _read_previous_key, stage="AWSPREVIOUS")


def _read_key(text: str | None) -> str:
    if text is None or not _SHAPE.fullmatch(text):
        raise ValueError("not an API key")
    return text


def _read_previous_key(text: str | None) -> str | None:
    return None if text is None else _read_key(text)
