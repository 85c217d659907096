"""Faults that the contract check finds in a peer's responses."""

from __future__ import annotations

import httpx
import pytest

from tests.performance.contract import complaint_of
from tests.performance.peer_functions import ANSWERED_BY
from tests.performance.peers import PEERS
from tests.support.requests import UNKNOWN_ID

PEER = PEERS[0]
URL = f"https://shop.example.com/v1/products/{UNKNOWN_ID}"
PROBLEM = {
    "type": "/docs/problems/not-found",
    "title": "Not found",
    "status": 404,
    "detail": "The product doesn't exist.",
    "instance": f"/v1/products/{UNKNOWN_ID}",
    "requestId": "r1",
}
HEADERS = {"Content-Type": "application/problem+json", "X-Request-Id": "r1", ANSWERED_BY: PEER.name}


def answer(code: int = 404, headers: dict[str, str] | None = None, **members: object) -> httpx.Response:
    request = httpx.Request("GET", URL)
    return httpx.Response(code, headers=HEADERS | (headers or {}), json=PROBLEM | members, request=request)


def test_documented_response_is_no_complaint() -> None:
    assert complaint_of(PEER, "getProduct", 404, answer()) is None


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (answer(200), "200 was answered"),
        (answer(headers={ANSWERED_BY: "somebody"}), "not Powertools"),
        (answer(title=1), '"title":1'),
        (answer(requestId="r2"), "r2"),
        (answer(headers={"Content-Type": "application/json"}), "application/json"),
    ],
)
def test_undocumented_response_is_a_complaint(given: httpx.Response, complaint: str) -> None:
    assert complaint in str(complaint_of(PEER, "getProduct", 404, given))


def test_responses_of_the_gateway_are_no_complaint() -> None:
    given = answer(400, {ANSWERED_BY: ""}, status=400)

    assert complaint_of(PEER, "getProduct", 400, given) is None
