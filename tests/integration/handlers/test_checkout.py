"""Place an order: its lines, prices, rows, stock and cart."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before, the_payment
from tests.integration.handlers.buying import (
    ADA,
    GRACE,
    add_to_cart,
    cart_quantities,
    get,
    order,
    place,
    stock,
)
from tests.integration.handlers.calling import call, send
from tests.integration.handlers.catalog import DESK
from tests.lambda_events import proxy_event
from tests.support.requests import ADDRESS, order_request

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

KEY = "5c1b7f0e-3f1e-4a44-9d0a-7c2d9d6b1a55"


def test_a_placed_order_is_returned_in_full(table: Table) -> None:
    # Given two products
    desk, lamp = (
        catalog.create_id(price=499.95, stock=5, currency="EUR"),
        catalog.create_id(price=0.10, stock=99, currency="EUR"),
    )

    # When they are ordered
    response = place(ADA, order_request((desk, 2), (lamp, 3)))

    # Then the response has their prices
    assert response.status == 201
    placed = response.body
    assert {
        name: placed[name]
        for name in ("userId", "totalAmount", "currency", "status", "shippingAddress", "allowedActions")
    } == {
        "userId": ADA["userId"],
        "totalAmount": Decimal("1000.2"),
        "currency": "EUR",
        "status": "processing",
        "shippingAddress": ADDRESS,
        "allowedActions": ["cancel"],
    }
    assert placed["items"] == [
        {
            "productId": desk,
            "productName": "Walnut desk",
            "quantity": 2,
            "price": Decimal("499.95"),
            "subtotal": Decimal("999.9"),
        },
        {
            "productId": lamp,
            "productName": "Walnut desk",
            "quantity": 3,
            "price": Decimal("0.1"),
            "subtotal": Decimal("0.3"),
        },
    ]
    assert placed["createdAt"] <= placed["updatedAt"]
    # And a Location, which returns the same bytes
    assert response.headers["Location"] == f"/v1/orders/{placed['orderId']}"
    assert "Idempotency-Replayed" not in response.headers
    read = get(ADA, placed["orderId"])
    assert (read.text, read.etag) == (response.text, response.etag)


def test_on_the_partner_server_the_location_is_there_too(table: Table) -> None:
    body = order_request((catalog.create_id(stock=1), 1))
    event = proxy_event("createOrder", body=body, headers={"Idempotency-Key": KEY}, authorizer=ADA, base="/partner/v1")

    response = send("createOrder", event)

    assert response.headers["Location"] == f"/partner/v1/orders/{response.body['orderId']}"


def test_an_order_has_these_rows(table: Table) -> None:
    product_id = catalog.create_id(price=19.90, stock=5)

    placed = order(ADA, product_id, 3, key=KEY).body

    order_id, user_id = placed["orderId"], ADA["userId"]
    rows = table.rows()
    assert set(rows) == {
        (f"PRODUCT#{product_id}", "METADATA"),
        (f"PRODUCT#{product_id}#00", "STOCK"),
        (f"USER#{user_id}", f"ORDER#{order_id}"),
        (f"ORDER#{order_id}", f"ITEM#{product_id}"),
        (f"USER#{user_id}", f"IDEMPOTENCY#createOrder#{KEY}"),
        (f"PAYMENT#{order_id}", "CHARGE"),
    }
    row = rows[f"USER#{user_id}", f"ORDER#{order_id}"]
    assert (row["GSI1PK"], row["GSI1SK"]) == (f"ORDER#{order_id}", f"USER#{user_id}")
    shards = {"STATUS#processing", "STATUS#processing#1"}
    assert row["GSI2PK"] in shards
    assert row["GSI2SK"] == f"ORDER#{placed['createdAt']}#{order_id}"
    assert (row["totalAmount"], row["status"], row["paymentId"]) == (Decimal("59.7"), "processing", placed["paymentId"])
    line = {"productId": product_id, "productName": "Walnut desk", "quantity": 3, "price": Decimal("19.9")}
    assert row["items"] == [line]
    assert rows[f"ORDER#{order_id}", f"ITEM#{product_id}"] == line | {
        "PK": f"ORDER#{order_id}",
        "SK": f"ITEM#{product_id}",
        "orderId": order_id,
        "userId": user_id,
        "subtotal": Decimal("59.7"),
    }
    charge = rows[f"PAYMENT#{order_id}", "CHARGE"]
    assert (charge["state"], charge["amount"], charge["paymentId"]) == ("charged", Decimal("59.7"), placed["paymentId"])
    assert stock(table, product_id) == 2


def test_no_card_data_is_stored(table: Table) -> None:
    order(ADA, catalog.create_id(stock=1))

    assert "tok_visa" not in json.dumps(list(table.rows().values()), default=str)


def test_only_ordered_products_leave_the_cart(table: Table) -> None:
    # Given carts with the ordered products, in other quantities, and more
    ordered, less, kept = (catalog.create_id(stock=9) for _ in range(3))
    for caller in (ADA, GRACE):
        add_to_cart(caller, ordered, 2)
        add_to_cart(caller, less, 5)
        add_to_cart(caller, kept, 3)

    assert place(ADA, order_request((ordered, 2), (less, 1))).status == 201

    assert cart_quantities(ADA) == {kept: 3}
    assert cart_quantities(GRACE) == {ordered: 2, less: 5, kept: 3}


def test_a_product_outside_the_cart_can_be_ordered(table: Table) -> None:
    assert order(ADA, catalog.create_id(stock=1)).status == 201
    assert cart_quantities(ADA) == {}


def test_a_line_changed_during_the_payment_stays_in_the_cart(table: Table) -> None:
    product_id = catalog.create_id(stock=9)
    add_to_cart(ADA, product_id)

    with before(the_payment, lambda: add_to_cart(ADA, product_id, 2)):
        assert order(ADA, product_id).status == 201

    assert cart_quantities(ADA) == {product_id: 3}


def test_a_product_named_twice_is_one_line(table: Table) -> None:
    desk, lamp = catalog.create_id(price=0.07, stock=99), catalog.create_id(stock=1)

    placed = place(ADA, order_request((desk, 50), (lamp, 1), (desk, 49))).body

    assert [(line["productId"], line["quantity"]) for line in placed["items"]] == [(desk, 99), (lamp, 1)]
    assert placed["items"][0]["subtotal"] == Decimal("6.93")
    assert stock(table, desk) == 0


def test_forty_products_are_one_order(table: Table) -> None:
    # Given a full cart of expensive products with long names
    ids = [catalog.create_id(name="😀" * 200, price=999999.99, stock=99) for _ in range(40)]
    for product_id in ids:
        add_to_cart(ADA, product_id, 99)

    response = place(ADA, order_request(*[(product_id, 99) for product_id in ids]))

    assert response.status == 201
    assert [line["productId"] for line in response.body["items"]] == ids
    assert response.body["totalAmount"] == Decimal("3959999960.40")
    assert {stock(table, product_id) for product_id in ids} == {0}
    assert cart_quantities(ADA) == {}
    assert get(ADA, response.body["orderId"]).text == response.text


@pytest.mark.parametrize("own", [{"price": 0.01}, {"subtotal": 1}, {"productName": "x"}])
def test_line_fields_set_by_the_server_are_rejected(table: Table, own: dict[str, Any]) -> None:
    body = order_request((catalog.create_id(stock=1), 1))
    body["items"][0] |= own

    assert place(ADA, body).pointers == {f"/body/items/0/{name}" for name in own}


@pytest.mark.parametrize("own", ["userId", "totalAmount", "status", "orderId", "paymentId", "currency"])
def test_fields_set_by_the_server_are_rejected(table: Table, own: str) -> None:
    body = order_request((catalog.create_id(stock=1), 1)) | {own: "1"}

    assert place(ADA, body).pointers == {f"/body/{own}"}
    assert not [sort for _, sort in table.rows() if sort.startswith("ORDER#")]


@pytest.mark.parametrize("quantity", [0, -1, 100, 1.5, "1", None, True], ids=repr)
def test_invalid_quantity_is_rejected(table: Table, quantity: Any) -> None:
    response = place(ADA, order_request((new_id(), quantity)))

    assert response.pointers == {"/body/items/0/quantity"}


@pytest.mark.parametrize("count", [0, 41])
def test_an_order_has_one_to_forty_lines(table: Table, count: int) -> None:
    response = place(ADA, order_request(*[(new_id(), 1)] * count))

    assert response.pointers == {"/body/items"}
    assert table.rows() == {}


def test_a_sale_changes_the_products_etag(table: Table) -> None:
    # Given an admin who read the stock before it was sold
    made = catalog.create(stock=5)
    product_id = made.body["productId"]
    order(ADA, product_id)

    # When the admin sets it, then the sale isn't undone
    assert catalog.put(product_id, {**DESK, "stock": 5}, If_Match=made.etag).problem == (412, "precondition-failed")
    assert stock(table, product_id) == 4


def test_placing_an_order_requires_a_token(table: Table) -> None:
    product_id = catalog.create_id(stock=1)

    body, headers = order_request((product_id, 1)), {"Idempotency-Key": KEY}

    assert call("createOrder", body=body, headers=headers).problem == (401, "unauthorized")
    assert stock(table, product_id) == 1
