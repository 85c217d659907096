from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from generated.operations import OPERATIONS
from local.config import ROOT
from local.sample_shop import KEYS
from tests.harness import RunningShop, is_problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

IMPORT_DOCUMENT = json.loads((ROOT / "generated" / "api_gateway.storefront.json").read_text())
PATHS = sorted({operation.path for operation in OPERATIONS.values()})
SERVERS = ("/v1", "/partner/v1")
PREMIUM = {"X-Api-Key": KEYS["premium"]}


def _mocked_headers(path: str, method: str) -> Mapping[str, str]:
    mock: Mapping[str, Any] = IMPORT_DOCUMENT["paths"][path][method]["x-amazon-apigateway-integration"]
    written = mock["responses"]["default"]["responseParameters"]
    return {
        name.removeprefix("method.response.header."): value.strip("'").replace("${allow_origin}", "*")
        for name, value in written.items()
        # There is no TLS here.
        if value.startswith("'") and not name.endswith("Strict-Transport-Security")
    }


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    "path", ["", "/", "/nothing", "/products/", "/products/category", "/products/a/b", "//products", "/auth/me/x"]
)
def test_unknown_path_is_not_found(shop: RunningShop, server: str, path: str) -> None:
    response = httpx.get(f"{shop.config.url}{server}{path}")

    problem = is_problem(response, 404, "not-found")
    assert problem["instance"] == f"{server}{path}"


@pytest.mark.parametrize("path", ["/v2/health", "/v1x", "/partner/health", "/nothing", "/docs/nothing"])
def test_path_outside_the_servers_is_not_found(shop: RunningShop, path: str) -> None:
    is_problem(httpx.get(f"{shop.config.url}{path}"), 404, "not-found")


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["PATCH", "TRACE"])
def test_wrong_method_is_answered_with_the_allowed_ones(shop: RunningShop, server: str, path: str, method: str) -> None:
    response = httpx.request(method, f"{shop.config.url}{server}{path}")

    assert response.status_code == 405
    assert response.headers["allow"] == _mocked_headers(path, "x-amazon-apigateway-any-method")["Allow"]
    is_problem(response, 405, "method-not-allowed")


def test_head_of_a_path_without_get_is_answered_with_the_allowed_methods(shop: RunningShop) -> None:
    response = httpx.head(f"{shop.storefront}/auth/login")

    assert (response.status_code, response.headers["allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("path", PATHS)
def test_preflight_response_is_that_of_the_import_document(shop: RunningShop, server: str, path: str) -> None:
    response = httpx.options(f"{shop.config.url}{server}{path}", headers={"Origin": "https://shop.example.com"})

    assert response.status_code == 204
    assert response.content == b""
    assert response.headers["x-request-id"]
    assert {name: response.headers[name] for name in _mocked_headers(path, "options")} == _mocked_headers(
        path, "options"
    )


def test_preflight_of_an_unknown_path_is_not_found(shop: RunningShop) -> None:
    is_problem(httpx.options(f"{shop.storefront}/nothing"), 404, "not-found")


def test_both_servers_respond_alike(shop: RunningShop) -> None:
    storefront = httpx.get(f"{shop.storefront}/products?limit=3")
    partner = httpx.get(f"{shop.partner}/products?limit=3", headers=PREMIUM)

    assert storefront.status_code == partner.status_code == 200
    assert storefront.json() == partner.json()
    assert len(storefront.json()["items"]) == 3


def test_location_is_on_the_server_of_the_request(shop: RunningShop, admin: httpx.Client) -> None:
    product = {"name": "Chair", "price": 1.1, "category": "located"}

    for server in SERVERS:
        response = admin.post(f"{shop.config.url}{server}/products", json=product, headers=PREMIUM)
        assert response.headers["location"] == f"{server}/products/{response.json()['productId']}"
        assert admin.get(f"{shop.config.url}{response.headers['location']}", headers=PREMIUM).status_code == 200


def test_percent_encoded_letters_of_a_path_are_decoded(shop: RunningShop) -> None:
    assert httpx.get(f"{shop.storefront}/%68ealth").status_code == 200
