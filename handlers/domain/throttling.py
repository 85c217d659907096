"""How often something may be tried from a network address in a while."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.ids import decode_time

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

# Whoever has one IPv6 address has all of its /64.
_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """At max_attempts so many attempts in any period of this length."""

    max_attempts: int
    period: timedelta

    def over(self, stamps: Collection[str], moment: datetime) -> set[str]:
        """Return the stamps of the attempts that no longer count."""
        return {stamp for stamp in stamps if decode_time(stamp) <= moment - self.period}

    def next_allowed_at(self, stamps: Collection[str]) -> datetime:
        """Return the moment from which one more fits beside these, which are as many as there may be, or more."""
        return decode_time(sorted(stamps)[len(stamps) - self.max_attempts]) + self.period


def client_network(address: str) -> str:
    """Return what stands for a network address: an IPv4 address itself, the /64 of an IPv6 address.

    Raises
    ------
    ValueError
        If it is no address.
    """
    found = ipaddress.ip_address(address)
    if found.version == 4:  # noqa: PLR2004  # IP's version
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_PREFIX), strict=False))
