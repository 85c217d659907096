"""The log of the running shop during an attack."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.harness import RunningShop


@dataclass(frozen=True, slots=True)
class Logbook:
    """The shop's log from a point in time on."""

    shop: RunningShop
    begins_at: int

    @classmethod
    def from_now(cls, shop: RunningShop) -> Logbook:
        """Return the log from now on."""
        return cls(shop, len(shop.text()))

    @property
    def text(self) -> str:
        """The text written since."""
        return self.shop.text()[self.begins_at :]

    def lines(self) -> list[str]:
        return self.text.split("\n")[:-1]

    def events(self, named: str) -> list[dict[str, Any]]:
        """Return the lines about an event; there are others in JSON, which are metrics."""
        found = (json.loads(line) for line in self.lines() if line.startswith("{"))
        return [line for line in found if line.get("event") == named]
