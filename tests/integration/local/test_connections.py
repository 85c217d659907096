"""Connections to the local gateway: upgrades, heads that are late, large or without a host, redirects."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from local.config import LOOPBACK
from local.gateway import server
from local.sample_shop import CUSTOMER
from tests.harness import served

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from tests.harness import RunningShop

# As JDK's HttpClient sends them with its first request.
UPGRADE = (
    b"Connection: Upgrade, HTTP2-Settings",
    b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    b"Upgrade: h2c",
)
LOGIN = json.dumps({"email": CUSTOMER.email, "password": CUSTOMER.password}).encode()
JAVA = """
import java.net.URI;
import java.net.http.*;

class Post {
    public static void main(String[] words) throws Exception {
        var body = HttpRequest.BodyPublishers.ofString(words[1]);
        var post = HttpRequest.newBuilder(URI.create(words[0])).header("Content-Type", "application/json").POST(body);
        System.out.println(HttpClient.newHttpClient().send(post.build(), HttpResponse.BodyHandlers.ofString()));
    }
}
"""


def _head(method: bytes, target: bytes, *headers: bytes, host: tuple[bytes, ...] = (b"Host: x",)) -> bytes:
    return b"\r\n".join([b"%s %s HTTP/1.1" % (method, target), *host, *headers, b"", b""])


def _exchange(port: int, *parts: bytes) -> bytes:
    """Send parts of requests, and return all that is received until the server closes the connection."""
    with closing(socket.create_connection((LOOPBACK, port), timeout=300)) as connection:
        for part in parts:
            connection.sendall(part)
        received = bytearray()
        while part := connection.recv(65_536):
            received += part
        return bytes(received)


def _statuses(received: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", received)]


def _problem(received: bytes) -> dict[str, object]:
    problem: dict[str, object] = json.loads(received.partition(b"\r\n\r\n")[2])
    return problem


_JSON = b"Content-Type: application/json"
_LENGTH = b"Content-Length: %d" % len(LOGIN)
_CHUNKS = b"%x\r\n%b\r\n0\r\n\r\n" % (len(LOGIN), LOGIN)
_LAST = _head(b"GET", b"/v1/health", b"Connection: close")


@pytest.mark.parametrize(
    "upgrade", [UPGRADE, (b"Connection: upgrade", b"Upgrade: websocket")], ids=["h2c", "websocket"]
)
@pytest.mark.parametrize(
    ("framing", "body"), [(_LENGTH, LOGIN), (b"Transfer-Encoding: chunked", _CHUNKS)], ids=["length", "chunks"]
)
@pytest.mark.parametrize("cut", [0, 1, len(LOGIN)], ids=["at once", "cut", "apart"])
def test_body_of_a_request_that_offers_an_upgrade_is_read(
    shop: RunningShop, upgrade: tuple[bytes, ...], framing: bytes, body: bytes, cut: int
) -> None:
    message = _head(b"POST", b"/v1/auth/login", *upgrade, framing, _JSON) + body
    at = len(message) - cut

    # The connection stays usable.
    received = _exchange(shop.config.port, message[:at], message[at:], _LAST)

    assert _statuses(received) == [200, 200]
    assert b'"accessToken"' in received


def test_request_without_a_body_may_offer_an_upgrade(shop: RunningShop) -> None:
    received = _exchange(shop.config.port, _head(b"GET", b"/v1/health", *UPGRADE), _LAST)

    assert _statuses(received) == [200, 200]


@pytest.mark.skipif(not shutil.which("javac"), reason="needs a JDK")
def test_first_post_of_the_jdk_client_succeeds(shop: RunningShop, tmp_path: Path) -> None:
    (tmp_path / "Post.java").write_text(JAVA)

    ended = subprocess.run(
        ["java", tmp_path / "Post.java", f"{shop.storefront}/auth/login", LOGIN],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.rstrip().endswith(") 200")


@pytest.mark.parametrize("begun", [b"", b"G", b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_connection_whose_request_is_never_complete_is_closed(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server._HEAD_SECONDS == 10
    monkeypatch.setattr(server, "_HEAD_SECONDS", 0.01)

    with served(_ok) as url:
        port = int(url.rpartition(":")[2])
        # Also the second request of a connection.
        assert _exchange(port, begun) == b""
        assert _statuses(_exchange(port, _head(b"GET", b"/"), begun)) == [200]


async def _ok(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


LIMIT = 10_240


def test_headers_up_to_the_limit_of_api_gateway_are_accepted(shop: RunningShop) -> None:
    # Given other values of a request: "x" and "close"
    fills = b"X-Long: " + b"a" * (LIMIT - len("x") - len("close"))

    received = _exchange(shop.config.port, _head(b"GET", b"/v1/health", fills, b"Connection: close"))

    assert _statuses(received) == [200]


@pytest.mark.parametrize(
    "headers",
    [
        (b"X-Long: " + b"a" * LIMIT,),
        tuple(b"X-%d: %s" % (number, b"a" * 1000) for number in range(11)),
        (b"X-Long: " + b"a" * 300_000,),
        (b"X" * 300_000 + b": 1",),
    ],
    ids=["one", "many", "endless value", "endless name"],
)
def test_too_large_headers_are_a_431(shop: RunningShop, headers: tuple[bytes, ...]) -> None:
    received = _exchange(shop.config.port, _head(b"GET", b"/v1/products?limit=1", *headers))

    assert _statuses(received) == [431]
    problem = _problem(received)
    assert problem["type"] == "/docs/problems/headers-too-large"
    assert problem["detail"] == "The headers are over 10,240 bytes."
    assert problem["instance"] == "/v1/products"


@pytest.mark.parametrize(
    ("host", "fault"),
    [
        ((), "value is missing"),
        ((b"Host: x", b"Host: x"), "header is repeated"),
        ((b"Host: x", b"host: y"), "header is repeated"),
    ],
    ids=["none", "twice", "two"],
)
def test_request_must_have_one_host(shop: RunningShop, host: tuple[bytes, ...], fault: str) -> None:
    received = _exchange(shop.config.port, _head(b"GET", b"/v1/health", host=host))

    assert _statuses(received) == [400]
    assert _problem(received)["errors"] == [{"pointer": "/header/Host", "detail": fault}]


@pytest.mark.parametrize("path", [b"", b"/", b"/docs", b"/_local/mailbox", b"/_local/mailbox/", b"/docs/guides"])
def test_redirects_never_contain_the_host(shop: RunningShop, path: bytes) -> None:
    received = _exchange(
        shop.config.port, _head(b"GET", path or b"//evil/..", b"Connection: close", host=(b"Host: evil",))
    )

    assert b"evil" not in received.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "second",
    [b"\0garbage\r\n\r\n", _head(b"GET", b"/v1/health", host=(b"Host: x", b"Host: y"))],
    ids=["bytes", "hosts"],
)
@pytest.mark.parametrize("at_once", [False, True])
def test_pending_response_arrives_whatever_follows_its_request(shop: RunningShop, second: bytes, at_once: bool) -> None:
    # Given a login, and on its connection a request that is rejected
    length = b"Content-Length: %d" % len(LOGIN)
    first = _head(b"POST", b"/v1/auth/login", b"Content-Type: application/json", length) + LOGIN
    parts = [first + second] if at_once else [first, second]

    received = _exchange(shop.config.port, *parts)

    # Then the client gets the login's response, and the connection ends
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.count(b"HTTP/1.1 ") == 1


def test_trailers_are_not_headers(shop: RunningShop) -> None:
    chunked = _head(b"POST", b"/v1/auth/login", b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    body = b"%x\r\n%b\r\n0\r\nContent-Encoding: gzip\r\nHost: evil\r\n\r\n" % (len(LOGIN), LOGIN)

    received = _exchange(shop.config.port, chunked + body + _head(b"GET", b"/v1/health", b"Connection: close"))

    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.count(b"HTTP/1.1 200 ") == 2
