"""A fake dead-letter queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.adapters.dead_letters import DeadLetterQueue


@dataclass
class FakeDeadLetterQueue:
    """Keeps the records; raises ``error`` instead, if it is set."""

    letters: list[tuple[object, str]] = field(default_factory=list)
    error: Exception | None = None

    def put(self, record: object, *, reason: str) -> None:
        """Add a record to the queue."""
        if self.error:
            raise self.error
        self.letters.append((record, reason))


_implements: type[DeadLetterQueue] = FakeDeadLetterQueue
