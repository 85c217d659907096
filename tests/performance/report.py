"""Write ``docs/performance.md`` from the figures."""

from __future__ import annotations

import platform
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from local.config import ROOT
from tests.performance.image_layers import Layer
from tests.performance.measuring import Measured, by_package, services_of
from tests.performance.results import (
    MOST_COLD,
    MOST_LAYER_BYTES,
    MOST_TRACED,
    MOST_UNTRACED,
    MOST_WARM,
    OURS,
    Contest,
    Results,
)
from tests.performance.starts import Start

PAGE = ROOT / "docs" / "performance.md"
TEXT = ROOT / "tests" / "performance" / "page.md"
_PACKAGES_LISTED = 12


def line_of(measured: Measured) -> str:
    """Return a line of progress about a function."""
    off, on = (f"{start.answered / measured.bare:.3f}" for start in (measured.untraced, measured.traced))
    return f"bench: {measured.function}: {off} b, {on} b with tracing"


def write_page(results: Results) -> None:
    """Write the page: ``page.md`` with its tables filled in."""
    PAGE.write_text(page(results, TEXT.read_text(), valgrind=_valgrind()))


def page(results: Results, text: str, *, valgrind: str) -> str:
    tables = {
        "run": [f"Python {platform.python_version()}, {valgrind}, {platform.machine()}."],
        "reached": list(reached(results)),
        "floors": table(("start", "million instructions"), floors(results)),
        "cold": table(COLD_HEADS, (cold_row(each) for each in results.found), texts=2),
        "peers": table(("operation", "peer", *_BY_TRACING, "b alone"), peer_rows(results), texts=2),
        "warm-peers": table(
            ("operation", "µs", *contest_names(results), "of the faster peer"), contest_rows(results), texts=2
        ),
        "profile": table(("time", *contest_names(results)), profile_rows(results)),
        "each": table(("function", "peak MiB", "warm µs", "warm µs, tracing on"), each_rows(results)),
        "layers": layer_lines(results),
        "imports": import_lines(results),
    }
    lines = (tables.get(line.removeprefix("<!-- ").removesuffix(" -->"), [line]) for line in text.splitlines())
    return "\n".join(line for some in lines for line in some) + "\n"


_BY_TRACING = ("ready", "answered", "ready, tracing on", "answered, tracing on")
COLD_HEADS = ("function", "clients", "b, million", *_BY_TRACING, "b and its calls")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> list[str]:
    """Return the lines of a table: `texts` columns of text, then numbers."""
    return [_row(heads), _row(["---"] * texts + ["---:"] * (len(heads) - texts)), *map(_row, rows)]


def held(number: float, most: float, *, digits: int = 2) -> str:
    """Return a number, with a bold no if it exceeds its bound."""
    return f"{number:.{digits}f}" if number <= most else f"{number:.{digits}f} **no**"


def cold_row(measured: Measured) -> list[str]:
    """Return the row of a function's cold starts."""
    shares = [
        held(count / measured.bare, most, digits=3)
        for start, most in ((measured.untraced, MOST_UNTRACED), (measured.traced, MOST_TRACED))
        for count in (start.ready, start.answered)
    ]
    clients = services_of(measured.function).replace(" ", ", ") or "none"
    own = f"`{measured.function}`", clients, f"{measured.bare / 1e6:,.0f}"
    return [*own, *shares, f"{measured.bare_calls / measured.bare:.3f}"]


def floors(results: Results) -> Iterator[tuple[str, str]]:
    """Yield the rows of the baselines."""
    yield "an empty handler", f"{results.floor / 1e6:,.0f}"
    yield "a bare boto3 session", f"{results.session / 1e6:,.0f}"
    for services, bare in dict.fromkeys((services_of(each.function), each.bare) for each in results.found):
        if services:
            yield f"the same, and clients of {services.replace(' ', ', ')}", f"{bare / 1e6:,.0f}"


def peer_rows(results: Results) -> Iterator[list[str]]:
    """Yield our cold starts relative to each peer's, by operation, and the share of bare boto3 in the peer's."""
    for (operation, name), theirs in results.peers.items():
        shares = (held(share, MOST_COLD) for share in _shares(results, operation, theirs))
        yield [f"`{operation}`", name, *shares, f"{results.measured(operation).bare / theirs[0].answered:.2f}"]


def contest_names(results: Results) -> list[str]:
    """Return the contestants of warm events, ours first."""
    return [OURS, *results.peer_names]


def contest_rows(results: Results) -> Iterator[list[str]]:
    """Yield the time of warm events of each, and our share of the faster peer's."""
    for contest in results.contests:
        for how, took in ways(contest).items():
            most = max(took[OURS] / took[name] for name in results.peer_names)
            # AWS's client costs all the same, so the bound is on event handling only.
            share = f"{most:.2f}" if took is contest.with_aws else held(most, MOST_WARM)
            numbers = (f"{took[name]:,.0f}" for name in contest_names(results))
            yield [f"`{contest.operation}`", how, *numbers, share]


