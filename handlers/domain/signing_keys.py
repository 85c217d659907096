"""The signing keys of access tokens and their lifecycle.

::

    created ──► loaded by every process ──► signs ──► only verifies ──► retired

All times are seconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.access_tokens import SigningKey
from handlers.domain.clock import epoch_seconds, now

if TYPE_CHECKING:
    from collections.abc import Sequence

# The interval at which a process reloads the keys, so the time after which every process has loaded a new one.
CACHE_SECONDS = 300
MIN_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledKey(SigningKey):
    """A signing key and the times of its lifecycle.

    Parameters
    ----------
    signs_from : int
        When it begins to sign; it stops when a newer key begins.
    good_until : int or None
        When it is retired; None as long as there is no newer key.
    """

    signs_from: int
    good_until: int | None

    def is_valid_at(self, moment: int) -> bool:
        """Return whether the key isn't retired."""
        return self.good_until is None or moment < self.good_until


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """An immutable set of keys; implements `KeyRing`.

    Raises
    ------
    ValueError
        If it is empty, two keys have the same ``kid``, a key is too short, or the newest key has a retirement time.
    """

    keys: Sequence[ScheduledKey]

    def __post_init__(self) -> None:
        if not self.keys or len({key.kid for key in self.keys}) < len(self.keys):
            raise ValueError("no keys, or two keys with one kid")
        if any(len(key.key) < MIN_KEY_BYTES for key in self.keys) or self.newest.good_until is not None:
            raise ValueError("a key is too short, or the newest key is to be retired")

    @property
    def newest(self) -> ScheduledKey:
        """The key that signs last."""
        return max(self.keys, key=lambda key: key.signs_from)

    def current(self) -> ScheduledKey:
        """Return the key that signs now."""
        return self.signing_at(epoch_seconds(now()))

    def find(self, kid: str) -> ScheduledKey | None:
        """Return the key with this ``kid``, or None if it is unknown or retired."""
        return next((key for key in self.valid_at(epoch_seconds(now())) if key.kid == kid), None)

    def contains(self, kid: str) -> bool:
        """Return whether there is a key with this ``kid``, retired or not."""
        return any(key.kid == kid for key in self.keys)

    def signing_at(self, moment: int) -> ScheduledKey:
        """Return the newest key that has begun to sign; if the clock is slow and none has, the oldest."""
        oldest_first = sorted(self.keys, key=lambda key: key.signs_from)
        return next((key for key in reversed(oldest_first) if key.signs_from <= moment), oldest_first[0])

    def valid_at(self, moment: int) -> list[ScheduledKey]:
        """Return the keys that aren't retired at a time."""
        return [key for key in self.keys if key.is_valid_at(moment)]
