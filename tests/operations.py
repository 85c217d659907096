"""Rows of ``operations.yaml``; ``python -m tests.operations`` writes the tables of docs/costs.md from them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from local.config import ROOT

COSTS = ROOT / "docs" / "costs.md"
# The kind of resource that the path's id names.
OBJECTS = ("product", "order", "session", "cart item", "user")
_TABLE = re.compile(r"^<!-- measured: (\w+) -->\n.*?^<!-- end -->$", re.DOTALL | re.MULTILINE)
_HEAD = (
    "| operation | when | requests | write units | of the table | of the indexes |",
    "| --- | --- | --- | ---: | ---: | ---: |",
)


class RowMissing(AssertionError):
    """A function has no row in operations.yaml; the message contains the lines to add."""

    def __init__(self, function: str) -> None:
        super().__init__(
            f"tests/operations.yaml has no row for {function}. Add one, such as:\n\n"
            f"{function}:\n  caller: customer\n  object: product\n  requests: [GetItem]\n\n"
            "The comment at the top of the file explains the keys. Then run `make generate`."
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A function's costs in one case: AWS requests in order, write units of the table and of the indexes."""

    function: str
    when: str
    requests: Sequence[str]
    table: int = 0
    indexes: int = 0

    def as_markdown(self) -> str:
        runs = [(operation, len(list(run))) for operation, run in groupby(self.requests)]
        requests = ", ".join(name if count == 1 else f"{count} × {name}" for name, count in runs) or "none"
        units = (self.table + self.indexes, self.table, self.indexes)
        return f"| {self.function} | {self.when} | {requests} | {' | '.join(map(str, units))} |"


@dataclass(frozen=True, slots=True)
class Row:
    function: str
    requests: Sequence[str]
    caller: str | None = None
    object: str | None = None
    sample: Mapping[str, Any] = field(default_factory=dict)
    cases: Sequence[Case] = ()


def row(function: str) -> Row:
    if function not in rows():
        raise RowMissing(function)
    return rows()[function]


@cache
def rows() -> Mapping[str, Row]:
    found: dict[str, Row] = {}
    for function, values in yaml.load(Path(__file__).with_suffix(".yaml").read_text(), yaml.CSafeLoader).items():
        writes = values.pop("writes", {})
        cases = [Case(**{"function": function, "when": "", **case}) for case in values.pop("cases", [])]
        found[function] = Row(function, cases=cases or [Case(function, "", values["requests"], **writes)], **values)
    return found


def costs_page(page: str) -> str:
    """Return docs/costs.md with its tables written from the rows, one for each folder of handlers."""
    tables: dict[str, list[str]] = {}
    for function, declared in json.loads((ROOT / "terraform" / "functions.json").read_text()).items():
        lines = tables.setdefault(declared["handler"].split(".")[1], [*_HEAD])
        lines.extend(case.as_markdown() for case in row(function).cases)
    missing = set(tables) - {found[1] for found in _TABLE.finditer(page)}
    if missing:
        raise AssertionError(
            f"docs/costs.md has no table for {', '.join(sorted(missing))}. Add a heading and, below it, the two lines "
            f"`<!-- measured: {min(missing)} -->` and `<!-- end -->`; then run `make generate`."
        )
    return _TABLE.sub(lambda found: f"<!-- measured: {found[1]} -->\n{'\n'.join(tables[found[1]])}\n<!-- end -->", page)


if __name__ == "__main__":
    COSTS.write_text(costs_page(COSTS.read_text()))
