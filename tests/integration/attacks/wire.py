"""Raw requests, which no HTTP client would send."""

from __future__ import annotations

import json
import socket
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from local.config import LOOPBACK
from tests.harness import RunningShop

_PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One raw response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        assert ("content-type", "application/problem+json") in self.headers
        found: dict[str, Any] = json.loads(self.body)
        assert found["status"] == self.status
        assert ("x-request-id", found["requestId"]) in self.headers
        return found


def request(method: str, target: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """Return a request, the last of its connection."""
    head = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", *headers]
    return b"\r\n".join([*head, b"", body])


def exchange(shop: RunningShop, message: bytes) -> list[RawAnswer]:
    """Send bytes, and return every response until the shop closes the connection."""
    with closing(connected(shop)) as connection:
        # The shop may close the connection before everything is sent.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(message)
        return answers_on(connection)


def answer_to(shop: RunningShop, message: bytes) -> RawAnswer:
    """Send bytes, and return the single response."""
    (answer,) = exchange(shop, message)
    return answer


def connected(shop: RunningShop) -> socket.socket:
    """Return a new connection to the shop."""
    return socket.create_connection((LOOPBACK, shop.config.port), timeout=_PATIENCE_SECONDS)


def last_answers(connection: socket.socket) -> list[RawAnswer]:
    """Shut down sending, and return every response until the shop closes the connection."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
    return answers_on(connection)


def answers_on(connection: socket.socket) -> list[RawAnswer]:
    """Return the responses up to the end of the connection; each has a Content-Length."""
    received, found = _all_of(connection), []
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = status_line.split(" ")
        assert version == "HTTP/1.1"
        pairs = (line.partition(":") for line in lines)
        headers = [(name.lower(), value.strip()) for name, _, value in pairs]
        length = int(dict(headers).get("content-length", "0"))
        found.append(RawAnswer(int(status), headers, received[:length]))
        received = received[length:]
    return found


def _all_of(connection: socket.socket) -> bytes:
    received = bytearray()
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            received += part
    return bytes(received)
