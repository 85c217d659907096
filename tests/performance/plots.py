"""The plots of ``docs/performance.md``: the same numbers give the same files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from local.config import ROOT
from tests.performance.results import MOST_COLD, MOST_TRACED, MOST_UNTRACED, MOST_WARM, OURS, TRACED_HANDLING, Results

_FOLDER = ROOT / "docs" / "performance"
_COLOURS = ("#2f6f8f", "#c9a227", "#8c8c8c")
_BOUND = "#e8703a"


def plot(results: Results, folder: Path = _FOLDER) -> None:
    cold, handled = "million instructions until the first answer", "µs of CPU for the handling of a warm event"
    warm = {operation: took for (operation, mode), took in results.contests.items() if mode == TRACED_HANDLING}
    folder.mkdir(exist_ok=True)
    with mpl.rc_context({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True}):
        for name, figure in (
            ("cold", _cold(results)),
            ("cold-peers", _peers(cold_of_peers(results), cold, MOST_COLD)),
            ("warm-peers", _peers(warm, handled, MOST_WARM)),
        ):
            figure.savefig(folder / f"{name}.png", dpi=120, metadata={"Software": None})


def _cold(results: Results) -> Figure:
    """Draw each function's two starts against b."""
    figure = Figure(figsize=(7.5, 0.26 * len(results.found) + 1), layout="constrained")
    axes = figure.subplots()
    rows = range(len(results.found))
    for offset, colour, kind, label, most in (
        (-0.2, _COLOURS[0], "untraced", "tracing off", MOST_UNTRACED),
        (0.2, _COLOURS[1], "traced", "tracing on", MOST_TRACED),
    ):
        shares = [each.shares[kind] for each in results.found]
        axes.barh([row + offset for row in rows], shares, 0.38, color=colour, label=label)
        axes.axvline(most, color=colour, linestyle="--", linewidth=1)
    axes.set_yticks(rows, [each.function for each in results.found])
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set_xlabel("instructions until the first response, in b; dashed: the target")
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    figure.legend(loc="outside upper right", ncols=2, frameon=False)
    return figure


def cold_of_peers(results: Results) -> dict[str, dict[str, float]]:
    """Return the million instructions of each one's start with tracing, by operation."""
    groups: dict[str, dict[str, float]] = {}
    for (operation, name), (_, traced) in results.peers.items():
        group = groups.setdefault(operation, {OURS: results.measured(operation).traced.answered / 1e6})
        group[name] = traced.answered / 1e6
    return groups


def _peers(groups: Mapping[str, Mapping[str, float]], label: str, most: float) -> Figure:
    """Draw a group of bars for each operation, and over ours the target relative to the faster peer."""
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.subplots()
    names = list(next(iter(groups.values())))
    for place, name in enumerate(names):
        places = [row + 0.27 * (place - 1) for row in range(len(groups))]
        heights = [group[name] for group in groups.values()]
        bars = axes.bar(places, heights, 0.25, color=_COLOURS[place], label=name)
        axes.bar_label(bars, fmt="{:,.0f}", fontsize=7)
    for row, group in enumerate(groups.values()):
        bound = most * min(took for name, took in group.items() if name != OURS)
        label_once = f"{most} of the faster peer" if row == 0 else ""
        axes.hlines(bound, row - 0.4, row - 0.14, color=_BOUND, linestyle="--", linewidth=1.5, label=label_once)
    axes.set_xticks(range(len(groups)), list(groups))
    axes.set_ylabel(f"{label},\ntracing on")
    axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    figure.legend(loc="outside upper right", ncols=len(names) + 1, frameon=False)
    return figure
