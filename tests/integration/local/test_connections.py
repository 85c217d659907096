"""Connections to the local gateway: upgrades, heads that are late, large or invalid, incomplete bodies, redirects."""

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
from tests.harness import eventually, served

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


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        # Answered before its body is complete; the rest comes slowly.
        (_head(b"POST", b"/", b"Content-Length: 1000000"), b"x"),
        (_head(b"POST", b"/", b"Content-Length: 1000000", b"Expect: 100-continue"), b"x"),
        (_head(b"POST", b"/", b"Transfer-Encoding: chunked"), b"1\r\nx\r\n"),
        # Line breaks are no request.
        (_head(b"GET", b"/"), b"\r\n"),
    ],
    ids=["length", "expect", "chunks", "line breaks"],
)
def test_connection_that_drips_after_its_response_is_closed(
    head: bytes, drop: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_HEAD_SECONDS", 0.1)

    with served(_ok) as url, closing(socket.create_connection((LOOPBACK, int(url.rpartition(":")[2])))) as connection:
        connection.sendall(head)
        assert _statuses(connection.recv(65_536)) == [200]

        eventually(lambda: _is_closed(connection, drop))


def _is_closed(connection: socket.socket, drop: bytes) -> bool:
    try:
        connection.sendall(drop)
    except OSError:
        return True
    return False


@pytest.mark.parametrize(("sent", "closes"), [(b"", True), (b"abc", True), (b"abcde", False)])
def test_response_before_the_end_of_its_request_closes_the_connection(sent: bytes, closes: bool) -> None:
    with served(_ok) as url:
        received = _exchange(int(url.rpartition(":")[2]), _head(b"POST", b"/", b"Content-Length: 5") + sent)

    assert _statuses(received) == [200]
    assert (b"\r\nconnection: close\r\n" in received) == closes


def test_invalid_request_is_rejected_after_the_responses_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_HEAD_SECONDS", 0.1)
    # Given two requests at once, the second with invalid chunks
    second = _head(b"POST", b"/", b"Transfer-Encoding: chunked") + b"1\r\nx"

    with served(_ok_after_body) as url:
        received = _exchange(int(url.rpartition(":")[2]), _head(b"GET", b"/") + second + b"invalid")

    assert _statuses(received) == [200]


async def _ok_after_body(scope: Scope, receive: Receive, send: Send) -> None:
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.request":
        await _ok(scope, receive, send)


async def _ok(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


LIMIT = 10_240
ODD_HOSTS = (
    b"",
    b"a b",
    b"a/b",
    b"me@a",
    b"a:b",
    b"a:80:80",
    b"a:123456",
    b"[::1",
    b"::1",
    b"a%zz",
    b"a,b c",
    b"\xc3\xa9",
)


@pytest.mark.parametrize(("excess", "status"), [(0, 200), (1, 431)])
def test_headers_up_to_the_limit_of_api_gateway_are_accepted(shop: RunningShop, excess: int, status: int) -> None:
    # Given headers that fill the limit, with their names and line breaks
    others = b"Host: x\r\nConnection: close\r\nX-Long: \r\n"
    fills = b"X-Long: " + b"a" * (LIMIT - len(others) + excess)

    received = _exchange(shop.config.port, _head(b"GET", b"/v1/health", fills, b"Connection: close"))

    assert _statuses(received) == [status]


@pytest.mark.parametrize(
    ("excess", "status"), [(0, 200), (1, 414), (300_000, 414)], ids=["limit", "longer", "far longer"]
)
def test_url_up_to_the_limit_of_api_gateway_is_accepted(shop: RunningShop, excess: int, status: int) -> None:
    target = b"/v1/products?limit=1&x="
    target += b"a" * (LIMIT - len(target) + excess)

    received = _exchange(shop.config.port, _head(b"GET", target, b"Connection: close"))

    assert _statuses(received) == [status]
    if status == 414:
        assert _problem(received)["type"] == "/docs/problems/url-too-long"


@pytest.mark.parametrize(
    "more", [b"0\r\nX-Odd: " + b"a" * 300_000, b"1;" + b"a" * 300_000, b"0\r\n" + b"A: 1\r\n" * 60_000]
)
def test_trailers_and_extensions_of_chunks_are_limited(shop: RunningShop, more: bytes) -> None:
    head = _head(b"POST", b"/v1/auth/login", _JSON, b"Transfer-Encoding: chunked")

    assert _statuses(_exchange(shop.config.port, head + b"1\r\n{\r\n" + more)) == [431]


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
        *(((b"Host: " + host,), "value is no host with an optional port") for host in ODD_HOSTS),
    ],
    ids=["none", "twice", "two", *map(repr, ODD_HOSTS)],
)
def test_request_must_have_one_host(shop: RunningShop, host: tuple[bytes, ...], fault: str) -> None:
    received = _exchange(shop.config.port, _head(b"GET", b"/v1/health", host=host))

    assert _statuses(received) == [400]
    assert _problem(received)["errors"] == [{"pointer": "/header/Host", "detail": fault}]


@pytest.mark.parametrize("host", [b"x", b"127.0.0.1:8080", b"[::1]:80", b"api.example.com.", b" x \t", b"x:"])
def test_any_host_is_accepted(shop: RunningShop, host: bytes) -> None:
    received = _exchange(shop.config.port, _head(b"GET", b"/v1/health", b"Connection: close", host=(b"Host: " + host,)))

    assert _statuses(received) == [200]


@pytest.mark.parametrize("line", [b"GET /v1/health", b"GET /v1/health HTTP/0.9", b"GET /v1/health HTTP/2.0"])
@pytest.mark.parametrize("headers", [b"", b"Host: x\r\n"])
def test_other_versions_of_http_are_rejected(shop: RunningShop, line: bytes, headers: bytes) -> None:
    received = _exchange(shop.config.port, line + b"\r\n" + headers + b"\r\n")

    assert _statuses(received) == [400]
    assert {"pointer": "", "detail": "version of HTTP is neither 1.0 nor 1.1"} in _problem(received)["errors"]  # type: ignore[operator]


def test_http_1_0_needs_no_host(shop: RunningShop) -> None:
    assert _statuses(_exchange(shop.config.port, b"GET /v1/health HTTP/1.0\r\n\r\n")) == [200]


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
