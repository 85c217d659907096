"""A fake key ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.domain.access_tokens import KeyRing, SigningKey


@dataclass(frozen=True)
class FakeKeyRing:
    """A key ring whose first key signs."""

    keys: tuple[SigningKey, ...]

    def current(self) -> SigningKey:
        """Return the first key."""
        return self.keys[0]

    def find(self, kid: str) -> SigningKey | None:
        """Return the key with this ``kid``, or None."""
        return next((key for key in self.keys if key.kid == kid), None)


_implements: type[KeyRing] = FakeKeyRing
