"""Time, always in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


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
