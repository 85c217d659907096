"""NUL, overlong and broken UTF-8 are rejected everywhere, before the rest of the request is processed.

Bytes that no operation accepts are tested in tests/integration/local/test_bad_bytes.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.integration.attacks.wire import exchange, problem_of, request, response_to
from tests.support.requests import registration

if TYPE_CHECKING:
    import httpx

    from tests.harness import RunningShop
    from tests.support.shop_client import Customer

BROKEN = {
    "a NUL": b"\0",
    "an overlong NUL": b"\xc0\x80",
    "an overlong slash": b"\xc0\xaf",
    "an overlong dot": b"\xc0\xae",
    "an overlong slash of three bytes": b"\xe0\x80\xaf",
    "an overlong slash of four bytes": b"\xf0\x80\x80\xaf",
    "an overlong quote": b"\xc0\xa2",
    "a high surrogate": b"\xed\xa0\x80",
    "a low surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\xbd\xed\xb0\x8e",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "a lone continuation byte": b"\x80",
    "a truncated character": b"\xe2\x82",
    "Latin-1": b"\xe9",
    "UTF-16": b"\xff\xfe/\0",
}
EVERY_BREAKAGE = pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
TARGETS = [
    "products/{}",
    "products?category={}",
    "products?page={}",
    "products/category/{}",
    "orders/{}",
    "orders?from={}",
]


@EVERY_BREAKAGE
@pytest.mark.parametrize("target", TARGETS)
def test_broken_text_in_a_target_is_rejected(shop: RunningShop, mallory: Customer, broken: bytes, target: str) -> None:
    bearer = f"Authorization: Bearer {mallory.access_token}".encode()
    escaped = "".join(f"%{byte:02x}" for byte in broken)

    response = response_to(shop, request("GET", f"/v1/{target.format(escaped)}".encode(), bearer))

    assert response.status_code == 400
    assert problem_of(response)["type"].endswith("/validation-failed")


@EVERY_BREAKAGE
@pytest.mark.parametrize("name", ["email", "password", "firstName"])
def test_broken_text_in_a_body_is_rejected(shop: RunningShop, broken: bytes, name: str) -> None:
    # Given a body with one broken text
    account = registration(**{name: "correct-horse@@@.example.com"})
    body = json.dumps(account).encode().replace(b"@@@", broken)
    framing = (b"Content-Type: application/json", b"Content-Length: %d" % len(body))

    response = response_to(shop, request("POST", b"/v1/auth/register", *framing, body=body))

    assert response.status_code == 400
    assert {fault["pointer"] for fault in problem_of(response)["errors"]} <= {"/body", f"/body/{name}"}


@EVERY_BREAKAGE
@pytest.mark.parametrize("name", ["Idempotency-Key", "Authorization", "Content-Type"])
def test_broken_text_in_a_header_is_rejected(shop: RunningShop, mallory: Customer, broken: bytes, name: str) -> None:
    sent = {"Authorization": f"Bearer {mallory.access_token}".encode(), "Content-Type": b"application/json"}
    lines = [f"{each}: ".encode() + value for each, value in {**sent, name: b"x" + broken}.items()]

    (response,) = exchange(shop, request("POST", b"/v1/orders", *lines, b"Content-Length: 2", body=b"{}"))

    assert response.status_code in {400, 401, 415}
    assert problem_of(response)["requestId"]


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud800x", "\\uDBFF", "\\x00", "\\u00"])
@pytest.mark.parametrize("name", ["email", "firstName", "lastName"])
def test_escape_of_an_invalid_character_is_rejected(anonymous: httpx.Client, escape: str, name: str) -> None:
    text = json.dumps(registration(**{name: "@@@"})).replace("@@@", escape)

    response = anonymous.post("/auth/register", content=text, headers={"Content-Type": "application/json"})

    assert response.status_code == 400
    assert {fault["pointer"] for fault in response.json()["errors"]} <= {"/body", f"/body/{name}"}
