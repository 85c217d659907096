"""Time, always in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_PARTS = r"(?P<day>.{10}).(?P<time>..:..)(:(?P<second>..)(\.(?P<fraction>[0-9]+))?)?(?P<offset>.+)"
_LEAP_SECOND = "60"
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(microsecond=999_000, tzinfo=UTC)


def now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Return a time in the contract's format: ISO 8601 in UTC, with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch_seconds(moment: datetime) -> int:
    """Return a time as whole seconds since 1970, the unit of JWT claims and DynamoDB's TTL."""
    return int(moment.timestamp())


def seconds(count: int) -> timedelta:
    """Return a duration in seconds as a `timedelta`."""
    return timedelta(seconds=count)


def parse_timestamp(text: str) -> datetime:
    """Parse a text in the format of `timestamp`.

    Raises
    ------
    ValueError
        If the date or time doesn't exist, such as 30 February.
    """
    return datetime.fromisoformat(text)


def parse_date_time(text: str) -> datetime:
    """Parse a date-time of RFC 3339, truncated to milliseconds; the seconds may be missing.

    One whose offset moves it out of the years 1 to 9999 in UTC becomes their first or last millisecond.

    Raises
    ------
    ValueError
        If the text has another format, or the date or time doesn't exist.
    """
    parts = re.fullmatch(_PARTS, text.upper())
    if parts is None:
        raise ValueError(f"{text} is no date-time")
    second, fraction = parts["second"] or "00", (parts["fraction"] or "")[:3].ljust(3, "0")
    is_leap_second = second == _LEAP_SECOND
    if is_leap_second:
        # Python has none: the last millisecond before it, which is in the same minute.
        second, fraction = "59", "999"
    moment = datetime.fromisoformat(f"{parts['day']}T{parts['time']}:{second}.{fraction}{parts['offset']}")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == _FIRST.year else _LAST
    if is_leap_second and (moment.hour, moment.minute) != (23, 59):
        raise ValueError(f"{text} is no leap second")
    return moment
