"""Faults that the contract check finds in a peer's responses."""

from __future__ import annotations

import httpx
import pytest

from tests.performance.contract import complaint_of
from tests.performance.peer_shop import ANSWERED_BY
from tests.support.requests import UNKNOWN_ID

SENDER = "Powertools"
URL = f"https://shop.example.com/v1/products/{UNKNOWN_ID}"
PROBLEM = {
    "type": "/docs/problems/not-found",
    "title": "Not found",
    "status": 404,
    "detail": "The product doesn't exist.",
    "instance": f"/v1/products/{UNKNOWN_ID}",
    "requestId": "r1",
}
HEADERS = {"Content-Type": "application/problem+json", "X-Request-Id": "r1", ANSWERED_BY: SENDER}


def response(code: int = 404, headers: dict[str, str] | None = None, **members: object) -> httpx.Response:
    request = httpx.Request("GET", URL)
    return httpx.Response(code, headers=HEADERS | (headers or {}), json=PROBLEM | members, request=request)


def test_documented_response_is_no_complaint() -> None:
    assert complaint_of("getProduct", 404, response(), sender=SENDER) is None


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (response(200), "the status is 200"),
        (response(headers={ANSWERED_BY: "another"}), "not Powertools's"),
        (response(title=1), '"title":1'),
        (response(requestId="r2"), "r2"),
        (response(headers={"Content-Type": "application/json"}), "application/json"),
    ],
)
def test_undocumented_response_is_a_complaint(given: httpx.Response, complaint: str) -> None:
    assert complaint in str(complaint_of("getProduct", 404, given, sender=SENDER))


def test_response_of_the_gateway_needs_no_sender() -> None:
    given = response(400, {ANSWERED_BY: ""}, status=400)

    assert complaint_of("getProduct", 400, given, sender=None) is None
