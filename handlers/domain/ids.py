"""Ids that sort by creation time (ULID, github.com/ulid/spec)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from handlers.domain.clock import now

# The regular expression of an id.
PATTERN = "[0-7][0-9A-HJKMNP-TV-Z]{25}"

# The length of the part that contains the time; the rest is random.
TIME_LENGTH = 10

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two letters at a time, because an order takes a dozen ids.
_PAIRS = [first + second for first in _CROCKFORD for second in _CROCKFORD]
_SHIFTS = range(120, -1, -10)
_RANDOM_BITS = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(moment: datetime | None = None) -> str:
    """Return a new ULID: 48 bits of milliseconds since 1970 (by default, now), then 80 random bits."""
    return _encode(_milliseconds(moment or now()) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS))


def min_id(moment: datetime) -> str:
    """Return the lowest id of a time's millisecond."""
    return _encode(_milliseconds(moment) << _RANDOM_BITS)


def max_id(moment: datetime) -> str:
    """Return the highest id of a time's millisecond."""
    return _encode((_milliseconds(moment) + 1 << _RANDOM_BITS) - 1)


def decode_time(ulid: str) -> datetime:
    """Return an id's creation time, to the millisecond."""
    number = 0
    for letter in ulid:
        number = number << 5 | _CROCKFORD.index(letter)
    return _EPOCH + timedelta(milliseconds=number >> _RANDOM_BITS)


def _milliseconds(moment: datetime) -> int:
    # In integers, truncated as `clock.timestamp` does: a float would sometimes be off by one.
    return max(0, (moment - _EPOCH) // timedelta(milliseconds=1))


def _encode(number: int) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
