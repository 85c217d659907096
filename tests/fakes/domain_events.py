"""A fake event bus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.adapters.domain_events import EventBus


@dataclass
class FakeEventBus:
    """Keeps the events; raises ``error`` instead, if it is set."""

    published: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    error: Exception | None = None

    def publish(self, name: str, detail: Mapping[str, object]) -> None:
        """Publish one event."""
        if self.error:
            raise self.error
        self.published.append((name, dict(detail)))


_implements: type[EventBus] = FakeEventBus
