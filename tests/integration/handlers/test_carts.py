from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.buying import (
    ADA,
    GRACE,
    add_gone_products,
    add_to_cart,
    cart,
    cart_quantities,
    clear_cart,
    remove_from_cart,
    set_in_cart,
)
from tests.integration.handlers.calling import call
from tests.integration.handlers.catalog import DESK

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

EMPTY = {"items": [], "totalAmount": 0, "currency": "USD"}
CART_FULL = (409, "cart-full")
MIXED_CURRENCIES = (409, "mixed-currencies")
NOT_FOUND = (404, "not-found")


def only_line() -> Any:
    """Return the one line of Ada's cart."""
    (line,) = cart(ADA)["items"]
    return line


def test_new_cart_is_empty(table: Table) -> None:
    assert cart(ADA) == EMPTY
    assert table.rows() == {}


def test_added_product_is_in_the_returned_cart(table: Table) -> None:
    product_id = catalog.create_id(price=19.90, stock=3, currency="EUR")

    response = add_to_cart(ADA, product_id, 3)

    assert response.status == 200
    assert response.body == cart(ADA)
    assert (response.body["totalAmount"], response.body["currency"]) == (Decimal("59.70"), "EUR")
    line = only_line()
    assert line["addedAt"] == line["updatedAt"]
    assert {
        name: line[name] for name in ("productId", "productName", "quantity", "price", "subtotal", "availability")
    } == {
        "productId": product_id,
        "productName": "Walnut desk",
        "quantity": 3,
        "price": Decimal("19.9"),
        "subtotal": Decimal("59.7"),
        "availability": "available",
    }


def test_line_is_one_row_of_its_owner(table: Table) -> None:
    product_id = catalog.create_id(currency="GBP")
    add_to_cart(ADA, product_id, 2)

    row = table.row(f"USER#{ADA['userId']}", f"CART#{product_id}")

    assert row is not None
    line = only_line()
    assert row == {
        "PK": f"USER#{ADA['userId']}",
        "SK": f"CART#{product_id}",
        "userId": ADA["userId"],
        "productId": product_id,
        "quantity": 2,
        "currency": "GBP",
        "addedAt": line["addedAt"],
        "updatedAt": line["updatedAt"],
    }


def test_adding_again_adds_up(table: Table) -> None:
    product_id = catalog.create_id(stock=99)
    first = add_to_cart(ADA, product_id, 2).body["items"][0]

    again = add_to_cart(ADA, product_id, 97).body["items"][0]

    assert again["quantity"] == 99
    assert again["addedAt"] == first["addedAt"]
    assert again["updatedAt"] >= first["updatedAt"]


def test_lines_are_listed_in_the_order_of_addition(table: Table) -> None:
    ids = [catalog.create_id() for _ in range(5)]
    backwards = ids[::-1]
    for product_id in backwards:
        add_to_cart(ADA, product_id)
    add_to_cart(ADA, backwards[0])

    shown = [(line["addedAt"], line["productId"]) for line in cart(ADA)["items"]]

    assert shown == sorted(shown)
    assert {product_id for _, product_id in shown} == set(ids)


def test_hundredth_piece_is_rejected(table: Table) -> None:
    product_id = catalog.create_id(stock=1000)
    add_to_cart(ADA, product_id, 99)

    assert add_to_cart(ADA, product_id).problem == CART_FULL
    assert cart_quantities(ADA) == {product_id: 99}


def test_forty_first_line_is_rejected(table: Table) -> None:
    # Given a full cart
    ids = [catalog.create_id(price=0.10) for _ in range(41)]
    for product_id in ids[:40]:
        assert add_to_cart(ADA, product_id).status == 200
    assert cart(ADA)["totalAmount"] == 4

    # When another product is added, then it is rejected, but more of a product in the cart is accepted
    assert add_to_cart(ADA, ids[40]).problem == CART_FULL
    assert add_to_cart(ADA, ids[0]).status == 200
    # And there is room again after a line is removed
    assert remove_from_cart(ADA, ids[1]).status == 204
    assert add_to_cart(ADA, ids[40]).status == 200
    assert len(cart_quantities(ADA)) == 40


