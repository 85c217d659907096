"""Raw requests, which no HTTP client would send."""

import socket
from contextlib import closing, suppress
from typing import Any

import httpx

from local.config import LOOPBACK
from tests.harness import PATIENCE_SECONDS, RunningShop


def problem_of(response: httpx.Response) -> dict[str, Any]:
    problem: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["requestId"]) == (response.status_code, response.headers["x-request-id"])
    return problem


def request(method: str, target: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """Return a request, the last of its connection."""
    head = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", *headers]
    return b"\r\n".join([*head, b"", body])


def exchange(shop: RunningShop, message: bytes) -> list[httpx.Response]:
    """Send bytes, and return every response until the shop closes the connection."""
    with closing(connected(shop)) as connection:
        # The shop may close the connection before everything is sent.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(message)
        return responses_on(connection)


def response_to(shop: RunningShop, message: bytes) -> httpx.Response:
    (response,) = exchange(shop, message)
    return response


def connected(shop: RunningShop) -> socket.socket:
    return socket.create_connection((LOOPBACK, shop.config.port), timeout=PATIENCE_SECONDS)


def responses_on(connection: socket.socket) -> list[httpx.Response]:
    """Return the responses up to the end of the connection; each has a Content-Length."""
    received, responses = b"", []
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            received += part
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = status_line.split(" ")
        assert version == "HTTP/1.1"
        pairs = (line.partition(":") for line in lines)
        headers = [(name.lower(), value.strip()) for name, _, value in pairs]
        length = int(dict(headers).get("content-length", "0"))
        responses.append(httpx.Response(int(status), headers=headers, content=received[:length]))
        received = received[length:]
    return responses
