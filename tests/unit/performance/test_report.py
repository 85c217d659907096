"""The page that the bench writes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.performance import report
from tests.performance.measuring import Measured, Results
from tests.performance.starts import Start

if TYPE_CHECKING:
    from pathlib import Path

CART = Measured(
    function="getCart",
    bare=1_000_000_000,
    bare_calls=1_050_000_000,
    untraced=Start(ready=900_000_000, answered=1_101_000_000, again=1_101_000_000),
    traced=Start(ready=1_000_000_000, answered=1_250_000_000, again=1_250_000_000),
    deployed=Start(ready=1_000_000_000, answered=1_300_000_000, again=1_400_000_000),
    peak=64 * 2**20,
)


def results(**changed: Any) -> Results:
    """Return a run's results, in which half of everything is reached."""
    found: dict[str, Any] = {
        "found": [CART],
        "floor": 99_000_000,
        "session": 760_000_000,
        "peers": {
            ("getCart", "A"): (Start(ready=1_800_000_000, answered=2_202_000_000, again=2_202_000_000),) * 2,
            ("getCart", "B"): (Start(ready=1_000_000_000, answered=1_250_000_000, again=1_250_000_000),) * 2,
        },
        "contests": {
            ("getCart", "with AWS's client"): {"ours": 900.0, "A": 1000.0, "B": 2000.0},
            ("getCart", "event handling"): {"ours": 30.0, "A": 100.0, "B": 200.0},
            ("getCart", "event handling, tracing on"): {"ours": 90.0, "A": 200.0, "B": 300.0},
        },
        "warm": {"getCart": (30.0, 90.0)},
        "layers": {"base": 60_000_000, "packages": 9_000_000, "code": 500_000},
    }
    return Results(**{**found, **changed})


def test_page_keeps_the_order_of_its_text() -> None:
    written = iter(report.PAGE.read_text().splitlines())

    for line in report.TEXT.read_text().splitlines():
        if not line.startswith("<!--"):
            assert line in written, "run make bench"


def test_row_marks_figures_above_the_target() -> None:
    row = report.cold_row(CART)

    assert row == ["`getCart`", "dynamodb", "1,000", "0.900", "1.101 **no**", "1.000", "1.250", "1.050"]


def test_phases_have_the_modelled_cold_starts_and_the_goals() -> None:
    row = report.phases(CART)

    # 1,000 million instructions with a whole processor, and 300 million with a share of it
    assert row == ["`getCart`", "1,000", "200", "815", "540", "345"]
    assert report.phases(replace(CART, function="getProduct"))[:4] == [
        "`getProduct`",
        "1,000 (950)",
        "200 (12)",
        "815 (280)",
    ]


def test_met_targets_are_counted() -> None:
    lines = list(report.reached(results()))

    until, answered = "of 1 functions until they are ready", "until they have answered their first event."
    assert lines == [
        f"- At most 1.10 b with tracing off: 1 {until}, 0 {answered}",
        f"- At most 1.25 b with tracing on: 1 {until}, 1 {answered}",
        "- At most 0.6 of both peers cold: 4 of 8 comparisons.",
        "- At most 0.3 of both peers warm: 3 of 4 comparisons.",
        "- At most 12 MB of packages and code, compressed: 9.50 MB.",
    ]


def test_peers_row_has_our_share_of_its_starts() -> None:
    [first, second] = report.peer_rows(results())

    assert first == ["`getCart`", "A", "0.50", "0.50", "0.56", "0.57", "0.45"]
    assert second == ["`getCart`", "B", *(f"{share} **no**" for share in ("0.90", "0.88", "1.00", "1.00")), "0.80"]


def test_target_of_warm_events_applies_to_event_handling_only() -> None:
    rows = list(report.contest_rows(results()))

    assert [row[-1] for row in rows] == ["0.90", "0.30", "0.45 **no**"]


def test_page_says_that_there_is_no_image() -> None:
    [line] = report.layer_lines(None)

    assert line.startswith("Left out")
    assert not any("MB" in line for line in report.reached(results(layers=None)))


@pytest.mark.parametrize(("size", "mark"), [(2_500_000, "11.50"), (3_100_000, "12.10 **no**")])
def test_layers_above_their_bound_are_marked(size: int, mark: str) -> None:
    layers = {"base": 60_000_000, "packages": 9_000_000, "code": size}

    assert report.layer_lines(layers)[-1] == f"| packages and code | {mark} |"


def test_page_has_its_text_and_every_table() -> None:
    page = report.page(results(), "# Performance\n\n<!-- cold -->\n\n<!-- floors -->\n", valgrind="valgrind-3")

    assert page.startswith("# Performance\n\n| `getCart` | dynamodb |")
    assert "| an empty handler | 99 |" in page
    assert "<!--" not in page


def test_text_has_a_placeholder_for_every_table() -> None:
    page = report.page(results(), report.TEXT.read_text(), valgrind="valgrind-3")

    assert "<!--" not in page
    assert all(head in page for head in ("peak MiB", "b and its calls", "of the faster peer", "compressed"))


def test_the_plot_of_the_peers_is_of_starts_with_tracing() -> None:
    assert report.cold_of_peers(results()) == {"getCart": {"ours": 1250.0, "A": 2202.0, "B": 1250.0}}


def test_the_same_numbers_give_the_same_plots(tmp_path: Path) -> None:
    # Given two folders
    first, second = tmp_path / "first", tmp_path / "second"

    # When the same is drawn in both
    for folder in (first, second):
        report.plot(results(), folder)

    # Then the page's plots are there, and byte by byte the same
    drawn = {file.name: file.read_bytes() for file in first.iterdir()}
    assert drawn == {file.name: file.read_bytes() for file in second.iterdir()}
    assert {f"performance/{name}" for name in drawn} == set(
        re.findall(r"\((performance/.*?)\)", report.TEXT.read_text())
    )
