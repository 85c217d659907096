"""Networks and devices that have logged in to an account: only their digests are kept."""

from __future__ import annotations

import hashlib
import ipaddress
from typing import TYPE_CHECKING

from handlers.domain.throttling import client_network

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_DEVICES = 20
_DIGITS = 16
# A provider gives its customers other addresses of such a network from day to day.
_PREFIXES = {4: 24, 6: 48}
# In this order: the User-Agent of one contains the names of others.
_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "FxiOS", "Firefox", "CriOS", "Chrome", "Safari")
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "CrOS", "Linux")


def device_digest(user_id: str, address: str, user_agent: str) -> str:
    """Return the digest of the network and the device of an account's login; updates of its software don't change it.

    Raises
    ------
    ValueError
        If the address isn't an IP address.
    """
    network = ipaddress.ip_network(client_network(address))
    wide = network.supernet(new_prefix=_PREFIXES[network.version])
    return hashlib.sha256(f"{user_id} {wide} {_family(user_agent)}".encode()).hexdigest()[:_DIGITS]


def remember_device(devices: Sequence[str], digest: str) -> list[str]:
    """Return an account's devices with a new one, without the oldest beyond the maximum."""
    return [*devices, digest][-MAX_DEVICES:]


def _family(user_agent: str) -> str:
    product = user_agent.partition("/")[0]
    browser = next((name for name in _BROWSERS if name in user_agent), product)
    system = next((name for name in _SYSTEMS if name in user_agent), "")
    return f"{browser} {system}"
