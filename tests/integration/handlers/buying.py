"""Carts and orders, made through the functions themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.domain.ids import new_id
from tests.integration.handlers.calling import Answer, call, invoke
from tests.integration.handlers.table import Table
from tests.lambda_events import CUSTOMER, sample_event
from tests.support.requests import line, order_request

ADA = CUSTOMER
GRACE = {**CUSTOMER, "userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E9", "email": "grace@example.com", "sessionId": "s2"}
type Caller = Mapping[str, str]


def add_to_cart(caller: Caller, product_id: str, quantity: int = 1) -> Answer:
    """Add a product to the caller's cart."""
    return call("addCartItem", body=line(product_id, quantity), caller=caller)


def set_in_cart(caller: Caller, product_id: str, quantity: int) -> Answer:
    """Set a product's quantity in the caller's cart."""
    return call("updateCartItem", path={"itemId": product_id}, body={"quantity": quantity}, caller=caller)


def remove_from_cart(caller: Caller, product_id: str) -> Answer:
    """Remove a product from the caller's cart."""
    return call("removeCartItem", path={"itemId": product_id}, caller=caller)


def clear_cart(caller: Caller) -> Answer:
    """Clear the caller's cart."""
    return call("clearCart", caller=caller)


def cart(caller: Caller) -> Any:
    """Return the caller's cart."""
    answer = call("getCart", caller=caller)
    assert answer.status == 200, answer.text
    return answer.body


def cart_quantities(caller: Caller) -> dict[str, int]:
    """Return the quantity of each product in the caller's cart."""
    return {item["productId"]: item["quantity"] for item in cart(caller)["items"]}


def stock(table: Table, product_id: str) -> int:
    """Return a product's stock, active or not."""
    row = table.row(f"PRODUCT#{product_id}", "METADATA")
    assert row is not None
    return int(row["stock"])


def placed_orders(table: Table) -> list[str]:
    return [sort.removeprefix("ORDER#") for _, sort in table.rows() if sort.startswith("ORDER#")]


def place(caller: Caller, body: Mapping[str, Any], *, key: str | None = None) -> Answer:
    """Place an order, with a new idempotency key by default."""
    headers = {"Idempotency-Key": key or new_id()}
    return call("createOrder", body=dict(body), headers=headers, caller=caller)


def order(
    caller: Caller, product_id: str, quantity: int = 1, *, token: str = "tok_visa", key: str | None = None
) -> Answer:
    return place(caller, order_request((product_id, quantity), token=token), key=key)


def order_id(caller: Caller, product_id: str, quantity: int = 1, *, token: str = "tok_visa") -> str:
    answer = order(caller, product_id, quantity, token=token)
    assert answer.status in {201, 202}, answer.text
    return str(answer.body["orderId"])


def get(caller: Caller, order_id: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return call("getOrder", path={"id": order_id}, headers=named, caller=caller)


def cancel(caller: Caller, order_id: str) -> Answer:
    return call("cancelOrder", path={"id": order_id}, caller=caller)


def set_status(caller: Caller, order_id: str, status: str) -> Answer:
    """Change an order's status."""
    return call("updateOrderStatus", path={"id": order_id}, body={"status": status}, caller=caller)


def settle() -> None:
    """Settle pending orders and due refunds; a setting has their minimum age."""
    invoke("settle_pending_orders", sample_event("settle_pending_orders"))
