"""One message is one request: an ambiguous length is rejected and the connection closed (request smuggling)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.attacks.wire import exchange, problem_of

if TYPE_CHECKING:
    from tests.harness import RunningShop
    from tests.support.shop_client import Customer

HEAD = b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
# Ambiguous or malformed lengths of a request. Each is followed by a smuggled request.
FRAMINGS = {
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "chunks and no length": b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
    "two lengths reversed": b"Content-Length: 5\r\nContent-Length: 0\r\n\r\n",
    "two lengths in one header": b"Content-Length: 0, 5\r\n\r\n",
    "duplicate length in one header": b"Content-Length: 0, 0\r\n\r\n",
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "a negative length": b"Content-Length: -1\r\n\r\n",
    "a length in hex": b"Content-Length: 0x0\r\n\r\n",
    "a length with an underscore": b"Content-Length: 0_0\r\n\r\n",
    "a length in full-width digits": "Content-Length: ０\r\n\r\n".encode(),
    "an overflowing length": b"Content-Length: 18446744073709551616\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a coding after chunks": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "gzip": b"Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
    "gzip and chunks": b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "gzip and chunks in two headers": b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "identity and chunks": b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
    "nothing and chunks": b"Transfer-Encoding: , chunked\r\n\r\n0\r\n\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "quoted chunks": b'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
    "two codings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a space before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a space before the length's colon": b"Content-Length : 0\r\n\r\n",
    "a folded header": b"X-Odd: 1\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a folded coding": b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a vertical tab": b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "a NUL in the name": b"Transfer-Encoding\0: chunked\r\n\r\n0\r\n\r\n",
    "a bare CR": b"X-Odd: 1\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk size with a sign": b"Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n",
    "a chunk size in hex": b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "an overflowing chunk size": b"Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n",
    "a chunk longer than its length": b"Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n",
    "chunks that end in line feeds": b"Transfer-Encoding: chunked\r\n\r\n0\n\n",
    "a header without a colon": b"Odd\r\nContent-Length: 0\r\n\r\n",
    "an empty name": b": 1\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
def test_smuggled_request_is_not_processed(shop: RunningShop, mallory: Customer, lamp: str, framing: bytes) -> None:
    # Given a request that adds to the cart, smuggled behind one with an ambiguous length
    mallory.api.delete("/cart")
    body = f'{{"productId":"{lamp}","quantity":1}}'.encode()
    hidden = (
        b"POST /v1/cart/items HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer " + mallory.access_token.encode() + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )

    # When both are sent on one connection
    responses = exchange(shop, HEAD + framing + hidden)

    # Then one response rejects the message, and nothing was added
    assert [response.status_code for response in responses] == [400]
    assert problem_of(responses[0])["type"].endswith("/validation-failed")
    assert mallory.api.get("/cart").json()["items"] == []


def test_chunks_in_http_1_0_are_rejected(shop: RunningShop) -> None:
    framing = b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"

    (response,) = exchange(shop, HEAD.replace(b"HTTP/1.1", b"HTTP/1.0") + framing)

    assert [fault["pointer"] for fault in problem_of(response)["errors"]] == ["/header/Transfer-Encoding"]


def test_consecutive_requests_are_both_processed(shop: RunningShop, mallory: Customer, lamp: str) -> None:
    # Given the same request after a valid one
    mallory.api.delete("/cart")
    body = f'{{"productId":"{lamp}","quantity":1}}'.encode()
    second = (
        b"POST /v1/cart/items HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer " + mallory.access_token.encode() + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )

    responses = exchange(shop, HEAD + b"Content-Length: 2\r\n\r\n{}" + second)

    # Then it is processed, so the smuggled ones could have been
    assert [response.status_code for response in responses] == [400, 200]
    assert len(mallory.api.get("/cart").json()["items"]) == 1
    mallory.api.delete("/cart")
