"""Other users' resources look absent: same status, same body, for every operation with an id and every method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from generated.operations import OPERATIONS
from tests.harness import is_problem
from tests.support.requests import UNKNOWN_ID, order_request
from tests.support.shop_client import Customer, new_customer, new_product

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.harness import RunningShop
    from tests.integration.attacks.conftest import Newcomer

WITH_ID = {
    each.operation_id: each
    for each in OPERATIONS.values()
    if each.path.rpartition("{")[1] and "category" not in each.operation_id.lower()
}
OF_CUSTOMERS = sorted(name for name, row in WITH_ID.items() if "customer" in row.roles and "anonymous" not in row.roles)
OF_ADMINS = sorted(name for name, row in WITH_ID.items() if "customer" not in row.roles)
BODIES: dict[str, Any] = {
    "updateCartItem": {"quantity": 5},
    "updateOrderStatus": {"status": "completed"},
    "updateProduct": {"name": "Mine", "price": 0.01, "category": "mine"},
    "createStockAdjustment": {"change": 1},
    "setStockRows": {"rows": 2},
    "createImageUpload": {"contentType": "image/png", "size": 1000},
}
ALLOWED = {
    path: [
        method
        for each in OPERATIONS.values()
        if each.path == path
        for method in ([each.method, "HEAD"] if each.method == "GET" else [each.method])
    ]
    for path in {each.path for each in OPERATIONS.values()}
}
PATHS = sorted({row.path for row in WITH_ID.values()})


@dataclass(frozen=True, slots=True)
class Victim:
    """A customer with an order, a session and a cart line."""

    owner: Customer
    order_id: str
    session_id: str
    product_id: str

    def id_for(self, path: str) -> str:
        """Return the id for the resource of a path."""
        ids = {"orders": self.order_id, "auth": self.session_id, "cart": self.product_id}
        return ids.get(path.split("/")[1], self.product_id)

    def state(self) -> list[Any]:
        """Return the current state of all of them."""
        api = self.owner.api
        paths = ("/cart", f"/orders/{self.order_id}", "/orders", "/users/profile", f"/products/{self.product_id}")
        sessions = [item["sessionId"] for item in api.get("/auth/sessions").json()["items"]]
        return [*(api.get(path).json() for path in paths), sessions]


def resources_of(owner: Customer, admin: httpx.Client) -> Victim:
    """Return a customer's order, session and cart line."""
    product_id = new_product(admin)
    order_id = owner.order(product_id)
    assert owner.api.post("/cart/items", json={"productId": product_id, "quantity": 2}).status_code == 200
    return Victim(owner, order_id, owner.session_id, product_id)


@pytest.fixture(scope="module")
def victim(shop: RunningShop, admin: httpx.Client) -> Iterator[Victim]:
    with new_customer(shop.storefront) as owner:
        yield resources_of(owner, admin)


@pytest.fixture(scope="module")
def before(victim: Victim) -> list[Any]:
    """The victim's resources before any attack."""
    return victim.state()


def call(client: httpx.Client, method: str, path: str, found: str, body: Any = None) -> httpx.Response:
    target = path.replace("{id}", found).replace("{itemId}", found)
    return client.request(method, target, **({} if body is None else {"json": body}))


def observable(response: httpx.Response) -> tuple[int, Any, set[str]]:
    """Return an response without the parts that identify the request."""
    body = {**response.json(), "instance": "", "requestId": ""} if response.content else None
    return response.status_code, body, set(response.headers)


def test_every_id_of_the_contract_is_tested() -> None:
    assert {*OF_CUSTOMERS, *OF_ADMINS, "getProduct"} == WITH_ID.keys()
    assert len(OF_CUSTOMERS) > 5
    assert len(OF_ADMINS) > 3


@pytest.mark.parametrize("operation_id", OF_CUSTOMERS)
def test_id_of_another_user_is_404(mallory: Customer, victim: Victim, before: list[Any], operation_id: str) -> None:
    # Given a victim's resources
    row = WITH_ID[operation_id]

    # When another customer uses its id, and an unknown id
    theirs, unknown = (
        call(mallory.api, row.method, row.path, found, BODIES.get(operation_id))
        for found in (victim.id_for(row.path), UNKNOWN_ID)
    )

    # Then both responses are the same, and nothing is changed
    assert observable(theirs) == observable(unknown)
    is_problem(theirs, 404, "not-found")
    assert victim.state() == before


