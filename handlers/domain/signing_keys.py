"""The keys that access tokens are signed with, one after the other.

::

    made ──► known everywhere ──► signs ──► verifies what it signed ──► retired

All times are seconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.access_tokens import SigningKey
from handlers.domain.clock import epoch_seconds, now

if TYPE_CHECKING:
    from collections.abc import Sequence

# A process looks at the keys again after so long: by then all know a new one.
CACHE_SECONDS = 300
MIN_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedKey(SigningKey):
    """A signing key and its times.

    Parameters
    ----------
    signs_from : int
        When it begins to sign, unless a younger one has begun as well.
    good_until : int or None
        When it is retired; None while no younger one is made.
    """

    signs_from: int
    good_until: int | None

    def is_good(self, moment: int) -> bool:
        """Tell whether it isn't retired."""
        return self.good_until is None or moment < self.good_until


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """All keys at a time: a `KeyRing` that never changes.

    Raises
    ------
    ValueError
        If there is none, two have one name, one is too short, or the newest is to be retired.
    """

    keys: Sequence[DatedKey]

    def __post_init__(self) -> None:
        if not self.keys or len({key.kid for key in self.keys}) < len(self.keys):
            raise ValueError("there are no keys, or two of one name")
        if any(len(key.key) < MIN_KEY_BYTES for key in self.keys) or self.newest.good_until is not None:
            raise ValueError("a key is too short, or no key stays")

    @property
    def newest(self) -> DatedKey:
        """The key that signs, or will."""
        return max(self.keys, key=lambda key: key.signs_from)

    def current(self) -> DatedKey:
        """Return the key to sign with."""
        return self.signing(epoch_seconds(now()))

    def find(self, kid: str) -> DatedKey | None:
        """Return the key of this ``kid``, or None if it is unknown or retired."""
        return next((key for key in self.good(epoch_seconds(now())) if key.kid == kid), None)

    def knows(self, kid: str) -> bool:
        """Tell whether there is such a key, retired or not."""
        return any(key.kid == kid for key in self.keys)

    def signing(self, moment: int) -> DatedKey:
        """Return the key that signs then: the newest that has begun, or the oldest where a clock is late."""
        oldest_first = sorted(self.keys, key=lambda key: key.signs_from)
        return next((key for key in reversed(oldest_first) if key.signs_from <= moment), oldest_first[0])

    def good(self, moment: int) -> list[DatedKey]:
        """Return the keys that aren't retired."""
        return [key for key in self.keys if key.is_good(moment)]
