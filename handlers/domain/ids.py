"""Ids that sort by the time they were made (ULID, github.com/ulid/spec)."""

from __future__ import annotations

import secrets
import time

# What an id looks like, as a regular expression.
PATTERN = "[0-7][0-9A-HJKMNP-TV-Z]{25}"

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80
_LENGTH = 26


def new_id() -> str:
    """Return a new ULID: 48 bits of milliseconds, then 80 random ones, in 26 characters."""
    milliseconds = time.time_ns() // 1_000_000
    return _encode(milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS))


def _encode(number: int) -> str:
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
