from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import pytest

from local.config import CannotRun
from local.gateway.usage import Usage, keep_usage, period_start, read_usage
from local.gateway.usage_plans import Quota
from tests.harness import eventually

if TYPE_CHECKING:
    from pathlib import Path

KEY, OTHER_KEY = ("plan", "key"), ("plan", "other")
MONTHLY = Quota(3, "MONTH")


class Calendar:
    """A day that passes when the test says so."""

    def __init__(self, day: str) -> None:
        self.day = date.fromisoformat(day)

    def __call__(self) -> date:
        return self.day


def taken(usage: Usage, tries: int, quota: Quota = MONTHLY) -> int:
    return sum(usage.take(KEY, quota) for _ in range(tries))


def test_a_quota_is_used_up_and_what_is_refused_doesnt_count() -> None:
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)

    assert taken(usage, 10) == 3
    assert (usage.used(KEY, calendar.day), usage.left(KEY, MONTHLY, calendar.day)) == (3, 0)


def test_each_key_has_a_quota_of_its_own() -> None:
    usage = Usage(Calendar("2026-11-22"))
    taken(usage, 10)

    assert usage.take(OTHER_KEY, MONTHLY)


def test_without_a_quota_requests_are_counted_all_the_same() -> None:
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)

    assert all(usage.take(KEY, None) for _ in range(10))
    assert usage.used(KEY, calendar.day) == 10


def test_a_quota_is_whole_again_on_the_first() -> None:
    # Given one that is used up on two days of a month
    calendar = Calendar("2026-11-29")
    usage = Usage(calendar)
    taken(usage, 2)
    calendar.day = date(2026, 11, 30)
    assert taken(usage, 10) == 1

    # When the month turns
    calendar.day = date(2026, 12, 1)

    # Then it is whole, and November is told as it was
    assert usage.left(KEY, MONTHLY, calendar.day) == 3
    assert taken(usage, 10) == 3
    told = [(usage.used(KEY, day), usage.left(KEY, MONTHLY, day)) for day in (date(2026, 11, 29), date(2026, 11, 30))]
    assert told == [(2, 1), (1, 0)]


@pytest.mark.parametrize(("period", "start"), [("DAY", "2026-11-25"), ("WEEK", "2026-11-22"), ("MONTH", "2026-11-01")])
def test_periods_begin_with_the_day_with_sunday_and_on_the_first(period: str, start: str) -> None:
    assert period_start(date(2026, 11, 25), period) == date.fromisoformat(start)
    assert period_start(date.fromisoformat(start), period) == date.fromisoformat(start)


def test_what_is_granted_holds_until_the_period_ends() -> None:
    # Given a quota that is used up, and two more requests granted
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)
    taken(usage, 3)
    usage.grant(KEY, MONTHLY, 2)

    assert usage.left(KEY, MONTHLY, calendar.day) == 2
    assert taken(usage, 10) == 2
    calendar.day = date(2026, 12, 1)
    assert taken(usage, 10) == 3


def test_less_can_be_granted_than_was_left() -> None:
    usage = Usage(Calendar("2026-11-22"))

    usage.grant(KEY, MONTHLY, 0)

    assert taken(usage, 10) == 0


def test_a_plan_with_less_than_was_used_leaves_nothing() -> None:
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)
    taken(usage, 3)

    assert usage.left(KEY, Quota(2, "MONTH"), calendar.day) == 0


def test_days_are_kept_for_ninety_days() -> None:
    calendar = Calendar("2026-01-01")
    usage = Usage(calendar)
    first = calendar.day
    for _ in range(91):
        usage.take(KEY, MONTHLY)
        calendar.day += timedelta(days=1)

    assert usage.used(KEY, first) == 0
    assert usage.used(KEY, first + timedelta(days=1)) == 1


def test_counts_outlive_whoever_counts(tmp_path: Path) -> None:
    # Given counts that are kept, and those of the last moment
    file = tmp_path / "usage.json"
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)

    async def count() -> None:
        async with anyio.create_task_group() as beside:
            beside.start_soon(keep_usage, usage, file)
            usage.take(KEY, MONTHLY)
            await anyio.to_thread.run_sync(lambda: eventually(file.exists))
            usage.grant(KEY, MONTHLY, 7)
            beside.cancel_scope.cancel()

    anyio.run(count)

    # When they are read again
    again = read_usage(file)

    # Then they are all there, and nothing lies beside them
    assert again.used(KEY, calendar.day) == 1
    assert again.left(KEY, MONTHLY, calendar.day) == 7
    assert [each.name for each in tmp_path.iterdir()] == ["usage.json"]


def test_counts_that_cant_be_kept_end_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def count() -> None:
        with anyio.move_on_after(0):
            await keep_usage(Usage(), tmp_path / "no folder" / "usage.json")

    anyio.run(count)

    assert [record.message.partition(":")[0] for record in caplog.records] == ["The usage of API keys can't be written"]


def test_without_a_file_nothing_is_used(tmp_path: Path) -> None:
    usage = read_usage(tmp_path / "usage.json")

    assert usage.used(KEY, date(2026, 11, 22)) == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "5", "[5]", '[["plan"]]', '[["plan", "key", 5]]', '[["plan", "key", {"soon": [1, 2]}]]',
     '[["plan", "key", {"2026-11-22": 5}]]', '[["plan", "key", {"2026-11-22": [1, 2, 3]}]]',
     '[["plan", "key", {"2026-11-22": ["x", 2]}]]'],
)  # fmt: skip
def test_damaged_counts_are_told_in_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "usage.json"
    file.write_text(text)

    with pytest.raises(CannotRun, match=r"`make run RESET=1`"):
        read_usage(file)
