"""Write ``docs/performance.md`` and its plots from the figures: the same figures give the same files."""

import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from local.config import ROOT
from tests.performance.measuring import (
    MOST_COLD,
    MOST_LAYER_BYTES,
    MOST_TRACED,
    MOST_UNTRACED,
    MOST_WARM,
    OURS,
    TRACED_HANDLING,
    WITH_AWS,
    Measured,
    Results,
    services_of,
)
from tests.performance.starts import Start

PAGE = ROOT / "docs" / "performance.md"
TEXT = ROOT / "tests" / "performance" / "page.md"
# The model: 2.9 GHz and 1.3 instructions a cycle, and Lambda's memory with a whole processor.
# Of INIT and the first INVOKE in million instructions, and of a cold start with 256 MB in milliseconds.
GOALS = {"getProduct": (950, 12, 280), "createOrder": (1100, 60, 420)}
_A_MILLISECOND, _WHOLE_PROCESSOR, MEMORY = 2.9e6 * 1.3, 1769, (256, 512, 1769)
_FOLDER = ROOT / "docs" / "performance"
_COLOURS = ("#2f6f8f", "#c9a227", "#8c8c8c")
_BOUND = "#e8703a"


def write_page(results: Results) -> None:
    ran = subprocess.run(("valgrind", "--version"), capture_output=True, text=True, check=True)
    PAGE.write_text(page(results, TEXT.read_text(), valgrind=ran.stdout.strip()))


def page(results: Results, text: str, *, valgrind: str) -> str:
    """Return a text in which lines, or rows of a table, replace each comment such as ``<!-- cold -->``."""
    lines: dict[str, Iterable[str]] = {
        "run": [f"Python {platform.python_version()}, {valgrind}, {platform.machine()}."],
        "reached": reached(results),
        "floors": rows(floors(results)),
        "cold": rows(map(cold_row, results.found)),
        "phases": rows(map(phases, results.found)),
        "peers": rows(peer_rows(results)),
        "warm-peers": rows(contest_rows(results)),
        "each": rows(each_rows(results)),
        "layers": layer_lines(results.layers),
    }
    parts = (lines.get(line.removeprefix("<!-- ").removesuffix(" -->"), [line]) for line in text.splitlines())
    return "\n".join(line for part in parts for line in part) + "\n"


def rows(cells: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in cells]


def marked(number: float, most: float, *, digits: int = 2) -> str:
    """Return a number, with a bold no if it exceeds its bound."""
    return f"{number:.{digits}f}" if number <= most else f"{number:.{digits}f} **no**"


def cold_row(measured: Measured) -> list[str]:
    shares = [
        marked(count / measured.bare, most, digits=3)
        for start, most in ((measured.untraced, MOST_UNTRACED), (measured.traced, MOST_TRACED))
        for count in (start.ready, start.answered)
    ]
    clients = services_of(measured.function).replace(" ", ", ") or "none"
    own = f"`{measured.function}`", clients, f"{measured.bare / 1e6:,.0f}"
    return [*own, *shares, f"{measured.bare_calls / measured.bare:.3f}"]


def phases(measured: Measured) -> list[str]:
    """Return the row of INIT and the first INVOKE over TLS in million instructions, and of modelled cold starts."""
    start = measured.deployed
    figures = (start.ready / 1e6, start.first / 1e6, *(milliseconds(start, memory) for memory in MEMORY))
    cells = [f"{figure:,.0f}" for figure in figures]
    for place, goal in enumerate(GOALS.get(measured.function, ())):
        cells[place] += f" ({goal:,})"
    return [f"`{measured.function}`", *cells]


def milliseconds(start: Start, memory: int) -> float:
    """Return a modelled cold start: INIT with a whole processor, the first event with the memory's share of one."""
    share = min(1, memory / _WHOLE_PROCESSOR)
    return (start.ready + (start.answered - start.ready) / share) / _A_MILLISECOND


def floors(results: Results) -> Iterator[tuple[str, str]]:
    yield "an empty handler", f"{results.floor / 1e6:,.0f}"
    yield "a bare boto3 session", f"{results.session / 1e6:,.0f}"
    for services, bare in dict.fromkeys((services_of(each.function), each.bare) for each in results.found):
        if services:
            yield f"the same, and clients of {services.replace(' ', ', ')}", f"{bare / 1e6:,.0f}"


