"""Budgets of cold starts: the last agreed figures, plus one per cent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.performance.measuring import Measured

FILE = Path(__file__).with_name("budgets.json")
_LEEWAY = 1.01


@dataclass(frozen=True, slots=True)
class Budgets:
    """Instructions until the first response, relative to bare clients, by function: with and without tracing."""

    starts: Mapping[str, Mapping[str, float]]

    @classmethod
    def read(cls, file: Path = FILE) -> Budgets:
        """Return the budgets of ``budgets.json``."""
        return cls(json.loads(file.read_text()))

    def exceeded_by(self, found: Sequence[Measured]) -> list[str]:
        """Return a line for each start that exceeds its budget or has none."""
        return [line for measured in found for line in self._excess(measured)]

    def renewed(self, found: Sequence[Measured]) -> Budgets:
        """Return these budgets, with the figures in place of the agreed ones."""
        return Budgets({**self.starts, **{measured.function: _shares(measured) for measured in found}})

    def write(self, functions: Sequence[str], file: Path = FILE) -> None:
        """Write ``budgets.json`` in the order of the functions."""
        lines = [f'  "{name}": {json.dumps(self.starts[name])}' for name in functions if name in self.starts]
        file.write_text("{\n" + ",\n".join(lines) + "\n}\n")

    def _excess(self, measured: Measured) -> Iterator[str]:
        agreed = self.starts.get(measured.function, {})
        for kind, share in _shares(measured).items():
            if share > agreed.get(kind, 0) * _LEEWAY:
                yield f"{measured.function}, {kind}: {share:.3f} b, and {agreed.get(kind, 0):.3f} b were agreed on"


def _shares(measured: Measured) -> dict[str, float]:
    return {
        "untraced": round(measured.untraced.answered / measured.bare, 3),
        "traced": round(measured.traced.answered / measured.bare, 3),
    }
