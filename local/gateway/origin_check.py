"""Keeping web pages out of what is for programs of this machine only."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a browser tells of the page that asks; the second comes with images and links, too.
_OF_BROWSERS = {b"origin", b"sec-fetch-site"}


def is_of_a_web_page(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request was sent by a web page, as far as its headers say.

    Parameters
    ----------
    headers : Iterable
        Names and values as they were sent.
    """
    sent = {name.lower(): value for name, value in headers}
    return not _OF_BROWSERS.isdisjoint(sent) or is_of_elsewhere(sent.get(b"host", b""))


def is_of_elsewhere(host: bytes) -> bool:
    """Tell whether a request means to ask another machine: its page's name was made to lead here (DNS rebinding).

    Parameters
    ----------
    host : bytes
        What ``Host`` says, with its port or without. A name without a dot is of this machine's own network.
    """
    name = host.decode("latin-1").rpartition(":")[0] if host.rpartition(b":")[2].isdigit() else host.decode("latin-1")
    try:
        return not ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return "." in name
