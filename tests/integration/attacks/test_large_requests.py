"""Requests that are too large, too deep or endless are rejected, and the shop keeps responding."""

from __future__ import annotations

import gzip
import json
import socket
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from tests.integration.attacks.wire import connected, exchange, request, responses_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.harness import RunningShop
    from tests.support.shop_client import Customer

MEGABYTE = 1024 * 1024
LIMIT = 10 * MEGABYTE
# Bodies that are cheap to send and expensive to parse.
BODIES: dict[str, bytes] = {
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "unclosed deep lists": b"[" * 5_000_000,
    "depth after a string": b'{"email":"' + b"[" * 50_000 + b'","a":' + b"[" * 50_000 + b"}",
    "many keys": b"{" + b",".join(b'"k%d":1' % place for place in range(100_000)) + b"}",
    "a duplicate key": b"{" + b",".join([b'"email":1'] * 100_000) + b"}",
    "colliding keys": b"{" + b",".join(b'"%d":1' % (place * (2**61 - 1)) for place in range(20_000)) + b"}",
    "many empty objects": b"[" + b",".join([b"{}"] * 200_000) + b"]",
    "a long number": b'{"email":' + b"9" * 900_000 + b"}",
    "a long fraction": b'{"email":0.' + b"3" * 900_000 + b"}",
    "a huge exponent": b'{"email":1e' + b"9" * 900_000 + b"}",
    "a long string": b'{"email":"' + b"a" * 9_000_000 + b'"}',
    "a long address": b'{"email":"' + b"a." * 400_000 + b'@example.com","password":"x"}',
    "an address of full-width letters": b'{"email":"' + "ａ．".encode() * 100_000 + b'"}',
    "escapes": b'{"email":"' + b"\\u0061" * 150_000 + b'"}',
    "backslashes": b'{"email":"' + b"\\" * 900_000,
    "spaces": b" " * LIMIT,
    "quotes": b'"' * 5_000_000,
    "zeros": bytes(LIMIT),
    "a gzip bomb": gzip.compress(bytes(100 * MEGABYTE)),
}
ENCODINGS = ["gzip", "deflate", "br", "zstd", "gzip, gzip, gzip", "identity"]


def last_responses(connection: socket.socket) -> list[httpx.Response]:
    """Shut down sending, and return every response until the shop closes the connection."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
    return responses_on(connection)


@pytest.fixture(autouse=True)
def _still_responds(shop: RunningShop, anonymous: httpx.Client) -> Iterator[None]:
    """Assert that the shop still responds afterwards, and logged no internal error."""
    begins_at = len(shop.text())
    yield
    assert anonymous.get("/health").json()["status"] == "ok"
    assert '"level":"ERROR"' not in shop.text()[begins_at:]
    assert "Traceback" not in shop.text()[begins_at:]


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_costly_body_is_rejected(anonymous: httpx.Client, body: bytes) -> None:
    response = anonymous.post("/auth/login", content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == (413 if len(body) > 1_000_000 else 400)
    assert len(response.content) < 100_000


@pytest.mark.parametrize("path", ["/auth/login", "/auth/register", "/orders", "/products", "/nothing"])
def test_body_one_byte_over_the_limit_is_rejected(anonymous: httpx.Client, path: str) -> None:
    response = anonymous.post(path, content=bytes(LIMIT + 1), headers={"Content-Type": "application/json"})

    assert response.status_code == (404 if path == "/nothing" else 413)


@pytest.mark.parametrize("coding", ENCODINGS)
def test_compressed_body_is_not_decompressed(anonymous: httpx.Client, coding: str) -> None:
    # Given a login followed by much padding, compressed
    body = gzip.compress(json.dumps({"email": "ada@example.com", "password": "x" * LIMIT}).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}

    assert anonymous.post("/auth/login", content=body, headers=headers).status_code == (
        400 if coding == "identity" else 415
    )


@pytest.mark.parametrize("chunk", [b"x" * 65_536, b" " * 1000], ids=["large", "small"])
def test_chunks_without_an_end_are_rejected(shop: RunningShop, chunk: bytes) -> None:
    # Given an endless chunked body
    head = request("POST", b"/v1/auth/login", b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    piece = (b"%x\r\n" % len(chunk) + chunk + b"\r\n") * max(1, 65_536 // len(chunk))
    with closing(connected(shop)) as connection:
        connection.sendall(head)
        # When more was sent than the shop discards, or a response was received
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(100 * MEGABYTE // len(piece)):
                connection.sendall(piece)
        responses = last_responses(connection)

    # Then the response, if there is one, is a 413
    assert [response.status_code for response in responses] in ([413], [])


@pytest.mark.parametrize("length", [0, 1, 5, 10**9, 10**15, 10**19])
def test_wrong_content_length_is_harmless(shop: RunningShop, length: int) -> None:
    body = b'{"email":"ada@example.com","password":"x"}'
    framing = (b"Content-Type: application/json", b"Content-Length: %d" % length)
    with closing(connected(shop)) as connection:
        connection.sendall(request("POST", b"/v1/auth/login", *framing, body=body))
        responses = last_responses(connection)

    assert all(400 <= response.status_code < 500 for response in responses)


@pytest.mark.parametrize("count", [100, 5000])
@pytest.mark.parametrize("name", [b"X-Odd-%d: 1", b"X-Odd: %d", b"Cookie: a=%d", b"If-None-Match: x%d"])
def test_many_headers_are_harmless(shop: RunningShop, count: int, name: bytes) -> None:
    headers = [name % place for place in range(count)]

    (response,) = exchange(shop, request("GET", b"/v1/products/01JD8QM3F5H7K9N1P3R5T7V9X1", *headers))

    assert 400 <= response.status_code < 500


@pytest.mark.parametrize("where", ["/v1/{}", "/v1/products/{}", "/v1/products?category={}", "/v1/products?{}", "/{}"])
@pytest.mark.parametrize("text", ["a", "%41", "../", "a/", "&a=1", "%"])
def test_very_long_target_is_rejected(shop: RunningShop, where: str, text: str) -> None:
    target = where.format(text * 50_000).encode()

    (response,) = exchange(shop, request("GET", target))

    # Query parameters outside the contract are ignored.
    assert 400 <= response.status_code < 500 or (where.endswith("?{}") and response.status_code == 200)


@pytest.mark.parametrize(("count", "status"), [(41, 400), (1000, 400), (20_000, 413)])
def test_order_of_too_many_lines_is_rejected(mallory: Customer, count: int, status: int) -> None:
    lines = [{"productId": "01JD8QM3F5H7K9N1P3R5T7V9X1", "quantity": 99}] * count

    response = mallory.api.post("/orders", json={"items": lines}, headers={"Idempotency-Key": "large"})

    assert response.status_code == status
    assert len(response.json().get("errors", [])) <= 100


@pytest.mark.parametrize(
    "limit", ["0", "-1", "101", "9" * 50, "1e3", "NaN", "0x10", " 5", "5 ", "５", "", "null", "true"]
)
@pytest.mark.parametrize("path", ["/products", "/products/category/attacks", "/orders", "/auth/sessions"])
def test_page_size_is_limited(mallory: Customer, path: str, limit: str) -> None:
    assert mallory.api.get(path, params={"limit": limit}).status_code == 400
