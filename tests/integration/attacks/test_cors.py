"""Every page may call the API, but without cookies or credentials, and no origin is trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS
from local.config import MAILBOX_PATH

if TYPE_CHECKING:
    import httpx

    from tests.harness import RunningShop
    from tests.support.shop_client import Customer

# Header names from the contract (C11).
HEADERS = {
    *("content-type", "authorization", "x-api-key", "idempotency-key", "if-match", "if-none-match", "x-request-id")
}
ORIGINS = [
    "https://evil.example.com",
    "null",
    "http://localhost:8080",
    "https://ecommerce-api.evil.example.com",
    "file://",
    "*",
    "https://user:password@evil.example.com",
]
TARGETS = ["/health", "/products", "/products/x", "/nothing", "/auth/me", "/orders", "/openapi.json"]


def is_open_to_all_and_none(response: httpx.Response) -> bool:
    """Return whether any page may read the response, without credentials and without an echoed origin."""
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    assert "access-control-allow-private-network" not in response.headers
    assert "set-cookie" not in response.headers
    return "evil" not in repr(response.headers) and "null" not in repr(response.headers)


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("target", TARGETS)
def test_response_trusts_no_origin(anonymous: httpx.Client, mallory: Customer, origin: str, target: str) -> None:
    for client in (anonymous, mallory.api):
        response = client.get(target, headers={"Origin": origin, "Cookie": "session=1"})
        assert is_open_to_all_and_none(response)


@pytest.mark.parametrize("base", ["/v1", "/partner/v1"])
@pytest.mark.parametrize("path", sorted({operation.path for operation in OPERATIONS.values()}))
def test_preflight_lists_the_contracts_methods_and_headers(
    shop: RunningShop, anonymous: httpx.Client, path: str, base: str
) -> None:
    # Given a page that requests more
    request_headers = {
        "Origin": "https://evil.example.com",
        "Access-Control-Request-Method": "TRACE",
        "Access-Control-Request-Headers": "X-Evil, Cookie, Authorization",
        "Access-Control-Request-Private-Network": "true",
    }

    response = anonymous.options(f"{shop.config.url}{base}{path}", headers=request_headers)

    # Then the response lists the contract's methods and headers, whatever the request names
    assert response.status_code == 204
    assert is_open_to_all_and_none(response)
    methods = {method for row in OPERATIONS.values() if row.path == path for method in row.methods}
    assert {*response.headers["access-control-allow-methods"].split(", ")} == methods | {"OPTIONS"}
    allowed = {name.lower() for name in response.headers["access-control-allow-headers"].split(", ")}
    assert allowed == HEADERS
    assert anonymous.options(f"{shop.config.url}{base}{path}").headers.keys() == response.headers.keys()


@pytest.mark.parametrize("path", ["/nothing", "/", "", "/products/x/y/z", "/admin"])
def test_preflight_of_an_unknown_path_lists_no_methods(anonymous: httpx.Client, path: str) -> None:
    response = anonymous.options(path, headers={"Origin": "https://evil.example.com"})

    assert response.status_code == 404
    assert is_open_to_all_and_none(response)
    assert "access-control-allow-methods" not in response.headers


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("path", [MAILBOX_PATH, "/docs", "/_local/lambda/", "/_local/nothing"])
def test_pages_outside_the_api_allow_no_other_origin(
    shop: RunningShop, anonymous: httpx.Client, path: str, origin: str
) -> None:
    for method in ("GET", "OPTIONS"):
        response = anonymous.request(method, shop.config.url + path, headers={"Origin": origin})
        reads = response.headers.get("access-control-allow-origin")
        assert reads is None or response.status_code >= 400
        assert "access-control-allow-credentials" not in response.headers
        assert "access-control-allow-methods" not in response.headers


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
@pytest.mark.parametrize("path", ["/auth/login", "/auth/register", "/auth/refresh", "/orders", "/cart/items"])
def test_form_of_another_page_is_rejected(mallory: Customer, path: str, content_type: str | None) -> None:
    # Given a request that needs no preflight
    headers = {"Origin": "https://evil.example.com"} | ({} if content_type is None else {"Content-Type": content_type})

    response = mallory.api.post(path, content=b'{"email": "ada@example.com", "password": "x"}', headers=headers)

    assert response.status_code == 415
    assert is_open_to_all_and_none(response)
