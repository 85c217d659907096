"""Responses of handlers as proxy responses."""

import json

import pytest

from generated.responses.health import Health
from handlers.runtime.http.headers import EXPOSED_HEADERS
from handlers.runtime.http.response import accepted, created, no_content, replayed, to_proxy_response

HEALTH = Health(status="ok", version="1.0.0")


def test_created_has_location_and_etag() -> None:
    response = created(HEALTH, location="/v1/orders/1", etag="r1")

    assert response.status == 201
    assert json.loads(response.text) == {"status": "ok", "version": "1.0.0"}
    assert response.headers == {"Content-Type": "application/json", "ETag": '"r1"', "Location": "/v1/orders/1"}


def test_accepted_differs_from_created_by_its_status() -> None:
    response = accepted(HEALTH, location="/v1/orders/1", etag="r1")

    made = created(HEALTH, location="/v1/orders/1", etag="r1")
    assert (response.status, made.status) == (202, 201)
    assert (response.text, response.headers) == (made.text, made.headers)


def test_replay_is_the_same_response_with_a_mark() -> None:
    first = created(HEALTH, location="/v1/orders/1", etag="r1")

    again = replayed(first)

    assert (again.status, again.text) == (first.status, first.text)
    assert again.headers == first.headers | {"Idempotency-Replayed": "true"}
    assert "Idempotency-Replayed" not in first.headers


@pytest.mark.parametrize(
    ("allowed", "origin", "is_public", "headers"),
    [
        ("*", "https://a.example", False, {"Access-Control-Allow-Origin": "*"}),
        ("https://a.example", "https://b.example", False, {"Access-Control-Allow-Origin": "https://a.example"}),
        (
            "https://a.example https://b.example",
            "https://b.example",
            False,
            {"Access-Control-Allow-Origin": "https://b.example", "Vary": "Origin"},
        ),
        (
            "https://a.example https://b.example",
            "https://evil.example",
            False,
            {"Access-Control-Allow-Origin": "https://a.example", "Vary": "Origin"},
        ),
        # A cache returns it to pages of each origin.
        ("https://a.example https://b.example", "https://b.example", True, {"Access-Control-Allow-Origin": "*"}),
    ],
)
def test_origin_is_allowed_by_the_list(
    monkeypatch: pytest.MonkeyPatch, allowed: str, origin: str, *, is_public: bool, headers: dict[str, str]
) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", allowed)

    response = to_proxy_response(no_content(), request_id="request-1", origin=origin, is_public=is_public)

    names = ("Access-Control-Allow-Origin", "Vary")
    assert {name: value for name, value in response["headers"].items() if name in names} == headers


def test_scripts_may_read_every_header_of_an_order() -> None:
    response = to_proxy_response(replayed(created(HEALTH, location="/", etag="r1")), request_id="request-1")

    exposed = set(EXPOSED_HEADERS.split(", "))
    assert {"ETag", "Location", "Idempotency-Replayed", "X-Request-Id"} <= exposed & set(response["headers"])
    assert response["headers"]["Access-Control-Expose-Headers"] == EXPOSED_HEADERS
