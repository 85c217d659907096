"""Authentication of the payment service's callers by its API key."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from handlers.adapters.payments.api_keys import current_key, previous_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_current, _previous = current_key(), previous_key()


def is_authentic(api_key: object) -> bool:
    """Return whether a caller's API key is the current or the previous one.

    Raises
    ------
    Unavailable, Misconfigured
        If the secret can't be read or holds no key.
    """
    if not isinstance(api_key, str):
        return False
    candidate = api_key.encode(errors="surrogatepass")
    return any(hmac.compare_digest(candidate, key.encode()) for key in _valid_keys())


def _valid_keys() -> Iterator[str]:
    """Yield the valid keys, most likely first, and read a secret only when its turn comes."""
    yield _current.value()
    yield _current.refresh()
    for previous in (_previous.value, _previous.refresh):
        key = previous()
        if key is not None:
            yield key
