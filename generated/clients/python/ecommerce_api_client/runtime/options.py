# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Check the options of a client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx

from ecommerce_api_client.runtime.shapes import Mismatch, check_type

if TYPE_CHECKING:
    from ecommerce_api_client.runtime.retries import Retries

_HOST = re.compile("[A-Za-z0-9._:-]+")
_MAX_PORT = 65_535
# A day: the timeouts of sockets have a limit, too.
_LONGEST = 86_400


def check_base_url(text: str) -> None:
    """Check the URL of a server.

    Raises
    ------
    Mismatch
        If it isn't a URL to which a path can be added.
    """
    try:
        is_server = _is_server(httpx.URL(text))
    except (ValueError, httpx.InvalidURL):
        is_server = False
    if not is_server or "?" in text or "#" in text:
        raise Mismatch("base_url: expected a server's URL, such as https://api.example.com/v1")


def check_retries(retries: Retries) -> None:
    """Check the number of attempts and the waits.

    Raises
    ------
    Mismatch
        If one of them has another type, or isn't a time to wait.
    """
    check_type("retries.attempts", retries.attempts, int)
    check_seconds("retries.first_wait", retries.first_wait)
    check_seconds("retries.longest_wait", retries.longest_wait)


def check_seconds(name: str, seconds: float) -> None:
    """Check a time to wait.

    Raises
    ------
    Mismatch
        If it isn't one.
    """
    check_type(name, seconds, float)
    if not 0 <= seconds <= _LONGEST:
        raise Mismatch(f"{name}: expected seconds, at most {_LONGEST}")


def _is_server(url: httpx.URL) -> bool:
    host = url.raw_host.decode()
    host.encode("idna")  # as sockets do
    is_port = url.port is None or 0 < url.port <= _MAX_PORT
    return url.scheme in {"http", "https"} and is_port and _HOST.fullmatch(host) is not None
