"""No other spelling of a method or a path reaches an operation that is forbidden for the role."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generated.operations import OPERATIONS
from tests.integration.attacks.wire import request, response_to
from tests.support.shop_client import new_product

if TYPE_CHECKING:
    import httpx

    from tests.harness import RunningShop
    from tests.support.shop_client import Customer

PRODUCT = {"name": "Mine", "price": 0.01, "category": "detours"}
OVERRIDES = [
    *("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method", "X-Forwarded-Method"),
    *("_method", "X-Amz-Method"),
]
# Spellings that a careless router or proxy takes for another path. `{}` is the path below the server's base.
SPELLINGS = [
    *("/v1/{}", "/v1//{}", "//v1/{}", "/v1/./{}", "/./v1/{}", "/v1/x/../{}", "/v1/..;/v1/{}", "/v1/;/{}", "/v1;x=1/{}"),
    *("/v1/%2e/{}", "/v1/x/%2e%2e/{}", "/v1%2f{}", "/v1/%2f{}", "/v1/{}/", "/v1/{}//", "/v1/{}/.", "/v1/{};x=1"),
    *(
        "/v1/{}%2f",
        "/v1/{}%00",
        "/v1/{}%20",
        "/v1/{}%09",
        "/v1/{}%0a",
        "/v1/{}.json",
        "/v1/{}%3f",
        "/v1/{}%23",
        "/v1/{}#",
    ),
    *("/V1/{}", "/v1/{}?x=1", "/v1\\{}", "/v1/{}\\", "/health/../v1/{}", "/v1/health/../{}", "/v1/health%2f..%2f{}"),
    *(
        "/v1/products/category/..%2f..%2f..%2f{}",
        "/partner/v1/{}",
        "/partner/../v1/{}",
        "/partner%2fv1/{}",
        "/docs/../v1/{}",
    ),
    *("http://x/v1/{}", "/_local/../v1/{}", "/v1/%252e%252e/v1/{}", "/v1/\u0000{}", "{}", "v1/{}", "/{}", "/local/{}"),
]
FOR_ADMINS = [each for each in OPERATIONS.values() if "customer" not in each.roles]
CASES = ["swapcase", "upper", "title"]
BODIES: dict[str, Any] = {
    "createProduct": PRODUCT,
    "updateProduct": PRODUCT,
    "createStockAdjustment": {"change": 1},
    "setStockRows": {"rows": 2},
    "createImageUpload": {"contentType": "image/png", "size": 1000},
    "updateOrderStatus": {"status": "completed"},
}


def sent(shop: RunningShop, token: str, method: str, target: str, body: Any = None, **headers: str) -> httpx.Response:
    """Send a request whose target a client would normalize."""
    content = b"" if body is None else json.dumps(body).encode()
    own = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Content-Length": str(len(content))}
    lines = [f"{name}: {value}".encode() for name, value in (own | headers).items()]
    return response_to(shop, request(method, target.encode(), *lines, body=content))


def products(admin: httpx.Client) -> Any:
    return admin.get("/products", params={"category": "detours"}).json()["items"]


def relative(path: str, product_id: str, order_id: str) -> str:
    return path.lstrip("/").replace("{id}", order_id if path.startswith("/orders") else product_id)


@pytest.fixture
def lamp_here(admin: httpx.Client) -> str:
    """A product for the test to change."""
    return new_product(admin, category="detours")


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("row", FOR_ADMINS, ids=lambda row: row.operation_id)
def test_no_spelling_of_a_path_reaches_an_admin_operation(
    shop: RunningShop, admin: httpx.Client, mallory: Customer, lamp: str, row: Any, spelling: str
) -> None:
    # Given products that a customer may not change
    product = admin.get(f"/products/{lamp}").json()
    path = relative(row.path, lamp, "01JD8QM3F5H7K9N1P3R5T7V9X1")

    # When the customer calls the operation by another spelling of its path
    response = sent(shop, mallory.access_token, row.method, spelling.format(path), BODIES.get(row.operation_id))

    # Then nothing changes
    assert 400 <= response.status_code < 500
    assert products(admin) == []
    assert admin.get(f"/products/{lamp}").json() == product


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("row", FOR_ADMINS, ids=lambda row: row.operation_id)
def test_paths_are_case_sensitive(
    shop: RunningShop, mallory: Customer, admin: httpx.Client, lamp: str, row: Any, case: str
) -> None:
    path = relative(getattr(row.path, case)(), lamp, lamp)

    for token in (mallory.access_token, admin.headers["authorization"].removeprefix("Bearer ")):
        assert sent(shop, token, row.method, f"/v1/{path}", BODIES.get(row.operation_id)).status_code in {404, 405}


@pytest.mark.parametrize("name", OVERRIDES)
@pytest.mark.parametrize("carrier", ["GET", "POST"])
@pytest.mark.parametrize("row", FOR_ADMINS, ids=lambda row: row.operation_id)
def test_method_override_is_ignored(
    shop: RunningShop, admin: httpx.Client, mallory: Customer, lamp: str, row: Any, carrier: str, name: str
) -> None:
    # Given a request with a harmless method, and another one in a header and in the query
    product = admin.get(f"/products/{lamp}").json()
    target = f"/v1/{relative(row.path, lamp, lamp)}?_method={row.method}&{name}={row.method}"

    for token in (mallory.access_token, admin.headers["authorization"].removeprefix("Bearer ")):
        response = sent(shop, token, carrier, target, **{name: row.method})

        # Then the harmless method is used, for admins, too
        assert response.status_code in (
            {200} if carrier == "GET" and row.path.startswith(("/products", "/admin")) else set()
        ) | {
            400,
            403,
            404,
            405,
        }
    assert admin.get(f"/products/{lamp}").json() == product


@pytest.mark.parametrize("method", ["post", "Post", "DELETE\t", "P", "POSTX", "TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_unknown_method_is_rejected(
    shop: RunningShop, admin: httpx.Client, mallory: Customer, lamp_here: str, method: str
) -> None:
    for token in (mallory.access_token, admin.headers["authorization"].removeprefix("Bearer ")):
        response = sent(shop, token, method, f"/v1/products/{lamp_here}", PRODUCT)
        assert 400 <= response.status_code < 500
    assert admin.get(f"/products/{lamp_here}").json()["name"] == "Lamp"
    assert admin.delete(f"/products/{lamp_here}").status_code == 204


@pytest.mark.parametrize(
    "name", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-Forwarded-Prefix", "X-Forwarded-Uri"]
)
def test_path_override_is_ignored(
    shop: RunningShop, admin: httpx.Client, mallory: Customer, lamp: str, name: str
) -> None:
    response = sent(shop, mallory.access_token, "DELETE", "/v1/cart", **{name: f"/v1/products/{lamp}"})

    assert response.status_code == 204
    assert admin.get(f"/products/{lamp}").status_code == 200


def test_plain_requests_of_an_admin_succeed(shop: RunningShop, admin: httpx.Client) -> None:
    # Given the same requests as above, of an admin and spelled plainly
    token = admin.headers["authorization"].removeprefix("Bearer ")
    made = sent(shop, token, "POST", "/v1/products", PRODUCT)
    product_id = json.loads(made.content)["productId"]

    # Then they succeed, so the attacks could have
    assert made.status_code == 201
    assert sent(shop, token, "PUT", f"/v1/products/{product_id}", PRODUCT).status_code == 200
    assert sent(shop, token, "POST", f"/v1/products/{product_id}/image", BODIES["createImageUpload"]).status_code == 201
    assert sent(shop, token, "DELETE", f"/v1/%70roducts/{product_id}").status_code == 204
