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
    """A calendar that the test sets."""

    def __init__(self, day: str) -> None:
        self.day = date.fromisoformat(day)

    def __call__(self) -> date:
        return self.day


def taken(usage: Usage, tries: int, quota: Quota = MONTHLY) -> int:
    return sum(usage.take(KEY, quota) for _ in range(tries))


def test_a_quota_is_used_up_and_rejected_requests_do_not_count() -> None:
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)

    assert taken(usage, 10) == 3
    assert (usage.used(KEY, calendar.day), usage.remaining(KEY, MONTHLY, calendar.day)) == (3, 0)


def test_each_key_has_its_own_quota() -> None:
    usage = Usage(Calendar("2026-11-22"))
    taken(usage, 10)

    assert usage.take(OTHER_KEY, MONTHLY)


def test_requests_without_a_quota_are_counted_too() -> None:
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)

    assert all(usage.take(KEY, None) for _ in range(10))
    assert usage.used(KEY, calendar.day) == 10


def test_a_quota_is_reset_on_the_first_of_the_month() -> None:
    # Given a quota that is used up on two days of a month
    calendar = Calendar("2026-11-29")
    usage = Usage(calendar)
    taken(usage, 2)
    calendar.day = date(2026, 11, 30)
    assert taken(usage, 10) == 1

    # When the next month begins
    calendar.day = date(2026, 12, 1)

    # Then the quota is full, and the usage of November is unchanged
    assert usage.remaining(KEY, MONTHLY, calendar.day) == 3
    assert taken(usage, 10) == 3
    november = [
        (usage.used(KEY, day), usage.remaining(KEY, MONTHLY, day)) for day in (date(2026, 11, 29), date(2026, 11, 30))
    ]
    assert november == [(2, 1), (1, 0)]


@pytest.mark.parametrize(("period", "start"), [("DAY", "2026-11-25"), ("WEEK", "2026-11-22"), ("MONTH", "2026-11-01")])
def test_periods_begin_with_the_day_with_sunday_and_on_the_first(period: str, start: str) -> None:
    assert period_start(date(2026, 11, 25), period) == date.fromisoformat(start)
    assert period_start(date.fromisoformat(start), period) == date.fromisoformat(start)


def test_a_grant_lasts_until_the_period_ends() -> None:
    # Given an exhausted quota, and two more requests granted
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)
    taken(usage, 3)
    usage.grant(KEY, MONTHLY, 2)

    assert usage.remaining(KEY, MONTHLY, calendar.day) == 2
    assert taken(usage, 10) == 2
    calendar.day = date(2026, 12, 1)
    assert taken(usage, 10) == 3


def test_a_grant_can_lower_the_remaining_quota() -> None:
    usage = Usage(Calendar("2026-11-22"))

    usage.grant(KEY, MONTHLY, 0)

    assert taken(usage, 10) == 0


def test_a_lowered_plan_leaves_no_quota() -> None:
    calendar = Calendar("2026-11-22")
    usage = Usage(calendar)
    taken(usage, 3)

    assert usage.remaining(KEY, Quota(2, "MONTH"), calendar.day) == 0


def test_days_are_kept_for_ninety_days() -> None:
    calendar = Calendar("2026-01-01")
    usage = Usage(calendar)
    first = calendar.day
    for _ in range(91):
        usage.take(KEY, MONTHLY)
        calendar.day += timedelta(days=1)

    assert usage.used(KEY, first) == 0
    assert usage.used(KEY, first + timedelta(days=1)) == 1


def test_counts_survive_a_restart(tmp_path: Path) -> None:
    # Given saved counts, and unsaved ones
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

    # Then all of them are there, without temporary files
    assert again.used(KEY, calendar.day) == 1
    assert again.remaining(KEY, MONTHLY, calendar.day) == 7
    assert [each.name for each in tmp_path.iterdir()] == ["usage.json"]


def test_a_failed_save_of_counts_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def count() -> None:
        with anyio.move_on_after(0):
            await keep_usage(Usage(), tmp_path / "no folder" / "usage.json")

    anyio.run(count)

    assert [record.message.partition(":")[0] for record in caplog.records] == ["The usage of API keys can't be written"]


def test_without_a_file_the_usage_is_zero(tmp_path: Path) -> None:
    usage = read_usage(tmp_path / "usage.json")

    assert usage.used(KEY, date(2026, 11, 22)) == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "5", "[5]", '[["plan"]]', '[["plan", "key", 5]]', '[["plan", "key", {"soon": [1, 2]}]]',
     '[["plan", "key", {"2026-11-22": 5}]]', '[["plan", "key", {"2026-11-22": [1, 2, 3]}]]',
     '[["plan", "key", {"2026-11-22": ["x", 2]}]]'],
)  # fmt: skip
def test_damaged_counts_are_an_error_of_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "usage.json"
    file.write_text(text)

    with pytest.raises(CannotRun, match=r"`make run RESET=1`"):
        read_usage(file)
