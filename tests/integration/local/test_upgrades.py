"""A request that offers to upgrade to HTTP/2, as Java's client sends it, is an ordinary request."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from local.sample_shop import CUSTOMER
from tests.integration.attacks.wire import connected, exchange, request, responses_on

if TYPE_CHECKING:
    from tests.harness import RunningShop

LOGIN = json.dumps({"email": CUSTOMER.email, "password": CUSTOMER.password}).encode()
OFFER = (b"Upgrade: h2c", b"HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA", b"Connection: Upgrade")
JSON = b"Content-Type: application/json"
FRAMINGS = {
    "length": (b"Content-Length: %d" % len(LOGIN), LOGIN),
    "chunks": (b"Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(LOGIN), LOGIN)),
}


@pytest.mark.parametrize(("framing", "body"), FRAMINGS.values(), ids=FRAMINGS)
def test_request_keeps_its_body(shop: RunningShop, framing: bytes, body: bytes) -> None:
    message = request("POST", b"/v1/auth/login", *OFFER, JSON, framing, body=body)

    [response] = exchange(shop, message)

    assert response.status_code == 200, response.text


def test_body_may_follow_later(shop: RunningShop) -> None:
    framing, body = FRAMINGS["length"]
    with closing(connected(shop)) as connection:
        connection.sendall(request("POST", b"/v1/auth/login", *OFFER, JSON, framing, b"Expect: 100-continue"))
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        connection.sendall(body)
        [response] = responses_on(connection)

    assert response.status_code == 200, response.text


def test_next_request_is_read(shop: RunningShop) -> None:
    head = b"\r\n".join((b"GET /v1/health HTTP/1.1", b"Host: x", *OFFER, b"", b""))

    statuses = [each.status_code for each in exchange(shop, head + request("GET", b"/v1/nothing"))]

    assert statuses == [200, 404]
