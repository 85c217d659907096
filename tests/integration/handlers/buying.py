"""Carts and orders, made through the functions themselves; by default the product is a desk and the buyer Ada."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from handlers.domain.clock import timestamp
from handlers.domain.ids import new_id
from handlers.domain.orders import Order
from handlers.domain.products import ProductSnapshot
from handlers.store import carts
from handlers.store.orders import order_row
from tests.integration.handlers import catalog
from tests.integration.handlers.calling import Response, call, invoke
from tests.integration.handlers.notifications import order_of
from tests.integration.handlers.paying import charge_state
from tests.integration.handlers.table import Row, Table
from tests.lambda_events import CUSTOMER, sample_event
from tests.support.requests import line, order_request

type Caller = Mapping[str, str]

ADA = CUSTOMER
GRACE = {**CUSTOMER, "userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E9", "email": "grace@example.com", "sessionId": "s2"}
DESKS = 5
IDEMPOTENCY_KEY = "5c1b7f0e-3f1e-4a44-9d0a-7c2d9d6b1a55"
# The card and the stock that lead to each first response, which its idempotency key stores.
STORED = {201: ("tok_visa", DESKS), 202: ("tok_timeout", DESKS), 402: ("tok_declined", DESKS), 409: ("tok_visa", 1)}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def create_desks() -> str:
    """Create a product with `DESKS` pieces in stock, and return its id."""
    return catalog.create_id(stock=DESKS)


def add_to_cart(caller: Caller, product_id: str, quantity: int = 1) -> Response:
    return call("addCartItem", body=line(product_id, quantity), caller=caller)


def add_gone_products(user_id: str, count: int) -> list[str]:
    """Add lines to a cart whose products don't exist, and return their ids, oldest first."""
    lamp = ProductSnapshot(product_id="", name="Lamp", price=Decimal(1), currency="USD", stock=1, is_active=True)
    lamps = [replace(lamp, product_id=new_id()) for _ in range(count)]
    for each in lamps:
        carts.add_line(user_id, each, 1, expected=carts.find_cart(user_id))
    return [each.product_id for each in lamps]


def set_in_cart(caller: Caller, product_id: str, quantity: int) -> Response:
    return call("updateCartItem", path={"itemId": product_id}, body={"quantity": quantity}, caller=caller)


def remove_from_cart(caller: Caller, product_id: str) -> Response:
    return call("removeCartItem", path={"itemId": product_id}, caller=caller)


def clear_cart(caller: Caller) -> Response:
    return call("clearCart", caller=caller)


def cart(caller: Caller) -> Any:
    response = call("getCart", caller=caller)
    assert response.status == 200, response.text
    return response.body


def cart_quantities(caller: Caller) -> dict[str, int]:
    return {item["productId"]: item["quantity"] for item in cart(caller)["items"]}


def place(caller: Caller, body: Mapping[str, Any], *, key: str | None = None) -> Response:
    """Place an order, with a new idempotency key by default."""
    headers = {"Idempotency-Key": key or new_id()}
    return call("createOrder", body=dict(body), headers=headers, caller=caller)


def order(
    caller: Caller, product_id: str, quantity: int = 1, *, token: str = "tok_visa", key: str | None = None
) -> Response:
    return place(caller, order_request((product_id, quantity), token=token), key=key)


def order_id(caller: Caller, product_id: str, quantity: int = 1, *, token: str = "tok_visa") -> str:
    response = order(caller, product_id, quantity, token=token)
    assert response.status in {201, 202}, response.text
    return str(response.body["orderId"])


def first_response(status: int) -> tuple[Response, str, dict[str, Any]]:
    """Order two desks with the key, assert the status, and return the response, the product's id and the body."""
    token, stock = STORED[status]
    product_id = catalog.create_id(stock=stock)
    body = order_request((product_id, 2), token=token)
    response = place(ADA, body, key=IDEMPOTENCY_KEY)
    assert response.status == status, response.text
    return response, product_id, body


def is_replay(response: Response) -> bool:
    header = response.headers.get("Idempotency-Replayed")
    assert header in {None, "true"}
    return header == "true"


def get(caller: Caller, order_id: str, **headers: str) -> Response:
    return call("getOrder", path={"id": order_id}, headers=catalog.hyphenated(headers), caller=caller)


def cancel(caller: Caller, order_id: str) -> Response:
    return call("cancelOrder", path={"id": order_id}, caller=caller)


def set_status(caller: Caller, order_id: str, status: str) -> Response:
    return call("updateOrderStatus", path={"id": order_id}, body={"status": status}, caller=caller)


def settle() -> None:
    """Settle pending orders and due refunds; a setting has their minimum age."""
    invoke("settle_pending_orders", sample_event("settle_pending_orders"))


def stock(table: Table, product_id: str) -> int:
    rows = [row for row in table.rows().values() if row["SK"] == "STOCK" and row["productId"] == product_id]
    assert rows
    return sum(int(row["stock"]) for row in rows)


def placed_orders(table: Table) -> list[str]:
    return [sort.removeprefix("ORDER#") for _, sort in table.rows() if sort.startswith("ORDER#")]


def refund_of(table: Table, order_id: str) -> Row | None:
    return table.row(f"ORDER#{order_id}", "REFUND")


def key_record(table: Table) -> Row | None:
    return table.row(f"USER#{ADA['userId']}", f"IDEMPOTENCY#createOrder#{IDEMPOTENCY_KEY}")


def assert_undone(table: Table, product_id: str, order_id: str, *, charge: str = "refunded") -> None:
    assert get(ADA, order_id).body["status"] == "cancelled"
    assert stock(table, product_id) == DESKS
    assert charge_state(table, order_id) == charge
    row = refund_of(table, order_id)
    assert row is not None
    assert row["refund"] == "done"
    assert "GSI2PK" not in row


def write_order(table: Table, moment: datetime = NOON, *, caller: Caller = ADA, **changed: Any) -> Order:
    """Write an order placed at a moment, by default a processing one, for lists: without ITEM rows and reservations."""
    placed = timestamp(moment)
    order = order_of(caller["userId"], order_id=new_id(moment), created_at=placed, updated_at=placed, **changed)
    table.dynamodb.put_item(TableName=table.name, Item=order_row(replace(order, revision=new_id())))
    return order
