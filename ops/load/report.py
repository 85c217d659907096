"""Write the page of a load test and its plot: the same outcomes give the same files."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from ops.cli import ENVIRONMENT, ROOT
from ops.load.figures import PERCENTILES, Figures, errors_by_kind, lateness, of_step, throughput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ops.load.schedule import Outcome, Step

DOCS = ROOT / "docs"
TEXT = Path(__file__).with_name("page.md")
_COLOURS = ("#2f6f8f", "#c9a227", "#e8703a", "#8c8c8c")


@dataclass(frozen=True, slots=True)
class Results:
    """A load test: the stage, the schedule and the outcomes."""

    stage: str
    steps: Sequence[Step]
    mix: Mapping[str, int]
    outcomes: Sequence[Outcome]


def write(results: Results, folder: Path) -> None:
    """Write ``load.md`` and ``load.svg`` to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "load.md").write_text(page(results, TEXT.read_text()))
    # Text as text, and ids that are the same in every run.
    with mpl.rc_context({"font.size": 8, "svg.fonttype": "none", "svg.hashsalt": "load"}):
        _plot(results).savefig(folder / "load.svg", metadata={"Date": None, "Creator": None})


def page(results: Results, text: str) -> str:
    """Return a text in which a command, sentences and tables replace the comments such as ``<!-- steps -->``."""
    parts: dict[str, Iterable[str]] = {
        "command": [command(results)],
        "run": [_run(results)],
        "steps": step_table(results),
        "operations": operation_table(results),
        "errors": error_table(results),
    }
    lines = (parts.get(line.removeprefix("<!-- ").removesuffix(" -->"), [line]) for line in text.splitlines())
    return "\n".join(line for part in lines for line in part) + "\n"


def command(results: Results) -> str:
    """Return the command that repeats a run."""
    stage = "" if results.stage == ENVIRONMENT else f" STAGE={results.stage}"
    rates = ",".join(f"{step.rate:g}" for step in results.steps)
    duration = results.steps[0].end - results.steps[0].begin
    mix = ",".join(f"{operation}={weight}" for operation, weight in results.mix.items())
    return f"make load{stage} RATES={rates} DURATION={duration:g} MIX={mix}"


def step_table(results: Results) -> list[str]:
    """Return a row for each rate."""
    head = ["scheduled/s", "answered/s", "requests", "errors", *PERCENTILES, "late"]
    rows = []
    for step in results.steps:
        own = of_step(step, results.outcomes)
        answered = f"{throughput(step, results.outcomes):.1f}"
        rows.append([f"{step.rate:g}", answered, *_cells(Figures.of(own)), f"{lateness(own):,.0f}"])
    return _table(head, rows)


def operation_table(results: Results) -> list[str]:
    """Return a row for each operation that was sent."""
    by_operation: dict[str, list[Outcome]] = {operation: [] for operation in results.mix}
    for outcome in results.outcomes:
        by_operation[outcome.arrival.operation].append(outcome)
    head = ["operation", "requests", "errors", *PERCENTILES]
    return _table(head, [[f"`{name}`", *_cells(Figures.of(own))] for name, own in by_operation.items() if own])


def error_table(results: Results) -> list[str]:
    """Return a row for each rate, operation and kind of error."""
    counted = sorted(errors_by_kind(results.outcomes).items())
    if not counted:
        return ["None."]
    rows = [[f"{rate:g}", f"`{operation}`", kind, f"{count:,}"] for (rate, operation, kind), count in counted]
    head = "| scheduled/s | operation | error | requests |", "| ---: | --- | --- | ---: |"
    return [*head, *(f"| {' | '.join(row)} |" for row in rows)]


def _run(results: Results) -> str:
    machine = f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    if results.stage != ENVIRONMENT:
        return f"The stage {results.stage}, from a client with {machine}: the network between them is included."
    return (
        f"The shop of `make run`, its embedded AWS and the client shared one machine ({machine}) with all that ran "
        "beside them, so the figures show where that machine is full, and nothing about AWS."
    )


def _cells(figures: Figures) -> list[str]:
    latencies = (f"{figures.latencies[name]:,.0f}" for name in PERCENTILES)
    return [f"{figures.requests:,}", f"{figures.errors:,}", *latencies]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table of numbers, the first column of which names the row."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]


def _plot(results: Results) -> Figure:
    rates = [step.rate for step in results.steps]
    each = [Figures.of(of_step(step, results.outcomes)) for step in results.steps]
    answered = [throughput(step, results.outcomes) for step in results.steps]
    figure = Figure(figsize=(7.5, 3), layout="constrained")
    latency, volume = figure.subplots(1, 2)
    for name, colour in zip(PERCENTILES, _COLOURS, strict=True):
        latency.plot(rates, [figures.latencies[name] for figures in each], "o-", color=colour, label=name, markersize=3)
    latency.set_yscale("log")
    latency.set_ylabel("latency, ms")
    volume.plot(rates, rates, "--", color=_COLOURS[-1], label="scheduled")
    volume.plot(rates, answered, "o-", color=_COLOURS[0], label="answered", markersize=3)
    failed = [figures.errors / (step.end - step.begin) for figures, step in zip(each, results.steps, strict=True)]
    volume.plot(rates, failed, "o-", color=_COLOURS[2], label="errors", markersize=3)
    volume.set_ylabel("a second")
    for axes in (latency, volume):
        axes.set_xlabel("scheduled requests a second")
        axes.grid(color="#dddddd", linewidth=0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    return figure
