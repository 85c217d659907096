"""A test run against a deployed stage, and the journal of what it creates: a file with one line of JSON for each thing.

An address is noted before its account is requested, so that the account can be found even if the response is lost.
Several processes write at once. Each line begins with its own newline: one that a crash has torn spoils no other.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ops.cli import REPORTS, ROOT, CannotRun, WrongInput

if TYPE_CHECKING:
    from collections.abc import Iterator

type Kind = Literal["contract-test", "e2e", "load"]

KINDS: tuple[Kind, ...] = ("contract-test", "e2e", "load")
# The environment variables with which a run's processes find its journal: the run's tag, and the file.
RUN = "CONTRACT_TEST_RUN"
JOURNAL = "CONTRACT_TEST_JOURNAL"
# An address's local part may have 64 characters.
_NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,23}")
_LONGEST_NAME = 24
# SES's mailbox simulator: it delivers to nobody, and its e-mails count neither as bounces nor as complaints.
_SIMULATOR = "simulator.amazonses.com"


@dataclass(frozen=True, slots=True)
class Run:
    """A test run; two of different kinds may share a name, as those of one pipeline run do.

    Parameters
    ----------
    kind : Kind
        The contract tests, the end-to-end session, or a load test.
    name : str
        3 to 24 lower-case letters, digits and single dashes.

    Raises
    ------
    WrongInput
        If the name is none.
    """

    kind: Kind
    name: str

    def __post_init__(self) -> None:
        if len(self.name) > _LONGEST_NAME or _NAME.fullmatch(self.name) is None:
            raise WrongInput(
                f"--run must be 3 to {_LONGEST_NAME} lower-case letters, digits and single dashes, not {self.name!r}."
            )

    @classmethod
    def of_tag(cls, tag: str) -> Run:
        """Return the run with a tag."""
        for kind in KINDS:
            if tag.startswith(f"{kind}-"):
                return cls(kind, tag.removeprefix(f"{kind}-"))
        raise CannotRun(f"{tag!r} is not a run's tag: those begin with {' or '.join(KINDS)}.")

    @property
    def tag(self) -> str:
        """The mark of everything that the run creates."""
        return f"{self.kind}-{self.name}"

    def new_address(self) -> str:
        """Return an unused e-mail address, whose e-mails nobody receives."""
        return f"success+{self.tag}-{secrets.token_hex(8)}@{_SIMULATOR}"

    def owns(self, email: str) -> bool:
        """Return whether an address was made by this run."""
        own = rf"success\+{re.escape(self.tag)}-[0-9a-f]{{16}}@{re.escape(_SIMULATOR)}"
        return re.fullmatch(own, email) is not None


def new_name() -> str:
    """Return a name for a run without one."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


run_option = click.option("--run", default=new_name, help="The run's name; default: one made from the time.")
journals_option = click.option(
    "--journals", type=click.Path(path_type=Path), default=REPORTS, help="The folder of the runs' journals."
)


@dataclass(slots=True)
class Created:
    """What a run has created, each thing once, in order.

    Parameters
    ----------
    begun_at : datetime or None
        When the first line was written; None for an empty journal.
    finished : dict
        The orders that, as a purge has seen, the shop has finished processing.
    torn : int
        How many lines can't be read.
    """

    begun_at: datetime | None = None
    emails: dict[str, None] = field(default_factory=dict)
    users: dict[str, None] = field(default_factory=dict)
    orders: dict[str, None] = field(default_factory=dict)
    products: dict[str, None] = field(default_factory=dict)
    finished: dict[str, None] = field(default_factory=dict)
    torn: int = 0


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of a run."""

    run: Run
    path: Path

    @classmethod
    def of_run(cls, run: Run, folder: Path = REPORTS) -> Journal:
        """Return the journal of a run, in its usual place."""
        return cls(run, folder / f"{run.tag}.jsonl")

    @classmethod
    def from_environment(cls) -> Journal | None:
        """Return the journal that the environment names; None if it names none."""
        tag, path = os.environ.get(RUN), os.environ.get(JOURNAL)
        return cls(Run.of_tag(tag), ROOT / path) if tag and path else None

    def begin(self) -> None:
        """Write the first line."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._write({})

    def note(self, **created: str) -> None:
        """Write down an ``email``, ``user``, ``order`` or ``product``, or an order that is ``finished``."""
        self._write(created)

    def read(self) -> Created:
        """Return the entries of the journal.

        Raises
        ------
        CannotRun
            If there is no such file, or it is another run's.
        """
        created = Created()
        for line in self._lines():
            entry = _parse_line(line)
            if entry is None:
                created.torn += 1
                continue
            if entry.get("run") != self.run.tag:
                raise CannotRun(
                    f"{self.path} is not the journal of {self.run.tag}: it has lines of {entry.get('run')!r}."
                )
            _add(created, entry)
        return created

    def _lines(self) -> Iterator[str]:
        try:
            return iter(self.path.read_text(errors="replace").split("\n")[1:])
        except OSError as error:
            raise CannotRun(f"The journal of {self.run.tag} can't be read: {error}") from error

    def _write(self, created: dict[str, str]) -> None:
        entry = {"run": self.run.tag, "at": datetime.now(UTC).isoformat(), **created}
        # One call, which appends at the end that the file has at that moment.
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"\n{json.dumps(entry)}".encode())
        finally:
            os.close(file)


def _parse_line(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _add(created: Created, entry: dict[str, Any]) -> None:
    created.begun_at = created.begun_at or datetime.fromisoformat(entry["at"])
    for name, things in (
        ("email", created.emails),
        ("user", created.users),
        ("order", created.orders),
        ("product", created.products),
        ("finished", created.finished),
    ):
        if name in entry:
            things[str(entry[name])] = None
