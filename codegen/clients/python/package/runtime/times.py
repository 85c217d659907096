"""Times in JSON and in queries: in UTC, with milliseconds and a Z."""

from __future__ import annotations

import datetime


def to_text(time: datetime.datetime) -> str:
    """Return the contract's format of a time.

    Raises
    ------
    ValueError
        If the time has no time zone: another computer would read another time.
    OverflowError
        If UTC's calendar doesn't have the time.
    """
    if time.utcoffset() is None:
        raise ValueError("the time has no time zone")
    return time.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
