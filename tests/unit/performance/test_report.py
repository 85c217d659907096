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


def start(ready: int, answered: int, again: int, *, reconnect: int = 0) -> Start:
    """Return a start in million instructions."""
    counts = ready, answered, again, again, 2 * again - answered + reconnect
    return Start(*(count * 1_000_000 for count in counts))


CART = Measured(
    function="getCart",
    bare=start(1000, 1500, 1510, reconnect=220),
    start=start(1000, 1300, 1400, reconnect=17),
    peak=64 * 2**20,
)


def results(**changed: Any) -> Results:
    """Return a run's results, in which half of everything is reached."""
    found: dict[str, Any] = {
        "found": [CART],
        "floor": 99_000_000,
        "peers": {("getCart", "A"): start(2000, 3250, 3250), ("getCart", "B"): start(2000, 2600, 2700)},
        "contests": {
            ("getProduct", "with AWS's client"): {"ours": 900.0, "A": 1000.0, "B": 2000.0},
            ("getProduct", "event handling"): {"ours": 30.0, "A": 100.0, "B": 200.0},
            ("createProduct", "event handling"): {"ours": 90.0, "A": 300.0, "B": 200.0},
            ("createProduct", "event handling, tracing on"): {"ours": 90.0, "A": 200.0, "B": 300.0},
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


def test_phases_have_the_modelled_cold_starts() -> None:
    # 1,000 million instructions with a whole processor, and 300 million with a share of it
    assert report.cold_row(CART) == ["`getCart`", "0.87 (≤ 0.80) **no**", "1,000", "200", "17", "815", "540", "345"]


def test_goal_stands_beside_its_figure() -> None:
    row = report.cold_row(replace(CART, function="getProduct", start=start(900, 1000, 1100)))

    assert row[1:6] == ["0.67 (≤ 0.80)", "900 (≤ 950)", "0 (≤ 12)", "0", "422 (≤ 280) **no**"]


def test_functions_that_write_have_another_goal() -> None:
    assert report.cold_row(replace(CART, function="clearCart"))[1] == "0.87 (≤ 0.85) **no**"


def test_met_goals_are_counted() -> None:
    found = [CART, replace(CART, start=start(1, 1200, 1200)), replace(CART, function="clearCart")]

    assert list(report.reached(results(found=found))) == [
        "- At most 0.80 b until the first response: 1 of 2 reads.",
        "- At most 0.85 b until the first response: 0 of 1 other functions.",
        "- Packages and code, in megabytes, compressed: 9.50 (≤ 12.00).",
    ]


def test_peers_have_our_share_of_their_starts_and_the_faster_one_the_goal() -> None:
    [first, second] = report.peer_rows(results())

    assert first[:5] == ["`getCart`", "A", "0.40", "2,000", "1,250"]
    assert second[:3] == ["`getCart`", "B", "0.50 (≤ 0.45) **no**"]
    assert (first[-1], second[-1]) == ("0.46", "0.58")


def test_goal_of_warm_events_applies_to_event_handling_only() -> None:
    rows = list(report.contest_rows(results()))

    assert [row[-1] for row in rows] == ["0.90", "0.30 (≤ 0.30)", "0.45 (≤ 0.35) **no**", "0.45"]


def test_page_says_that_there_is_no_image() -> None:
    [line] = report.layer_lines(None)

    assert line.startswith("Left out")
    assert not any("megabytes" in line for line in report.reached(results(layers=None)))


@pytest.mark.parametrize(("size", "mark"), [(2_500_000, "11.50 (≤ 12.00)"), (3_100_000, "12.10 (≤ 12.00) **no**")])
def test_layers_above_their_bound_are_marked(size: int, mark: str) -> None:
    layers = {"base": 60_000_000, "packages": 9_000_000, "code": size}

    assert report.layer_lines(layers)[-1] == f"| packages and code | {mark} |"


def test_page_has_its_text_and_every_table() -> None:
    page = report.page(results(), "# Performance\n\n<!-- cold -->\n\n<!-- floors -->\n", valgrind="valgrind-3")

    assert page.startswith("# Performance\n\n| `getCart` | 0.87 ")
    assert "| an empty handler | 99 |" in page
    assert "<!--" not in page


def test_text_has_a_placeholder_for_every_table() -> None:
    page = report.page(results(), report.TEXT.read_text(), valgrind="valgrind-3")

    assert "<!--" not in page
    assert all(head in page for head in ("peak MiB", "first INVOKE", "of the faster peer", "compressed"))


def test_plot_of_the_peers_has_our_start() -> None:
    assert report.cold_of_peers(results()) == {"getCart": {"ours": 1300.0, "A": 3250.0, "B": 2600.0}}


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
