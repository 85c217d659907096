from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.aws.schedule import period, periods, run_on_schedule
from local.config import CannotRun
from tests.integration.local.substitutes import functions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS: dict[str, dict[str, Any]] = {
    "every_minute": {"triggers": ["schedule rate(1 minute)"]},
    "now_and_then": {"triggers": ["GET /now", "schedule rate(15 minutes)"]},
    "when_asked": {"triggers": ["GET /then"]},
    "when_invoked": {"triggers": ["invoked by every_minute"]},
}


class EnoughSeen(Exception):
    """Raised to end an endless loop."""


def test_functions_run_at_the_rate_of_their_row_in_functions_json() -> None:
    assert periods(ROWS) == {"every_minute": 60, "now_and_then": 900}


def test_one_period_overrides_all_rates() -> None:
    assert periods(ROWS, seconds=0.5) == {"every_minute": 0.5, "now_and_then": 0.5}


@pytest.mark.parametrize(("text", "seconds"), [("", None), ("5", 5), ("0.25", 0.25)])
def test_period_is_a_number_of_seconds(text: str, seconds: float | None) -> None:
    assert period(text) == seconds


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf", "1e999"])
def test_invalid_period_is_an_error(text: str) -> None:
    with pytest.raises(CannotRun, match="SCHEDULE_SECONDS"):
        period(text)


def test_function_gets_the_scheduled_event_repeatedly() -> None:
    events: list[Mapping[str, Any]] = []

    async def invoke(key: str, event: Mapping[str, Any]) -> None:
        assert key == "every_minute"
        events.append(event)
        if len(events) == 3:
            raise EnoughSeen

    run_until_enough(invoke)

    assert [event["detail-type"] for event in events] == ["Scheduled Event"] * 3
    assert len({event["id"] for event in events}) == 3


@pytest.mark.parametrize("failure", [FunctionFailed("no"), FunctionTimedOut("late")], ids=repr)
def test_function_that_fails_is_logged_and_run_again(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    runs: list[str] = []

    async def invoke(key: str, _event: Mapping[str, Any]) -> None:
        runs.append(key)
        raise failure if len(runs) < 3 else EnoughSeen

    run_until_enough(invoke)

    assert runs == ["every_minute"] * 3
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    assert "every_minute" in caplog.text


def test_scheduled_function_runs_as_in_lambda() -> None:
    events: list[object] = []

    def fail(event: object, _context: object) -> None:
        events.append(event)
        raise Exception("Unauthorized")  # the only error that isn't logged with its traceback

    invoke = functions_of({"every_minute": fail}).invoke

    async def run() -> None:
        async with anyio.create_task_group() as beside:
            beside.start_soon(run_on_schedule, {"every_minute": 0.01}, invoke)
            with anyio.fail_after(20):
                while len(events) < 3:  # noqa: ASYNC110  # there is no event to wait for
                    await anyio.sleep(0.01)
            beside.cancel_scope.cancel()

    anyio.run(run)


def run_until_enough(invoke: Any) -> None:
    with pytest.RaisesGroup(EnoughSeen):
        anyio.run(run_on_schedule, {"every_minute": 0.01}, invoke)
