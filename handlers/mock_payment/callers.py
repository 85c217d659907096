"""Who may ask the payment service: whoever shows its API key."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from handlers.adapters.payment_keys import current_key, previous_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_current, _previous = current_key(), previous_key()


def is_known(shown: object) -> bool:
    """Tell whether what a caller shows is the service's key, or was until it was changed last.

    Raises
    ------
    Unavailable, Misconfigured
        If the key can't be read, or is none.
    """
    if not isinstance(shown, str):
        return False
    asked = shown.encode(errors="surrogatepass")
    return any(hmac.compare_digest(asked, key.encode()) for key in _good_keys())


def _good_keys() -> Iterator[str]:
    """Yield the keys that are good, the likeliest first: what isn't needed isn't read."""
    yield _current.value()
    yield _current.refresh()
    for previous in (_previous.value, _previous.refresh):
        key = previous()
        if key is not None:
            yield key