def test_another_currency_is_rejected_until_the_cart_is_empty(table: Table) -> None:
    euros, pounds = catalog.create_id(currency="EUR"), catalog.create_id(currency="GBP")
    add_to_cart(ADA, euros)

    assert add_to_cart(ADA, pounds).problem == MIXED_CURRENCIES
    assert cart_quantities(ADA) == {euros: 1}

    clear_cart(ADA)
    assert add_to_cart(ADA, pounds).body["currency"] == "GBP"


def test_inactive_or_unknown_product_cant_be_added(table: Table) -> None:
    inactive, deleted = catalog.create_id(isActive=False, stock=5), catalog.create_id(stock=5)
    catalog.delete(deleted)

    for product_id in (inactive, deleted, new_id()):
        assert add_to_cart(ADA, product_id).problem == NOT_FOUND
    assert cart(ADA) == EMPTY


@pytest.mark.parametrize("quantity", [0, -1, 100, 1.5, "1", None, True, [1], 10**30], ids=repr)
def test_invalid_quantity_is_rejected(table: Table, quantity: object) -> None:
    product_id = catalog.create_id(stock=5)
    add_to_cart(ADA, product_id, 2)

    added = call("addCartItem", body={"productId": product_id, "quantity": quantity}, caller=ADA)
    put = call("updateCartItem", path={"itemId": product_id}, body={"quantity": quantity}, caller=ADA)

    assert added.pointers == put.pointers == {"/body/quantity"}
    assert cart_quantities(ADA) == {product_id: 2}


@pytest.mark.parametrize("more", ["price", "subtotal", "userId", "currency", "addedAt"])
def test_fields_set_by_the_server_are_rejected(table: Table, more: str) -> None:
    product_id = catalog.create_id(stock=5)

    response = call("addCartItem", body={"productId": product_id, "quantity": 1, more: "1"}, caller=ADA)

    assert response.pointers == {f"/body/{more}"}
    assert cart(ADA) == EMPTY


def test_quantity_is_set_regardless_of_stock(table: Table) -> None:
    product_id = catalog.create_id(price=0.07, stock=5)
    added = add_to_cart(ADA, product_id, 9).body["items"][0]

    response = set_in_cart(ADA, product_id, 99)

    (line,) = response.body["items"]
    assert (line["quantity"], line["subtotal"], line["availability"]) == (99, Decimal("6.93"), "short")
    assert response.body["totalAmount"] == Decimal("6.93")
    assert line["addedAt"] == added["addedAt"]


def test_missing_line_is_neither_changed_nor_removed(table: Table) -> None:
    product_id = catalog.create_id(stock=5)
    before = table.rows()

    assert set_in_cart(ADA, product_id, 1).problem == NOT_FOUND
    assert remove_from_cart(ADA, product_id).problem == NOT_FOUND
    assert table.rows() == before


def test_removed_line_leaves_the_others(table: Table) -> None:
    gone, kept = catalog.create_id(), catalog.create_id()
    add_to_cart(ADA, gone, 2)
    add_to_cart(ADA, kept, 3)

    assert remove_from_cart(ADA, gone).status == 204
    assert cart_quantities(ADA) == {kept: 3}
    assert remove_from_cart(ADA, gone).problem == NOT_FOUND


def test_clearing_a_cart_is_idempotent(table: Table) -> None:
    for _ in range(3):
        add_to_cart(ADA, catalog.create_id(), 2)

    assert clear_cart(ADA).status == 204
    assert cart(ADA) == EMPTY
    assert clear_cart(ADA).status == 204


def test_each_user_has_a_separate_cart(table: Table) -> None:
    # Given two users with the same product in their carts
    product_id, other = catalog.create_id(), catalog.create_id()
    add_to_cart(ADA, product_id, 1)
    add_to_cart(GRACE, product_id, 2)
    add_to_cart(GRACE, other, 3)

    # When one of them makes every kind of change
    set_in_cart(ADA, product_id, 9)
    remove_from_cart(ADA, product_id)
    assert remove_from_cart(ADA, other).problem == NOT_FOUND
    assert set_in_cart(ADA, other, 9).problem == NOT_FOUND
    clear_cart(ADA)

    # Then the other's cart is unchanged
    assert cart_quantities(GRACE) == {product_id: 2, other: 3}
    assert cart(ADA) == EMPTY


