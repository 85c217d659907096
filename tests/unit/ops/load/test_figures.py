"""The figures of a load test, and its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ops.load import report
from ops.load.figures import Figures, percentile, throughput
from ops.load.report import Results
from ops.load.schedule import Arrival, Outcome, ramp

if TYPE_CHECKING:
    from pathlib import Path

    from ops.load.schedule import Step

SLOW, FAST = ramp([2, 4], seconds=2)


def outcome(step: Step, *, at: float = 0, latency: float = 0.1, error: str = "", operation: str = "getCart") -> Outcome:
    return Outcome(Arrival(at, operation, step), at, at + latency, error)


def results(*outcomes: Outcome) -> Results:
    return Results("local", [SLOW, FAST], {"getCart": 1, "createOrder": 1}, [outcome(SLOW), outcome(FAST), *outcomes])


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([*range(1, 101)], 0.5, 50),
        ([*range(1, 101)], 0.9, 90),
        ([*range(1, 101)], 0.99, 99),
        ([*range(1, 101)], 1.0, 100),
        ([3, 1, 2], 0.5, 2),
        ([3, 1, 2], 0.9, 3),
        ([7], 0.5, 7),
    ],
)
def test_percentile_is_the_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_latencies_include_those_of_failed_requests() -> None:
    figures = Figures.of([outcome(SLOW, latency=0.25), outcome(SLOW, latency=0.5, error="ReadTimeout")])

    assert figures == Figures(requests=2, errors=1, latencies={"p50": 250.0, "p90": 500.0, "p99": 500.0, "max": 500.0})


def test_throughput_counts_the_successes_that_arrive_during_the_step() -> None:
    # Given a request of the slow step that is answered in the fast one, an error, and one that is answered after both
    late, failed = outcome(SLOW, at=1, latency=2), outcome(FAST, at=3, error="409 out-of-stock")
    after, on_time = outcome(FAST, at=3, latency=5), outcome(FAST, at=3)

    assert throughput(SLOW, [late, failed, after, on_time]) == 0
    assert throughput(FAST, [late, failed, after, on_time]) == 1


def test_errors_are_listed_by_rate_operation_and_kind() -> None:
    conflict = outcome(FAST, error="409 out-of-stock", operation="createOrder")

    *_, first, second = report.error_table(results(conflict, conflict, outcome(SLOW, error="ConnectError")))

    assert first == "| 2 | `getCart` | ConnectError | 1 |"
    assert second == "| 4 | `createOrder` | 409 out-of-stock | 2 |"
    assert report.error_table(results()) == ["None."]


def test_step_has_its_latencies_and_its_errors() -> None:
    late = Outcome(Arrival(3, "createOrder", FAST), 3.125, 3.5, "")

    *_, slow, fast = report.step_table(results(late, outcome(FAST, at=3, latency=0.25, error="503 unavailable")))

    assert slow == "| 2 | 1.0 | 1 | 0 | 100 | 100 | 100 | 100 | 0 |"
    assert fast == "| 4 | 0.5 | 3 | 1 | 250 | 500 | 500 | 500 | 125 |"


def test_page_has_the_command_every_table_and_the_plot(tmp_path: Path) -> None:
    report.write(results(), tmp_path)

    page = (tmp_path / "load.md").read_text()
    assert "\nmake load RATES=2,4 DURATION=2 MIX=getCart=1,createOrder=1\n" in page
    assert "nothing about AWS" in page
    assert "| `getCart` | 2 | 0 |" in page
    assert "<!--" not in page
    assert re.findall(r"!\[.*\]\((.*)\)", page) == ["load.svg"]


def test_page_of_a_stage_names_it() -> None:
    found = Results("dev", [SLOW], {"getCart": 1}, [outcome(SLOW)])

    page = report.page(found, report.TEXT.read_text())

    assert "\nmake load STAGE=dev RATES=2 DURATION=2 MIX=getCart=1\n" in page
    assert "The stage dev, from a client" in page


def test_the_same_outcomes_give_the_same_plot(tmp_path: Path) -> None:
    for name in ("first", "second"):
        report.write(results(outcome(FAST, error="ReadTimeout")), tmp_path / name)

    first, second = (tmp_path / name / "load.svg" for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()
    assert all(f">{label}<" in first.read_text() for label in ("p50", "p90", "p99", "max", "answered", "errors"))


def test_committed_page_keeps_the_order_of_its_text() -> None:
    written = iter((report.DOCS / "load.md").read_text().splitlines())

    for line in report.TEXT.read_text().splitlines():
        if not line.startswith("<!--"):
            assert line in written, "run make load"
