"""Throttling: limits on attempts in a period, from one network address or on one account."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.domain.ids import decode_time

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

# An IPv6 client controls its whole /64.
_IPV6_PREFIX = 64
_LONGEST_WAIT = timedelta(minutes=1)
_MAX_DOUBLINGS = 6


@dataclass(frozen=True, slots=True)
class Limit:
    """A maximum number of attempts in any period of a given length (a sliding window)."""

    max_attempts: int
    period: timedelta

    def expired(self, stamps: Collection[str], moment: datetime) -> set[str]:
        """Return the stamps (ids) of the attempts that are older than the period."""
        return {stamp for stamp in stamps if decode_time(stamp) <= moment - self.period}

    def next_allowed_at(self, stamps: Collection[str]) -> datetime:
        """Return when the next attempt is allowed after these, which have reached or exceeded the maximum."""
        return decode_time(sorted(stamps)[len(stamps) - self.max_attempts]) + self.period


@dataclass(frozen=True, slots=True)
class GrowingWait(Limit):
    """A limit beyond which attempts are still allowed, one at a time, each after a longer wait than the one before."""

    def next_allowed_at(self, stamps: Collection[str]) -> datetime:
        """Return when the next attempt is allowed: 1, 2, 4 … seconds after the last, at most a minute."""
        doublings = min(len(stamps) - self.max_attempts, _MAX_DOUBLINGS)
        return decode_time(max(stamps)) + min(timedelta(seconds=2**doublings), _LONGEST_WAIT)


def client_network(address: str) -> str:
    """Return the network that a client's attempts are counted by: its IPv4 address, or the /64 of its IPv6 address.

    Raises
    ------
    ValueError
        If the text isn't an IP address.
    """
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:  # noqa: PLR2004  # IP's version
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
