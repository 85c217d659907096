"""A shop under concurrent requests, and the checks afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from local.aws.stream_mapping import Stream
from local.config import LocalConfig
from tests.integration.handlers.calling import Answer
from tests.integration.handlers.stream import FUNCTION, NOTHING_FAILED, batch, mails_of, process
from tests.integration.handlers.table import Table
from tests.integration.proofs import history, scripts
from tests.integration.proofs.invariants import Books, assert_settled_invariants
from tests.integration.proofs.processes import Part, Processes, Raced


@dataclass(frozen=True, slots=True)
class Market:
    """A shop in its own table."""

    aws: LocalConfig
    processes: Processes
    table: Table
    nowhere: Path

    def race(self, parts: Sequence[Part]) -> list[Answer]:
        """Run all parts concurrently in two processes, and return the responses of HTTP requests."""
        raced = self._race(parts)
        assert raced.conflicts, "no write met another transaction"
        return [Answer(**response) for response in raced.answers if isinstance(response, dict)]

    def close(self, supplied: Mapping[str, int]) -> Books:
        """Settle the remaining orders, assert all invariants, and return the books."""
        assert scripts.settle() == "done"
        books = assert_settled_invariants(self.table.rows(), supplied)
        history.is_legal(self.table)
        return books

    def mails(self, order_id: str) -> list[str]:
        """Deliver all notifications by two concurrent stream processors, then by one; return an order's e-mails."""
        stream = Stream(replace(self.aws, data=self.nowhere), self.table.name)
        # Deliveries change the table, too: only the records up to now are delivered.
        records = [record for some in iter(stream.read, []) for record in some]
        self._race([("run", {"function": FUNCTION, "event": batch(*records)})] * 2)
        assert process(*records) == NOTHING_FAILED
        return [mail["subject"].replace(order_id, "ORDER") for mail in mails_of(self.aws, order_id)]

    def _race(self, parts: Sequence[Part]) -> Raced:
        return self.processes.race(parts, {"TABLE_NAME": self.table.name})