@pytest.mark.parametrize("operation_id", OF_CUSTOMERS)
def test_owner_has_access(newcomer: Newcomer, admin: httpx.Client, operation_id: str) -> None:
    # Given the resources of another user
    victim, row = resources_of(newcomer(), admin), WITH_ID[operation_id]

    response = call(victim.owner.api, row.method, row.path, victim.id_for(row.path), BODIES.get(operation_id))

    assert response.is_success, response.text


@pytest.mark.parametrize("operation_id", OF_ADMINS)
def test_admin_operations_reject_other_roles(
    anonymous: httpx.Client, mallory: Customer, victim: Victim, before: list[Any], operation_id: str
) -> None:
    row = WITH_ID[operation_id]

    # The owner of an order may not set its status either.
    for found in (victim.id_for(row.path), UNKNOWN_ID):
        for customer in (mallory.api, victim.owner.api):
            is_problem(call(customer, row.method, row.path, found, BODIES.get(operation_id)), 403, "forbidden")
        is_problem(call(anonymous, row.method, row.path, found, BODIES.get(operation_id)), 401, "unauthorized")

    assert victim.state() == before


@pytest.mark.parametrize("path", PATHS)
def test_no_other_method_reaches_the_resource(mallory: Customer, victim: Victim, before: list[Any], path: str) -> None:
    for method in ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"):
        response = call(mallory.api, method, path, victim.id_for(path))

        assert (response.status_code == 405) == (method not in ALLOWED[path])
        assert response.is_error or (method in {"GET", "HEAD"} and path == "/products/{id}")
    assert victim.state() == before


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        "{}%00".format,
        "{}%20".format,
        "{}/".format,
        "{}.json".format,
        "{0},{0}".format,
        "{0}%2f..%2f{0}".format,
        "*{}".format,
        "{}%23".format,
        "{}%3fuserId=x".format,
        "%2a",
        "USER%23{}".format,
        "{}%0a".format,
    ],
    ids=range(13),
)
@pytest.mark.parametrize("path", ["/orders/{id}", "/orders/{id}/status", "/orders/{id}/cancel", "/auth/sessions/{id}"])
def test_no_other_spelling_of_an_id_reaches_the_resource(
    mallory: Customer, victim: Victim, before: list[Any], path: str, spell: Any
) -> None:
    found = spell if isinstance(spell, str) else spell(victim.id_for(path))

    for method in ALLOWED[path]:
        assert call(mallory.api, method, path, found).status_code in {400, 403, 404}
    assert victim.state() == before


@pytest.mark.parametrize("name", ["userId", "user", "owner", "email", "customerId", "sub"])
def test_list_contains_only_the_callers_items(mallory: Customer, victim: Victim, name: str) -> None:
    parameters = {name: victim.owner.email if name == "email" else victim.owner.user_id}

    for path in ("/orders", "/auth/sessions", "/cart", "/users/profile", "/auth/me"):
        assert mallory.api.get(path, params=parameters).status_code == 400
        response = mallory.api.get(path, headers={f"X-{name}": parameters[name]})
        body = response.text
        assert response.status_code == 200
        assert victim.owner.user_id not in body
        assert victim.order_id not in body
        assert victim.session_id not in body


@pytest.mark.parametrize("role", ["anonymous", "customer"])
@pytest.mark.parametrize("how", ["deleted", "inactive"])
def test_inactive_product_is_404(
    anonymous: httpx.Client, mallory: Customer, admin: httpx.Client, role: str, how: str
) -> None:
    # Given an inactive product
    product_id = new_product(admin, isActive=how != "inactive")
    if how == "deleted":
        assert admin.delete(f"/products/{product_id}").status_code == 204
    client = anonymous if role == "anonymous" else mallory.api

    hidden, unknown = (client.get(f"/products/{found}") for found in (product_id, UNKNOWN_ID))

    assert observable(hidden) == observable(unknown)
    is_problem(hidden, 404, "not-found")


def test_idempotency_keys_are_per_customer(newcomer: Newcomer, lamp: str) -> None:
    # Given the idempotency key of a victim's order
    victim, attacker, key = newcomer(), newcomer(), {"Idempotency-Key": "my-order"}
    body = order_request((lamp, 1))
    theirs = victim.api.post("/orders", json=body, headers=key).json()

    # When another customer uses it, then it places a new order
    own = attacker.api.post("/orders", json=body, headers=key)
    assert "idempotency-replayed" not in own.headers
    assert own.json()["userId"] == attacker.user_id
    assert own.json()["orderId"] != theirs["orderId"]