def ways(contest: Contest) -> dict[str, Mapping[str, float]]:
    """Return the three modes of a contest by their names in tables."""
    return {
        "with AWS's client": contest.with_aws,
        "event handling": contest.untraced,
        "event handling, tracing on": contest.traced,
    }


def profile_rows(results: Results) -> Iterator[list[str]]:
    """Yield the shares of a warm event's time by package, ours first, and that of the log line in all of them."""
    profiles = [results.profiles[name] for name in contest_names(results)]
    whole: Counter[str] = sum((Counter(profile["packages"]) for profile in profiles), Counter())
    for package, _ in whole.most_common(_PACKAGES_LISTED):
        yield [f"`{package}`", *(f"{each['packages'].get(package, 0) / each['all']:.0%}" for each in profiles)]
    yield ["the log line, with all that it calls", *(f"{each['log'] / each['all']:.0%}" for each in profiles)]


def each_rows(results: Results) -> Iterator[list[str]]:
    """Yield each function's memory and warm time."""
    for measured in results.found:
        warm = (f"{took:,.0f}" for took in results.warm[measured.function])
        yield [f"`{measured.function}`", f"{measured.peak / 2**20:.0f}", *warm]


def layer_lines(results: Results) -> list[str]:
    """Return the table of the image's layers, or the reason for its absence."""
    if results.layers is None:
        return ["Left out of this run: there was no image here that `make image` had built."]
    rows = [(layer.name, f"{layer.size / 1e6:.2f}") for layer in results.layers]
    whole = held(_our_megabytes(results.layers), MOST_LAYER_BYTES / 1e6)
    return table(("layer", "MB, compressed"), [*rows, ("packages and code", whole)])


def import_lines(results: Results) -> list[str]:
    """Return a table for each function whose imports were measured."""
    lines = []
    for function, imports in results.imports.items():
        packages, whole = by_package(imports), sum(imports.values())
        listed = packages.most_common(_PACKAGES_LISTED)
        rest = whole - sum(took for _, took in listed)
        rows = [(f"`{name}`", f"{took / whole:.0%}") for name, took in listed]
        rows.append(("all others", f"{rest / whole:.0%}"))
        lines += [f"`{function}`, {len(imports)} modules:", "", *table(("package", "of all imports"), rows), ""]
    return lines[:-1]


def reached(results: Results) -> Iterator[str]:
    """Yield a line for each target, with how many figures meet it."""
    functions = results.found
    for most, how, traced in ((MOST_UNTRACED, "off", False), (MOST_TRACED, "on", True)):
        starts = [((each.traced if traced else each.untraced), each.bare) for each in functions]
        ready = sum(start.ready <= most * bare for start, bare in starts)
        answered = sum(start.answered <= most * bare for start, bare in starts)
        counted = f"{ready} of {len(functions)} functions until they are ready, {answered} until they have answered"
        yield f"- At most {most:.2f} b with tracing {how}: {counted} their first event."
    cold = [share for (name, _), both in results.peers.items() for share in _shares(results, name, both)]
    yield f"- At most {MOST_COLD} of both peers cold: {_of(cold, MOST_COLD)} comparisons."
    warm = [
        took[OURS] / took[name]
        for contest in results.contests
        for took in (contest.untraced, contest.traced)
        for name in results.peer_names
    ]
    yield f"- At most {MOST_WARM} of both peers warm: {_of(warm, MOST_WARM)} comparisons."
    if results.layers is not None:
        size = held(_our_megabytes(results.layers), MOST_LAYER_BYTES / 1e6)
        yield f"- At most {MOST_LAYER_BYTES / 1e6:.0f} MB of packages and code, compressed: {size} MB."


def _shares(results: Results, operation: str, theirs: tuple[Start, Start]) -> list[float]:
    """Return our shares of a peer's cold starts: ready and answered, without tracing and with it."""
    ours = results.measured(operation)
    pairs = zip((ours.untraced, ours.traced), theirs, strict=True)
    return [share for mine, its in pairs for share in (mine.ready / its.ready, mine.answered / its.answered)]


def _our_megabytes(layers: Iterable[Layer]) -> float:
    return sum(layer.size for layer in layers if layer.name != "base") / 1e6


def _of(shares: Sequence[float], most: float) -> str:
    return f"{sum(share <= most for share in shares)} of {len(shares)}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _valgrind() -> str:
    return subprocess.run(("valgrind", "--version"), capture_output=True, text=True, check=True).stdout.strip()
