"""R26: malformed input of any kind is a 4xx problem. The bytes are sent raw, since an HTTP client would reject them."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest

from local.config import LOOPBACK

if TYPE_CHECKING:
    from tests.harness import RunningShop

ID = b"/v1/products/01JD8QM3F5H7K9N1P3R5T7V9X1"
BODIES = [
    b"\xff",
    b"\xe9",
    b'{"name":"\xff"}',
    b'{"name":"\xed\xa0\x80","price":1,"category":"c"}',
    b'{"name":"a","price":NaN,"category":"c"}',
    b'{"name":"a","price":-Infinity,"category":"c"}',
    b'{"name":"\\ud800","price":1,"category":"c"}',
    b'{"\\udfff":1}',
    b'{"name":"\\u0000","price":1,"category":"c"}',
    b'{"name":"\x00"}',
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b"[" * 50_000 + b"]" * 50_000,
    b'{"name":' + b"[" * 30 + b"]" * 30 + b"}",
    b'{"name":"a","category":"c","price":' + b"9" * 100_000 + b"}",
    b'{"name":"a","category":"c","price":1e999999999}',
    b'{"name":"a","category":"c","price":1e-999999999}',
    b'{"name":"a","category":"c","price":1e1000000000000000000000}',
    b'{"name":"a","category":"c","price":1,"stock":1' + b"0" * 4000 + b"}",
    b'\xef\xbb\xbf{"name":"a","price":1,"category":"c"}',
    '{"name":"a"}'.encode("utf-16"),
    b"",
    b" ",
    b"null",
    b"true",
    b"1",
    b'"x"',
    b"[1]",
    b"{",
    b'{"name":"a","name":"b","price":1,"category":"c"}',
    b'{"name":"a","price":1,"category":"c"}x',
    b'{"name":1,"price":"1","category":[],"stock":1.5,"isActive":0}',
    b"{" + b",".join(b'"k%d":1' % i for i in range(500)) + b"}",
    b'{"' + b"k" * 100_000 + b'":1}',
    b'{"name":"' + b"x" * 1_000_000 + b'","price":1,"category":"c"}',
]
TARGETS = [
    b"/v1/products/\xff",
    b"/v1/products/%ff",
    b"/v1/products/%00",
    b"/v1/products/%zz",
    b"/v1/products/%",
    b"/v1/products/a%2Fb",
    b"/v1/products/" + b"a" * 20_000,
    b"/v1/products?limit=%ff",
    b"/v1/products?limit=1&limit=2",
    b"/v1/products?limit=" + b"9" * 5000,
    b"/v1/products?category=%00",
    b"/v1/products?category=%ED%A0%80",
    b"/v1/products?category=\xff",
    b"/v1/products?page=abc",
    b"/v1/products?%ff=1",
    b"/v1/products?limit",
    b"/v1/products/category/%C3%A9",
    b"/v1/\x00",
    b"/v1/" + b"a/" * 5000,
    b"*",
    b"//somewhere/v1",
    b"/docs/assets/%00",
    b"/docs/assets/..%2f..%2fpyproject.toml",
    b"/docs/assets/" + b"a" * 5000,
    b"/docs/problems/..%2f..%2fREADME",
    b"/docs/%ff",
]
HEADERS = [
    b"If-None-Match: \xff",
    b"If-None-Match: abc",
    b"If-None-Match:",
    b"If-None-Match: " + b'"a",' * 500,
    b"X Odd: 1",
    b"X-Odd: \x01",
    b": 1",
    b"X-Long: " + b"a" * 300_000,
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Content-Length: abc",
    b"Content-Length: -5",
    b"Content-Length: 99999999999999999999999",
    b"Transfer-Encoding: gzip",
    b"Transfer-Encoding: chunked\r\nContent-Length: 5",
]
NO_REQUESTS = [
    b"GARBAGE\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET /v1/health HTTP/9.9\r\n\r\n",
    b"GET\r\n\r\n",
    b"ODD /v1/health HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
]


def _sent(shop: RunningShop, message: bytes) -> bytes:
    with closing(socket.create_connection((LOOPBACK, shop.config.port), timeout=300)) as connection:
        connection.sendall(message)
        response = bytearray()
        while part := connection.recv(65_536):
            response += part
        return bytes(response)


def _is_refused(response: bytes) -> None:
    head, _, body = response.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    assert 400 <= status < 500, response[:500]
    assert b"content-type: application/problem+json" in head.lower()
    assert b"x-request-id: " in head.lower()
    problem = json.loads(body)
    assert problem["status"] == status
    assert len(problem["instance"]) <= 8192
    assert len(problem.get("errors", [])) <= 100
    for fault in problem.get("errors", []):
        assert len(fault["pointer"]) <= 1000
        assert len(fault["detail"]) <= 1000


def _request(method: bytes, target: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    head = [b"%s %s HTTP/1.1" % (method, target), b"Host: x", b"Connection: close", *headers]
    return b"\r\n".join([*head, b"", body])


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bad_body_is_rejected(shop: RunningShop, admin: httpx.Client, body: bytes) -> None:
    token = b"Authorization: " + admin.headers["authorization"].encode()
    framing = (b"Content-Type: application/json", b"Content-Length: %d" % len(body))

    for path in (b"/v1/products", b"/v1/auth/login"):
        _is_refused(_sent(shop, _request(b"POST", path, token, *framing, body=body)))


@pytest.mark.parametrize("target", TARGETS, ids=range(len(TARGETS)))
def test_bad_target_is_rejected(shop: RunningShop, target: bytes) -> None:
    _is_refused(_sent(shop, _request(b"GET", target)))


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_bad_header_is_rejected(shop: RunningShop, header: bytes) -> None:
    response = _sent(shop, _request(b"GET", ID, header))

    _is_refused(response)


@pytest.mark.parametrize("message", NO_REQUESTS, ids=range(len(NO_REQUESTS)))
def test_malformed_request_is_rejected(shop: RunningShop, message: bytes) -> None:
    _is_refused(_sent(shop, message))


def test_content_length_shorter_than_the_body_is_rejected(shop: RunningShop, admin: httpx.Client) -> None:
    headers = (
        b"Authorization: " + admin.headers["authorization"].encode(),
        b"Content-Type: application/json",
        b"Content-Length: 3",
    )

    _is_refused(_sent(shop, _request(b"POST", b"/v1/products", *headers, body=b'{"name":"a"}')))


def test_client_that_leaves_early_leaves_no_trace(shop: RunningShop) -> None:
    written = shop.text()
    with closing(socket.create_connection((LOOPBACK, shop.config.port), timeout=300)) as connection:
        connection.sendall(_request(b"POST", b"/v1/auth/login", b"Content-Length: 100", body=b"{"))

    assert httpx.get(f"{shop.storefront}/nothing").status_code == 404
    assert "Traceback" not in shop.text().removeprefix(written)


def test_malformed_requests_cause_no_internal_errors(shop: RunningShop) -> None:
    _sent(shop, _request(b"GET", b"/v1/products/%ff"))

    assert "Traceback" not in shop.text()
    assert '"level":"ERROR"' not in shop.text()
