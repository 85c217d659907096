"""The generated documents, imported: both APIs behave as documented, with the real functions behind them.

The shop is deployed by hand or, in ``make deploy-test``, by Terraform.
"""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS
from tests.deploy.aws.by_hand import SLOW_KEY
from tests.harness import is_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

ADA = {"email": "ada@example.com", "password": "correct-horse-battery", "firstName": "Ada", "lastName": "Lovelace"}


@pytest.fixture(scope="session")
def ada(storefront: httpx.Client) -> Mapping[str, str]:
    """The Authorization header of Ada, a signed-in customer."""
    assert storefront.post("/auth/register", json=ADA).status_code == 201
    tokens = storefront.post("/auth/login", json={name: ADA[name] for name in ("email", "password")}).json()
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def test_problem_instance_starts_with_the_stage(storefront: httpx.Client) -> None:
    response = storefront.get("/health")

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    missing = storefront.get("/products/01JD8QK7Z2V4X6Y8A0B2C4D6E8")
    assert is_problem(missing, 404, "not-found")["instance"] == "/dev/products/01JD8QK7Z2V4X6Y8A0B2C4D6E8"


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"email": "ada@example.com", "password": 1}'])
def test_invalid_body_is_rejected_before_the_function(storefront: httpx.Client, body: str) -> None:
    response = storefront.post("/auth/login", content=body, headers={"Content-Type": "application/json"})

    problem = is_problem(response, 400, "validation-failed")
    assert (problem["detail"], problem["instance"]) == ("The body doesn't match the contract.", "/dev/auth/login")


def test_missing_header_is_rejected_before_the_function(storefront: httpx.Client, ada: Mapping[str, str]) -> None:
    response = storefront.post("/orders", json={}, headers=ada)

    assert is_problem(response, 400, "validation-failed")["detail"] == "A parameter is missing."


@pytest.mark.parametrize(
    ("sent", "status", "slug"),
    [
        ({}, 401, "unauthorized"),
        ({"Authorization": "Basic YTpi"}, 401, "unauthorized"),
        ({"Authorization": "Bearer x"}, 401, "unauthorized"),
    ],
)
def test_missing_or_invalid_token_is_a_401(
    storefront: httpx.Client, sent: Mapping[str, str], status: int, slug: str
) -> None:
    response = storefront.get("/cart", headers=sent)

    is_problem(response, status, slug)
    assert response.headers["www-authenticate"] == "Bearer"


def test_spaces_around_a_header_are_not_its_value(storefront: httpx.Client) -> None:
    # httpx sends no such header.
    url = storefront.base_url
    with closing(HTTPConnection(url.host, url.port)) as connection:
        connection.request("GET", f"{url.path}cart", headers={"Authorization": "Bearer "})

        assert connection.getresponse().status == 401


def test_authorizer_checks_the_role(storefront: httpx.Client, ada: Mapping[str, str]) -> None:
    assert storefront.get("/cart", headers=ada).json()["items"] == []
    is_problem(storefront.post("/products", json={}, headers=ada), 403, "forbidden")


def test_authorizer_result_is_cached(storefront: httpx.Client, ada: Mapping[str, str]) -> None:
    # Given a session that was used once and ended
    tokens = storefront.post("/auth/login", json={name: ADA[name] for name in ("email", "password")}).json()
    own = {"Authorization": f"Bearer {tokens['accessToken']}"}
    assert storefront.get("/cart", headers=own).status_code == 200
    assert storefront.post("/auth/logout", headers=own).status_code == 204

    # Then its token is still accepted, because the authorizer's result is cached for 300 seconds
    assert storefront.get("/cart", headers=own).status_code == 200


@pytest.mark.parametrize("path", sorted({row.path for row in OPERATIONS.values()}))
def test_preflight_needs_no_credentials(partner: httpx.Client, path: str) -> None:
    preflight = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    response = partner.options(path.replace("{", "").replace("}", ""), headers=preflight | {"X-Api-Key": ""})

    methods = [method for row in OPERATIONS.values() if row.path == path for method in row.methods]
    assert (response.status_code, response.content) == (204, b"")
    assert "content-type" not in response.headers
    assert response.headers["access-control-allow-origin"] == "*"
    assert set(response.headers["access-control-allow-methods"].split(", ")) == {*methods, "OPTIONS"}
    assert "Idempotency-Key" in response.headers["access-control-allow-headers"]


def test_wrong_method_is_a_405_and_unknown_path_a_404(storefront: httpx.Client) -> None:
    wrong = storefront.patch("/orders/an-id")
    assert is_problem(wrong, 405, "method-not-allowed")["instance"] == "/dev/orders/an-id"
    assert wrong.headers["allow"] == "GET, HEAD, OPTIONS"
    for path in ("/", "/auth", "/nothing/of/it", '/odd"path'):
        is_problem(storefront.get(path), 404, "not-found")


def test_unknown_media_type_on_a_mock_is_a_415(storefront: httpx.Client) -> None:
    is_problem(storefront.get("/nothing", headers={"Content-Type": "odd/type"}), 415, "unsupported-media-type")


def test_partner_server_checks_the_token_before_the_key(
    storefront: httpx.Client, partner: httpx.Client, ada: Mapping[str, str]
) -> None:
    listed = partner.get("/products")
    assert (listed.status_code, listed.json()) == (200, storefront.get("/products").json())
    is_problem(partner.get("/products", headers={"X-Api-Key": ""}), 403, "invalid-api-key")
    is_problem(partner.get("/products", headers={"X-Api-Key": "an-unknown-api-key"}), 403, "invalid-api-key")
    is_problem(partner.get("/cart", headers={"X-Api-Key": "an-unknown-api-key"}), 401, "unauthorized")
    assert partner.get("/cart", headers=ada).status_code == 200


def test_api_key_is_throttled_by_its_plan(partner: httpx.Client) -> None:
    responses = [partner.get("/health", headers={"X-Api-Key": SLOW_KEY}) for _ in range(2)]

    assert responses[0].status_code == 200
    is_problem(responses[1], 429, "too-many-requests")
    assert responses[1].headers["retry-after"] == "1"
