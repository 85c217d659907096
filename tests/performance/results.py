"""The figures of a run of the benchmark, and the targets and budgets that they are compared with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.performance.starts import Start

# In b, which is the start of a bare boto3 session with the same clients.
MOST_UNTRACED = 1.10
MOST_TRACED = 1.25
# Of each peer.
MOST_COLD = 0.6
MOST_WARM = 0.3
MOST_LAYER_BYTES = 12_000_000
OURS = "ours"
# How warm events are measured: with recorded responses of AWS or real ones, with tracing or without.
WITH_AWS, TRACED_HANDLING = "with AWS's client", "event handling, tracing on"
MODES: dict[str, tuple[Literal["live", "recorded"], bool]] = {
    WITH_AWS: ("live", False),
    "event handling": ("recorded", False),
    TRACED_HANDLING: ("recorded", True),
}
BUDGETS = Path(__file__).with_name("budgets.json")
_LEEWAY = 1.01

type Budgets = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of a function's cold starts."""

    function: str
    bare: int
    bare_calls: int
    untraced: Start
    traced: Start
    peak: int

    @property
    def shares(self) -> dict[str, float]:
        """The instructions until the first response, in b."""
        starts = {"untraced": self.untraced, "traced": self.traced}
        return {kind: round(start.answered / self.bare, 3) for kind, start in starts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The figures of a run: contests by operation and mode, the other mappings by function, peer or layer."""

    found: Sequence[Measured]
    floor: int
    session: int
    peers: Mapping[tuple[str, str], tuple[Start, Start]]
    contests: Mapping[tuple[str, str], Mapping[str, float]]
    warm: Mapping[str, Sequence[float]]
    imports: Mapping[str, Mapping[str, int]]
    profiles: Mapping[str, Mapping[str, Any]]
    layers: Mapping[str, int] | None

    @property
    def names(self) -> list[str]:
        """The names of the contestants, ours first."""
        return [OURS, *dict.fromkeys(name for _, name in self.peers)]

    def measured(self, function: str) -> Measured:
        return next(each for each in self.found if each.function == function)


def read_budgets(file: Path = BUDGETS) -> Budgets:
    """Return the agreed shares of each function's start."""
    budgets: Budgets = json.loads(file.read_text())
    return budgets


def write_budgets(found: Sequence[Measured], functions: Sequence[str], file: Path = BUDGETS) -> None:
    """Replace the budgets of measured functions; keep those of the other functions."""
    budgets = {**read_budgets(file), **{measured.function: measured.shares for measured in found}}
    lines = [f'  "{name}": {json.dumps(budgets[name])}' for name in functions if name in budgets]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def over_budget(found: Sequence[Measured], budgets: Budgets) -> Iterator[str]:
    """Yield a line for each start that exceeds its budget by more than one per cent, or has none."""
    for measured in found:
        for kind, share in measured.shares.items():
            agreed = budgets.get(measured.function, {}).get(kind, 0)
            if share > agreed * _LEEWAY:
                yield f"{measured.function}, {kind}: {share:.3f} b, and the budget is {agreed:.3f} b"
