"""Write ``docs/performance.md`` and its plots from the figures: the same figures give the same files."""

import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from local.config import ROOT
from tests.performance.measuring import (
    CONTESTS,
    MOST_COLD,
    MOST_LAYER_BYTES,
    MOST_OF_A_READ,
    MOST_OF_THE_REST,
    OURS,
    TRACED_HANDLING,
    WITH_AWS,
    Measured,
    Results,
    is_read,
    services_of,
)
from tests.performance.starts import Start

PAGE = ROOT / "docs" / "performance.md"
TEXT = ROOT / "tests" / "performance" / "page.md"
# Of INIT and the first INVOKE in million instructions, and of a cold start with 256 MB in milliseconds.
GOALS = {"getProduct": (950, 12, 280), "createOrder": (1100, 60, 420)}
# The model: 2.9 GHz and 1.3 instructions a cycle, and Lambda's memory with a whole processor.
_A_MILLISECOND, _WHOLE_PROCESSOR, MEMORY = 2.9e6 * 1.3, 1769, (256, 512, 1769)
_NO_GOAL = float("inf")
_FOLDER = ROOT / "docs" / "performance"
_COLOURS = ("#2f6f8f", "#c9a227", "#8c8c8c")


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
    """Return a number with its goal, if there is one, and a bold no if it misses it."""
    goal = "" if most == _NO_GOAL else f" (≤ {most:,.{digits}f})"
    return f"{number:,.{digits}f}{goal}{'' if number <= most else ' **no**'}"


def cold_row(measured: Measured) -> list[str]:
    """Return the row of a function's start, with its goals."""
    most_ready, most_first, most_milliseconds = GOALS.get(measured.function, (_NO_GOAL,) * 3)
    start, *figures = measured.start, *phases(measured.start)
    goals = most_ready, most_first, _NO_GOAL, most_milliseconds, _NO_GOAL, _NO_GOAL
    cells = [marked(figure, goal, digits=0) for figure, goal in zip(figures, goals, strict=True)]
    of_bare = marked(start.answered / measured.bare.answered, most_of(measured.function))
    return [f"`{measured.function}`", of_bare, *cells]


def most_of(function: str) -> float:
    return MOST_OF_A_READ if is_read(function) else MOST_OF_THE_REST


def phases(start: Start) -> list[float]:
    """Return INIT, the first INVOKE and a reconnect in million instructions, and the modelled milliseconds."""
    counts = (start.ready, start.first, start.reconnect)
    return [*(count / 1e6 for count in counts), *(milliseconds(start, memory) for memory in MEMORY)]


def milliseconds(start: Start, memory: int) -> float:
    """Return a modelled cold start: INIT with a whole processor, the first event with the memory's share of one."""
    share = min(1, memory / _WHOLE_PROCESSOR)
    return (start.ready + (start.answered - start.ready) / share) / _A_MILLISECOND


def floors(results: Results) -> Iterator[list[str]]:
    """Yield the starts of an empty handler and of bare boto3, once for each set of clients."""
    yield ["an empty handler", f"{results.floor / 1e6:,.0f}", *[""] * 6]
    by_services = {services_of(each.function): each for each in reversed(results.found)}
    for services, each in sorted(by_services.items()):
        clients = f", clients of {services.replace(' ', ', ')}, and the calls of `{each.function}`" if services else ""
        figures = (f"{figure:,.0f}" for figure in phases(each.bare))
        yield [f"a bare boto3 session{clients}", f"{each.bare.answered / 1e6:,.0f}", *figures]


def peer_rows(results: Results) -> Iterator[list[str]]:
    """Yield each peer's cold starts, by operation, and our share of them."""
    for (operation, name), theirs in results.peers.items():
        ours = results.measured(operation)
        faster = min(start.answered for (other, _), start in results.peers.items() if other == operation)
        most = MOST_COLD if theirs.answered == faster else _NO_GOAL
        share = marked(ours.start.answered / theirs.answered, most)
        figures = (f"{figure:,.0f}" for figure in phases(theirs))
        yield [f"`{operation}`", name, share, *figures, f"{ours.bare.answered / theirs.answered:.2f}"]


def contest_rows(results: Results) -> Iterator[list[str]]:
    """Yield the time of warm events of each, and our share of the faster peer's."""
    for (name, mode), took in results.contests.items():
        # AWS's client and X-Ray's SDK cost all the same, so the goal is one of event handling only.
        most = _NO_GOAL if mode in {WITH_AWS, TRACED_HANDLING} else CONTESTS[name][-1]
        share = took[OURS] / min(took[each] for each in results.names[1:])
        yield [name, mode, *(f"{took[each]:,.0f}" for each in results.names), marked(share, most)]


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
    """Yield a line for each goal of all functions, or of all comparisons."""
    for most, kind, is_one in ((MOST_OF_A_READ, "reads", True), (MOST_OF_THE_REST, "other functions", False)):
        shares = [each.share for each in results.found if is_read(each.function) == is_one]
        yield f"- At most {most:.2f} b until the first response: {_of(shares, most)} {kind}."
    if results.layers is not None:
        size = _our_megabytes(results.layers)
        yield f"- Packages and code, in megabytes, compressed: {size}."


def _our_megabytes(layers: Mapping[str, int]) -> str:
    return marked(sum(size for name, size in layers.items() if name != "base") / 1e6, MOST_LAYER_BYTES / 1e6)


def _of(shares: Sequence[float], most: float) -> str:
    return f"{sum(share <= most for share in shares)} of {len(shares)}"


def plot(results: Results, folder: Path = _FOLDER) -> None:
    cold, handled = "million instructions until the first response", "µs of CPU for a warm event, without AWS's client"
    warm = {name: took for (name, mode), took in results.contests.items() if mode == TRACED_HANDLING}
    folder.mkdir(exist_ok=True)
    with mpl.rc_context({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True}):
        for name, groups, label in (("cold-peers", cold_of_peers(results), cold), ("warm-peers", warm, handled)):
            _peers(groups, label).savefig(folder / f"{name}.png", dpi=120, metadata={"Software": None})


def cold_of_peers(results: Results) -> dict[str, dict[str, float]]:
    """Return the million instructions of each one's start, by operation."""
    groups: dict[str, dict[str, float]] = {}
    for (operation, name), start in results.peers.items():
        group = groups.setdefault(operation, {OURS: results.measured(operation).start.answered / 1e6})
        group[name] = start.answered / 1e6
    return groups


def _peers(groups: Mapping[str, Mapping[str, float]], label: str) -> Figure:
    """Draw a group of bars for each operation."""
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.subplots()
    names = list(next(iter(groups.values())))
    for place, name in enumerate(names):
        places = [row + 0.27 * (place - 1) for row in range(len(groups))]
        heights = [group[name] for group in groups.values()]
        bars = axes.bar(places, heights, 0.25, color=_COLOURS[place], label=name)
        axes.bar_label(bars, fmt="{:,.0f}", fontsize=7)
    axes.set_xticks(range(len(groups)), list(groups))
    axes.set_ylabel(f"{label},\ntracing on")
    axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    figure.legend(loc="outside upper right", ncols=len(names), frameon=False)
    return figure