def peer_rows(results: Results) -> Iterator[list[str]]:
    """Yield our cold starts relative to each peer's, by operation, and the share of bare boto3 in the peer's."""
    for (operation, name), theirs in results.peers.items():
        shares = (marked(share, MOST_COLD) for share in _shares(results, operation, theirs))
        yield [f"`{operation}`", name, *shares, f"{results.measured(operation).bare / theirs[0].answered:.2f}"]


def contest_rows(results: Results) -> Iterator[list[str]]:
    """Yield the time of warm events of each, and our share of the faster peer's."""
    for (operation, mode), took in results.contests.items():
        share = max(took[OURS] / took[name] for name in results.names[1:])
        # AWS's client costs all the same, so the bound is on event handling only.
        of_the_faster = f"{share:.2f}" if mode == WITH_AWS else marked(share, MOST_WARM)
        yield [f"`{operation}`", mode, *(f"{took[name]:,.0f}" for name in results.names), of_the_faster]


def each_rows(results: Results) -> Iterator[list[str]]:
    for each in results.found:
        warm = (f"{took:,.0f}" for took in results.warm[each.function])
        yield [f"`{each.function}`", f"{each.peak / 2**20:.0f}", *warm]


def layer_lines(layers: Mapping[str, int] | None) -> list[str]:
    """Return the table of the image's layers, or the reason for its absence."""
    if layers is None:
        return ["Left out of this run: there was no image here that `make image` had built."]
    sizes = [(name, f"{size / 1e6:.2f}") for name, size in layers.items()]
    heads = ("layer", "MB, compressed"), ("---", "---:")
    return rows([*heads, *sizes, ("packages and code", _our_megabytes(layers))])


def reached(results: Results) -> Iterator[str]:
    bare, count = [each.bare for each in results.found], len(results.found)
    for most, how, starts in (
        (MOST_UNTRACED, "off", [each.untraced for each in results.found]),
        (MOST_TRACED, "on", [each.traced for each in results.found]),
    ):
        ready = sum(start.ready <= most * b for start, b in zip(starts, bare, strict=True))
        answered = sum(start.answered <= most * b for start, b in zip(starts, bare, strict=True))
        counted = f"{ready} of {count} functions until they are ready, {answered} until they have answered"
        yield f"- At most {most:.2f} b with tracing {how}: {counted} their first event."
    cold = [share for (name, _), theirs in results.peers.items() for share in _shares(results, name, theirs)]
    yield f"- At most {MOST_COLD} of both peers cold: {_of(cold, MOST_COLD)} comparisons."
    warm = [
        took[OURS] / took[name]
        for (_, mode), took in results.contests.items()
        for name in results.names[1:]
        if mode != WITH_AWS
    ]
    yield f"- At most {MOST_WARM} of both peers warm: {_of(warm, MOST_WARM)} comparisons."
    if results.layers is not None:
        size = _our_megabytes(results.layers)
        yield f"- At most {MOST_LAYER_BYTES / 1e6:.0f} MB of packages and code, compressed: {size} MB."


def _shares(results: Results, operation: str, theirs: tuple[Start, Start]) -> list[float]:
    """Return our shares of a peer's cold starts: ready and answered, without tracing and with it."""
    ours = results.measured(operation)
    pairs = zip((ours.untraced, ours.traced), theirs, strict=True)
    return [share for mine, its in pairs for share in (mine.ready / its.ready, mine.answered / its.answered)]


def _our_megabytes(layers: Mapping[str, int]) -> str:
    return marked(sum(size for name, size in layers.items() if name != "base") / 1e6, MOST_LAYER_BYTES / 1e6)


def _of(shares: Sequence[float], most: float) -> str:
    return f"{sum(share <= most for share in shares)} of {len(shares)}"


def plot(results: Results, folder: Path = _FOLDER) -> None:
    cold, handled = "million instructions until the first response", "µs of CPU for the handling of a warm event"
    warm = {operation: took for (operation, mode), took in results.contests.items() if mode == TRACED_HANDLING}
    folder.mkdir(exist_ok=True)
    with mpl.rc_context({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True}):
        for name, figure in (
            ("cold-peers", _peers(cold_of_peers(results), cold, MOST_COLD)),
            ("warm-peers", _peers(warm, handled, MOST_WARM)),
        ):
            figure.savefig(folder / f"{name}.png", dpi=120, metadata={"Software": None})


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