def test_cart_shows_current_names_prices_and_stock(table: Table) -> None:
    product_id = catalog.create_id(price=10, stock=5)
    add_to_cart(ADA, product_id, 3)

    tag = catalog.get(product_id).etag
    catalog.put(product_id, {**DESK, "name": "Oak desk", "price": 12.34, "stock": 2}, If_Match=tag)

    line = only_line()
    assert (line["productName"], line["price"], line["availability"]) == ("Oak desk", Decimal("12.34"), "short")
    assert (line["subtotal"], cart(ADA)["totalAmount"]) == (Decimal("37.02"), Decimal("37.02"))


@pytest.mark.parametrize("how", ["deleted", "inactive", "in another currency"])
def test_unavailable_product_is_marked_gone_and_costs_nothing(table: Table, how: str) -> None:
    # Given two products in a cart
    gone, kept = (
        catalog.create_id(price=10, currency="EUR", stock=5),
        catalog.create_id(price=0.35, currency="EUR", stock=5),
    )
    add_to_cart(ADA, gone, 2)
    add_to_cart(ADA, kept, 3)

    # When one is deleted, becomes inactive, or changes its currency
    if how == "deleted":
        catalog.delete(gone)
    else:
        catalog.put(
            gone,
            {
                **DESK,
                "price": 10,
                "currency": "EUR",
                **({"isActive": False} if how == "inactive" else {"currency": "USD"}),
            },
        )

    # Then it is marked gone, and can be removed
    seen = {line["productId"]: line for line in cart(ADA)["items"]}
    assert (seen[gone]["availability"], seen[gone]["price"], seen[gone]["subtotal"]) == ("gone", 10, 0)
    assert (seen[kept]["availability"], seen[kept]["subtotal"]) == ("available", Decimal("1.05"))
    assert (cart(ADA)["totalAmount"], cart(ADA)["currency"]) == (Decimal("1.05"), "EUR")
    assert set_in_cart(ADA, gone, 9).body["items"][0]["availability"] == "gone"
    assert remove_from_cart(ADA, gone).status == 204


def test_gone_line_leaves_the_choice_of_currency_and_is_replaced(table: Table) -> None:
    # Given a cart whose only product is no longer sold in its currency
    euros = catalog.create_id(price=10, currency="EUR")
    add_to_cart(ADA, euros, 99)
    catalog.put(euros, {**DESK, "price": 12, "currency": "GBP"})
    assert (cart(ADA)["currency"], cart(ADA)["totalAmount"]) == ("USD", 0)

    # When a product of another currency is added, and the first one again
    added = add_to_cart(ADA, catalog.create_id(price=5, currency="GBP")).body
    again = add_to_cart(ADA, euros, 2).body

    # Then both are in the cart, in that currency
    assert (added["currency"], added["totalAmount"]) == ("GBP", 5)
    assert (again["currency"], again["totalAmount"]) == ("GBP", 29)


def test_full_cart_drops_its_oldest_gone_lines(table: Table) -> None:
    gone, *_ = add_gone_products(ADA["userId"], 40)

    response = add_to_cart(ADA, catalog.create_id())

    assert response.status == 200
    assert len(response.body["items"]) == 40
    assert gone not in {line["productId"] for line in response.body["items"]}


def test_cart_works_with_a_product_whose_row_is_missing(table: Table) -> None:
    # Given a cart whose products' rows are gone
    ids = [catalog.create_id() for _ in range(2)]
    for product_id in ids:
        add_to_cart(ADA, product_id)
        table.delete(f"PRODUCT#{product_id}#00", "STOCK")

    # Then it can still be read and changed
    assert [(line["availability"], line["price"]) for line in cart(ADA)["items"]] == [("gone", 0)] * 2
    assert {line["productName"] for line in cart(ADA)["items"]} == set(ids)
    assert add_to_cart(ADA, catalog.create_id()).status == 200
    assert set_in_cart(ADA, ids[0], 5).status == 200
    assert remove_from_cart(ADA, ids[1]).status == 204
    assert clear_cart(ADA).status == 204


@pytest.mark.parametrize("operation_id", ["getCart", "addCartItem", "updateCartItem", "removeCartItem", "clearCart"])
def test_cart_requires_a_token(table: Table, operation_id: str) -> None:
    body = {"productId": new_id(), "quantity": 1}

    response = call(
        operation_id, path={"itemId": new_id()}, body=body if operation_id == "addCartItem" else {"quantity": 1}
    )

    assert response.problem == (401, "unauthorized")
    assert table.rows() == {}
