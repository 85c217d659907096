"""A body with a property that the contract doesn't define is rejected and changes nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from generated.operations import OPERATIONS
from tests.harness import is_problem
from tests.support.requests import ADDRESS, PASSWORD, UNKNOWN_ID, card, registration

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.integration.attacks.conftest import Newcomer
    from tests.support.shop_client import Customer

PRODUCT = {"name": "Lamp", "price": 12.5, "category": "attacks"}
# A valid body of every operation that takes one.
BODIES: dict[str, dict[str, Any]] = {
    "registerUser": registration(),
    "loginUser": {"email": registration()["email"], "password": PASSWORD},
    "refreshSession": {"refreshToken": "x"},
    "requestVerification": {"email": registration()["email"]},
    "confirmVerification": {"token": "x"},
    "requestPasswordReset": {"email": registration()["email"]},
    "confirmPasswordReset": {"token": "x", "newPassword": PASSWORD},
    "createProduct": PRODUCT,
    "updateProduct": PRODUCT,
    "createStockAdjustment": {"change": 1},
    "setStockRows": {"rows": 2},
    "setUserRole": {"role": "customer"},
    "createImageUpload": {"contentType": "image/png", "size": 1000},
    "addCartItem": {"productId": UNKNOWN_ID, "quantity": 1},
    "updateCartItem": {"quantity": 1},
    "createOrder": {
        "items": [{"productId": UNKNOWN_ID, "quantity": 1}],
        "shippingAddress": ADDRESS,
        "paymentMethod": card(),
    },
    "updateOrderStatus": {"status": "completed"},
    "updateProfile": {"firstName": "Mallory", "lastName": "Archer"},
    # A change to the same password: wrong ones would soon be throttled.
    "changePassword": {"currentPassword": PASSWORD, "newPassword": PASSWORD},
    "changeEmail": {"newEmail": registration()["email"], "currentPassword": PASSWORD},
    "confirmLogin": {"challenge": "x", "code": "000000"},
    "confirmMfaEnrolment": {"code": "000000"},
    "removeMfa": {"currentPassword": PASSWORD, "code": "000000"},
    "confirmEmailChange": {"token": "x"},
    "undoEmailChange": {"token": "x"},
    # With the right password it would end the session.
    "requestDeletion": {"currentPassword": "wrong"},
    "undoDeletion": {"token": "x"},
}
WITH_BODY = {each.operation_id: each for each in OPERATIONS.values() if each.body}
# Properties that an attacker wants to set; bodies in which one is valid are skipped.
EXTRAS: dict[str, Any] = {
    "role": "admin",
    "roles": ["admin"],
    "isAdmin": True,
    "admin": True,
    "userId": UNKNOWN_ID,
    "id": UNKNOWN_ID,
    "sub": UNKNOWN_ID,
    "owner": UNKNOWN_ID,
    "ownerId": UNKNOWN_ID,
    "sessionId": UNKNOWN_ID,
    "orderId": UNKNOWN_ID,
    "productId": UNKNOWN_ID,
    "paymentId": UNKNOWN_ID,
    "email": "admin@example.com",
    "password": PASSWORD,
    "passwordHash": "$2b$12$N0b0dyN0b0dyN0b0dyN0buN0b0dyN0b0dyN0b0dyN0b0dyN0b0d",
    "emailVerified": True,
    "price": 0.01,
    "subtotal": 0,
    "totalAmount": 0,
    "amount": 0,
    "discount": 100,
    "currency": "EUR",
    "stock": 10**6,
    "quantity": 0,
    "status": "completed",
    "isActive": True,
    "allowedActions": ["complete"],
    "createdAt": "2020-01-01T00:00:00.000Z",
    "updatedAt": "2020-01-01T00:00:00.000Z",
    "expiresAt": 9_999_999_999,
    "revision": "x",
    "imageUrl": "https://evil.example.com/x.png",
    "key": "other/x.png",
    "PK": f"USER#{UNKNOWN_ID}",
    "SK": "PROFILE",
    "GSI1PK": "x",
    "refund": "due",
    "__proto__": {"role": "admin"},
    "constructor": {"prototype": {"role": "admin"}},
    "_method": "DELETE",
    "$set": {"role": "admin"},
    "": 1,
}


def objects_in(value: Any, pointer: str = "") -> Iterator[str]:
    """Yield the JSON pointers of the objects in a body, itself included."""
    if isinstance(value, dict):
        yield pointer
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from objects_in(inner, f"{pointer}/{step}")


PLACES = [(name, pointer) for name, body in BODIES.items() for pointer in objects_in(body)]


def with_property(body: dict[str, Any], pointer: str, name: str, value: Any) -> dict[str, Any]:
    """Return a body with one more property in an object."""
    changed = deepcopy(body)
    at: Any = changed
    for step in pointer.split("/")[1:]:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[name] = value
    return changed


def property_names(body: dict[str, Any], pointer: str) -> set[str]:
    at: Any = body
    for step in pointer.split("/")[1:]:
        at = at[int(step)] if isinstance(at, list) else at[step]
    optional = {"description", "currency", "stock", "isActive"} if body is PRODUCT else set()
    return set(at) | optional


def send(client: httpx.Client, operation_id: str, body: dict[str, Any], **more: Any) -> httpx.Response:
    row = WITH_BODY[operation_id]
    path = row.path.replace("{id}", UNKNOWN_ID).replace("{itemId}", UNKNOWN_ID)
    headers = {"Idempotency-Key": uuid4().hex} if operation_id in {"createOrder", "createStockAdjustment"} else {}
    # A new address each time, because registration takes it and repeated logins are throttled.
    own = {"email": registration()["email"]} if operation_id in {"registerUser", "loginUser"} else {}
    return client.request(row.method, path, json=body | own, headers=headers, **more)


@pytest.fixture
def caller(admin: httpx.Client, mallory: Customer) -> dict[str, httpx.Client]:
    """Clients that may call each operation, by its name."""
    return {name: mallory.api if "customer" in row.roles else admin for name, row in WITH_BODY.items()}


def test_every_body_of_the_contract_is_tested() -> None:
    assert BODIES.keys() == WITH_BODY.keys()


@pytest.mark.parametrize("operation_id", BODIES)
def test_body_without_an_extra_property_is_accepted(caller: dict[str, httpx.Client], operation_id: str) -> None:
    assert send(caller[operation_id], operation_id, BODIES[operation_id]).status_code != 400


@pytest.mark.parametrize(("operation_id", "pointer"), PLACES)
def test_no_object_of_a_body_accepts_an_extra_property(
    caller: dict[str, httpx.Client], operation_id: str, pointer: str
) -> None:
    # Given a valid body
    body = BODIES[operation_id]

    for name, value in EXTRAS.items():
        if name in property_names(body, pointer):
            continue
        # When it has one more property, at any depth, then it is rejected because of it
        rejected = send(caller[operation_id], operation_id, with_property(body, pointer, name, value))
        problem = is_problem(rejected, 400, "validation-failed")
        assert [fault["pointer"] for fault in problem["errors"]] == [f"/body{pointer}/{name}"]


@pytest.mark.parametrize("extra", ["role", "isAdmin", "userId", "price", "status"])
@pytest.mark.parametrize("operation_id", BODIES)
def test_extra_query_parameter_is_rejected(caller: dict[str, httpx.Client], operation_id: str, extra: str) -> None:
    response = send(caller[operation_id], operation_id, BODIES[operation_id], params={extra: str(EXTRAS[extra])})

    problem = is_problem(response, 400, "validation-failed")
    assert [fault["pointer"] for fault in problem["errors"]] == [f"/query/{extra}"]


@pytest.mark.parametrize("extra", ["role", "roles", "isAdmin", "admin", "userId"])
def test_registration_cant_set_the_role(anonymous: httpx.Client, newcomer: Newcomer, extra: str) -> None:
    # Given a registration that was rejected because of its role
    account = registration()
    assert anonymous.post("/auth/register", json={**account, extra: EXTRAS[extra]}).status_code == 400

    # Then there is no account yet, and a registration without the role creates a customer
    person = newcomer(**account)
    assert person.api.get("/auth/me").json()["role"] == "customer"
    assert person.api.post("/products", json=PRODUCT).status_code == 403


@pytest.mark.parametrize("extra", ["role", "userId", "email", "createdAt", "passwordHash"])
def test_rejected_profile_update_changes_nothing(newcomer: Newcomer, extra: str) -> None:
    person = newcomer()
    before = person.api.get("/users/profile").json()

    assert person.api.put("/users/profile", json={"firstName": "A", "lastName": "B", extra: EXTRAS[extra]}).is_error

    assert person.api.get("/users/profile").json() == before


@pytest.mark.parametrize("place", ["", "/items/0", "/paymentMethod", "/shippingAddress"])
def test_client_cant_set_the_price_of_an_order(newcomer: Newcomer, lamp: str, place: str) -> None:
    # Given an order with another price, owner or status
    person = newcomer()
    body = BODIES["createOrder"] | {"items": [{"productId": lamp, "quantity": 2}]}
    key = {"Idempotency-Key": uuid4().hex}
    for extra in ("price", "subtotal", "totalAmount", "currency", "status", "userId", "paymentId"):
        changed = with_property(body, place, extra, EXTRAS[extra])
        assert person.api.post("/orders", json=changed, headers=key).status_code == 400
    assert person.api.get("/orders").json()["items"] == []

    # When the order is placed without it, then the shop sets the value
    order = person.api.post("/orders", json=body, headers=key).json()
    assert (order["totalAmount"], order["status"], order["userId"]) == (25, "processing", person.user_id)


@pytest.mark.parametrize("quantity", [0, -1, 0.5, 100, 10**30, "1", None, True, [1]])
def test_no_quantity_makes_an_order_cheaper(mallory: Customer, lamp: str, quantity: object) -> None:
    body = BODIES["createOrder"] | {"items": [{"productId": lamp, "quantity": quantity}]}

    for rejected in (
        mallory.api.post("/orders", json=body, headers={"Idempotency-Key": uuid4().hex}),
        mallory.api.post("/cart/items", json={"productId": lamp, "quantity": quantity}),
    ):
        is_problem(rejected, 400, "validation-failed")
