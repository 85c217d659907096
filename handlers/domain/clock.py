"""Time, always in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the current moment."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Return a moment as the contract writes it: ISO 8601 in UTC, with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch_seconds(moment: datetime) -> int:
    """Return a moment as whole seconds since 1970, as JWT and DynamoDB's TTL count."""
    return int(moment.timestamp())


def seconds(count: int) -> timedelta:
    """Return a duration."""
    return timedelta(seconds=count)


def parse_timestamp(text: str) -> datetime:
    """Return the moment that `timestamp` wrote, or a client in the same way.

    Raises
    ------
    ValueError
        If there is no such moment, such as on the 30th of February.
    """
    return datetime.fromisoformat(text)
