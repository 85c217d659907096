"""The counts of each operation in ``docs/costs.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from local.config import ROOT

PAGE = ROOT / "docs" / "costs.md"
_ROW = re.compile(r"^\| (\w+) \| ([^|]*) \| ([^|]*) \| (\d+) \| (\d+) \| \d+ \|$", re.MULTILINE)
_REQUEST = re.compile(r"(?:(\d+) × )?([A-Z]\w+)")


@dataclass(frozen=True, slots=True)
class Counted:
    """The AWS requests of an operation in one case."""

    operation: str
    when: str
    requests: Mapping[str, int]
    write_units: int
    table_units: int


def counted() -> dict[str, list[Counted]]:
    """Return every operation's cases, in the page's order: the first is the usual one."""
    found: dict[str, list[Counted]] = {}
    for row in _rows(PAGE.read_text()):
        found.setdefault(row.operation, []).append(row)
    return found


def _rows(text: str) -> Iterator[Counted]:
    for operation, when, requests, units, of_the_table in _ROW.findall(text):
        times: dict[str, int] = {}
        for count, request in _REQUEST.findall(requests):
            times[request] = times.get(request, 0) + int(count or 1)
        yield Counted(operation, when.strip(), times, int(units), int(of_the_table))
