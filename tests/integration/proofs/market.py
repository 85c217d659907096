"""A shop that many act on at once, and how it stands when they are done."""

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
from tests.integration.proofs.invariants import Books, hold_when_quiet
from tests.integration.proofs.processes import Part, Processes, Raced


@dataclass(frozen=True, slots=True)
class Market:
    """A shop in a table of its own."""

    aws: LocalConfig
    processes: Processes
    table: Table
    nowhere: Path

    def race(self, parts: Sequence[Part]) -> list[Answer]:
        """Let two processes do all of this at once, and return what those were answered who ask as clients do."""
        raced = self._race(parts)
        assert raced.conflicts, "no write met another transaction"
        return [Answer(**said) for said in raced.answers if isinstance(said, dict)]

    def close(self, supplied: Mapping[str, int]) -> Books:
        """Settle what is left, assert that all has become as it should be, and return the books."""
        assert scripts.settle() == "done"
        books = hold_when_quiet(self.table.rows(), supplied)
        history.is_legal(self.table)
        return books

    def mails(self, order_id: str) -> list[str]:
        """Let two stream processors at once tell of all that happened, then one again; return an order's e-mails."""
        stream = Stream(replace(self.aws, data=self.nowhere), self.table.name)
        # Telling changes the table, too: what there is so far is what there is to tell.
        records = [record for some in iter(stream.read, []) for record in some]
        self._race([("run", {"function": FUNCTION, "event": batch(*records)})] * 2)
        assert process(*records) == NOTHING_FAILED
        return [mail["subject"].replace(order_id, "ORDER") for mail in mails_of(self.aws, order_id)]

    def _race(self, parts: Sequence[Part]) -> Raced:
        return self.processes.race(parts, {"TABLE_NAME": self.table.name})
