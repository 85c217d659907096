"""Other users' resources look absent: same status, same body, for every operation with an id and every method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from generated.operations import OPERATIONS
from tests.harness import is_problem
from tests.support.requests import order_request
from tests.support.shop_client import Customer, new_customer, new_product

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.harness import RunningShop
    from tests.integration.attacks.conftest import Newcomer

NOBODYS = "01JD8QM3F5H7K9N1P3R5T7V9X1"
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
    "createImageUpload": {"contentType": "image/png", "size": 1000},
}
ALLOWED = {
    path: [each.method for each in OPERATIONS.values() if each.path == path]
    for path in {each.path for each in OPERATIONS.values()}
}
PATHS = sorted({row.path for row in WITH_ID.values()})


@dataclass(frozen=True, slots=True)
class Belongings:
    """The resources of a victim."""

    owner: Customer
    order_id: str
    session_id: str
    product_id: str

    def id_for(self, path: str) -> str:
        """Return the id for the resource of a path."""
        ids = {"orders": self.order_id, "auth": self.session_id, "cart": self.product_id, "products": self.product_id}
        return ids[path.split("/")[1]]

    def as_it_is(self) -> list[Any]:
        """Return the current state of all of them."""
        api = self.owner.api
        paths = ("/cart", f"/orders/{self.order_id}", "/orders", "/users/profile", f"/products/{self.product_id}")
        sessions = [item["sessionId"] for item in api.get("/auth/sessions").json()["items"]]
        return [*(api.get(path).json() for path in paths), sessions]


def settled(owner: Customer, admin: httpx.Client) -> Belongings:
    """Return a customer's order, session and cart line."""
    product_id = new_product(admin)
    order_id = owner.order(product_id)
    assert owner.api.post("/cart/items", json={"productId": product_id, "quantity": 2}).status_code == 200
    return Belongings(owner, order_id, owner.session_id, product_id)


@pytest.fixture(scope="module")
def belongings(shop: RunningShop, admin: httpx.Client) -> Iterator[Belongings]:
    """The belongings of the victim."""
    with new_customer(shop.storefront) as victim:
        yield settled(victim, admin)


@pytest.fixture(scope="module")
def before(belongings: Belongings) -> list[Any]:
    """The belongings before any attack."""
    return belongings.as_it_is()


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
def test_id_of_another_user_is_404(
    mallory: Customer, belongings: Belongings, before: list[Any], operation_id: str
) -> None:
    # Given a victim's resources
    row = WITH_ID[operation_id]

    # When another customer uses its id, and an unknown id
    theirs, nobodys = (
        call(mallory.api, row.method, row.path, found, BODIES.get(operation_id))
        for found in (belongings.id_for(row.path), NOBODYS)
    )

    # Then both responses are the same, and nothing is changed
    assert observable(theirs) == observable(nobodys)
    is_problem(theirs, 404, "not-found")
    assert belongings.as_it_is() == before


@pytest.mark.parametrize("operation_id", OF_CUSTOMERS)
def test_owner_has_access(newcomer: Newcomer, admin: httpx.Client, operation_id: str) -> None:
    # Given the belongings of another user
    belongings, row = settled(newcomer(), admin), WITH_ID[operation_id]

    response = call(belongings.owner.api, row.method, row.path, belongings.id_for(row.path), BODIES.get(operation_id))

    assert response.is_success, response.text


@pytest.mark.parametrize("operation_id", OF_ADMINS)
def test_admin_operations_reject_other_roles(
    anonymous: httpx.Client, mallory: Customer, belongings: Belongings, before: list[Any], operation_id: str
) -> None:
    row = WITH_ID[operation_id]

    # The owner of an order may not set its status either.
    for found in (belongings.id_for(row.path), NOBODYS):
        for customer in (mallory.api, belongings.owner.api):
            is_problem(call(customer, row.method, row.path, found, BODIES.get(operation_id)), 403, "forbidden")
        is_problem(call(anonymous, row.method, row.path, found, BODIES.get(operation_id)), 401, "unauthorized")

    assert belongings.as_it_is() == before


@pytest.mark.parametrize("path", PATHS)
def test_no_other_method_reaches_the_resource(
    mallory: Customer, belongings: Belongings, before: list[Any], path: str
) -> None:
    for method in ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"):
        response = call(mallory.api, method, path, belongings.id_for(path))

        assert (response.status_code == 405) == (method not in ALLOWED[path])
        assert response.is_error or (method, path) == ("GET", "/products/{id}")
    assert belongings.as_it_is() == before


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
    mallory: Customer, belongings: Belongings, before: list[Any], path: str, spell: Any
) -> None:
    found = spell if isinstance(spell, str) else spell(belongings.id_for(path))

    for method in ALLOWED[path]:
        assert call(mallory.api, method, path, found).status_code in {400, 403, 404}
    assert belongings.as_it_is() == before


@pytest.mark.parametrize("name", ["userId", "user", "owner", "email", "customerId", "sub"])
def test_list_contains_only_the_callers_items(mallory: Customer, belongings: Belongings, name: str) -> None:
    parameters = {name: belongings.owner.email if name == "email" else belongings.owner.user_id}

    for path in ("/orders", "/auth/sessions", "/cart", "/users/profile", "/auth/me"):
        response = mallory.api.get(path, params=parameters, headers={f"X-{name}": parameters[name]})
        body = response.text
        assert response.status_code == 200
        assert belongings.owner.user_id not in body
        assert belongings.order_id not in body
        assert belongings.session_id not in body


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

    hidden, nobodys = (client.get(f"/products/{found}") for found in (product_id, NOBODYS))

    assert observable(hidden) == observable(nobodys)
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
