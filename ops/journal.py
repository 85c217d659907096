"""What a run of tests has made on a stage, on disk from the first moment: a line of JSON for each thing.

An account's address is noted before it is asked for, so that what was made can be found though its answer got lost.
Several processes write at once. Each line begins with its own newline: one that a crash has torn spoils no other.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from local.config import ROOT, CannotRun
from ops.runs import Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# How whoever runs the tests tells those that make something: a run's tag, and the file.
RUN = "CONTRACT_TEST_RUN"
JOURNAL = "CONTRACT_TEST_JOURNAL"
FOLDER = ROOT / "reports"


@dataclass(slots=True)
class Made:
    """What a run has made, each thing once and in its order.

    Parameters
    ----------
    begun_at : datetime or None
        When the first line was written; None of an empty journal.
    told : dict
        The orders with which a purge has seen that the shop is through.
    torn : int
        How many lines can't be read.
    """

    begun_at: datetime | None = None
    emails: dict[str, None] = field(default_factory=dict)
    users: dict[str, None] = field(default_factory=dict)
    orders: dict[str, None] = field(default_factory=dict)
    products: dict[str, None] = field(default_factory=dict)
    told: dict[str, None] = field(default_factory=dict)
    torn: int = 0


@dataclass(frozen=True, slots=True)
class Journal:
    """The file of a run."""

    run: Run
    path: Path

    @classmethod
    def of_run(cls, run: Run, folder: Path = FOLDER) -> Journal:
        """Return the journal of a run in its usual place."""
        return cls(run, folder / f"{run.tag}.jsonl")

    def begin(self) -> None:
        """Write the first line."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._write({})

    def note(self, **made: str) -> None:
        """Write down a thing: an ``email``, ``user``, ``order``, ``product``, or an order that was ``told``."""
        self._write(made)

    def read(self) -> Made:
        """Return what stands there.

        Raises
        ------
        CannotRun
            If there is no such file, or it is another run's.
        """
        made = Made()
        for line in self._lines():
            entry = _parsed(line)
            if entry is None:
                made.torn += 1
                continue
            if entry.get("run") != self.run.tag:
                raise CannotRun(f"{self.path} has lines of {entry.get('run')!r}, and is no journal of {self.run.tag}.")
            _take(made, entry)
        return made

    def _lines(self) -> Iterator[str]:
        try:
            return iter(self.path.read_text(errors="replace").split("\n")[1:])
        except OSError as error:
            raise CannotRun(f"The journal of {self.run.tag} can't be read ({error}): put it there again.") from error

    def _write(self, made: dict[str, str]) -> None:
        entry = {"run": self.run.tag, "at": datetime.now(UTC).isoformat(), **made}
        # In one call, which appends wherever the file ends by then.
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"\n{json.dumps(entry)}".encode())
        finally:
            os.close(file)


def journal_told() -> Journal | None:
    """Return the journal that the environment tells of; None where nothing is to be noted."""
    tag, path = os.environ.get(RUN), os.environ.get(JOURNAL)
    return Journal(Run.of_tag(tag), ROOT / path) if tag and path else None


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _take(made: Made, entry: dict[str, Any]) -> None:
    made.begun_at = made.begun_at or datetime.fromisoformat(entry["at"])
    for name, things in (
        ("email", made.emails),
        ("user", made.users),
        ("order", made.orders),
        ("product", made.products),
        ("told", made.told),
    ):
        if name in entry:
            things[str(entry[name])] = None
