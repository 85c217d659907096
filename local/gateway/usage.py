"""The usage of API keys by day (UTC), as API Gateway counts it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from handlers.domain.clock import now
from local.config import CannotRun
from local.durable import write_durably

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from local.gateway.usage_plans import Quota

_EVERY_SECONDS = 1
_KEPT = timedelta(days=90)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Day:
    """A day of a key: requests admitted, and requests added to its quota."""

    used: int = 0
    granted: int = 0


def _today() -> date:
    return now().date()


@dataclass(slots=True)
class Usage:
    """The usage of every key, by the ids of its plan and its own.

    Parameters
    ----------
    today : Callable
        Returns the current day in UTC.
    """

    today: Callable[[], date] = _today
    _days: dict[tuple[str, str], dict[date, Day]] = field(default_factory=dict)

    def take(self, key: tuple[str, str], quota: Quota | None) -> bool:
        """Count a request unless the quota is used up, and return whether it was counted."""
        today = self.today()
        if quota is not None and self.remaining(key, quota, today) < 1:
            return False
        self._day(key, today).used += 1
        return True

    def used(self, key: tuple[str, str], day: date) -> int:
        """Return the requests admitted on a day."""
        return self._days.get(key, {}).get(day, Day()).used

    def remaining(self, key: tuple[str, str], quota: Quota, day: date) -> int:
        """Return the rest of a quota at the end of a day."""
        start = period_start(day, quota.period)
        counted = [each for when, each in self._days.get(key, {}).items() if start <= when <= day]
        return max(0, quota.limit + sum(each.granted - each.used for each in counted))

    def grant(self, key: tuple[str, str], quota: Quota, remaining: int) -> None:
        """Set the rest of a quota in the current period."""
        today = self.today()
        self._day(key, today).granted += remaining - self.remaining(key, quota, today)

    def _day(self, key: tuple[str, str], day: date) -> Day:
        days = self._days.setdefault(key, {})
        if day not in days:
            days[day] = Day()
            for old in [when for when in days if when <= day - _KEPT]:
                del days[old]
        return days[day]

    def text(self) -> str:
        """Return the usage as JSON."""
        return json.dumps(
            [
                [*key, {day.isoformat(): [each.used, each.granted] for day, each in days.items()}]
                for key, days in self._days.items()
            ]
        )

    def read(self, text: str) -> None:
        """Load the usage that `text` returned.

        Raises
        ------
        ValueError
            If it doesn't have the format of `text`.
        """
        for plan_id, key_id, days in json.loads(text):
            self._days[plan_id, key_id] = {
                date.fromisoformat(day): Day(*map(int, counts)) for day, counts in days.items()
            }


def period_start(day: date, period: str) -> date:
    """Return the first day of a quota's period: weeks begin on Sunday, months on the first."""
    match period:
        case "DAY":
            return day
        case "WEEK":
            return day - timedelta(days=day.isoweekday() % 7)
    return day.replace(day=1)


def read_usage(file: Path) -> Usage:
    """Return the usage in a file, empty if there is no file.

    Raises
    ------
    CannotRun
        If the file can't be read.
    """
    usage = Usage()
    try:
        usage.read(file.read_text())
    except FileNotFoundError:
        return usage
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CannotRun(
            f"The usage in {file} can't be read: delete the shop's data with `make run RESET=1`."
        ) from error
    return usage


async def keep_usage(usage: Usage, file: Path) -> None:
    """Write usage to a file every second until cancelled, and once more then: a kill loses a second's.

    Parameters
    ----------
    usage : Usage
        The usage, which this thread counts.
    file : Path
        The file, in an existing folder.
    """
    kept = ""
    try:
        while True:
            await anyio.sleep(_EVERY_SECONDS)
            text = usage.text()
            if text != kept:
                await anyio.to_thread.run_sync(_write, file, text)
                kept = text
    finally:
        _write(file, usage.text())


def _write(file: Path, text: str) -> None:
    try:
        write_durably(file, text.encode())
    except OSError as error:
        _log.warning("The usage of API keys can't be written: %s", error)
