"""Invalid requests get the problem that the contract names, and change no row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.buying import (
    ADA,
    GRACE,
    add_to_cart,
    cancel,
    get,
    order_id,
    place,
    remove_from_cart,
    set_in_cart,
    set_status,
)
from tests.integration.handlers.calling import Response, call
from tests.lambda_events import ADMIN
from tests.support.requests import UNKNOWN_ID, order_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.table import Row, Table

INVALID = (400, "validation-failed")
NOT_FOUND = (404, "not-found")
FORBIDDEN = (403, "forbidden")
CART_FULL = (409, "cart-full")
MIXED_CURRENCIES = (409, "mixed-currencies")
OUT_OF_STOCK = (409, "out-of-stock")
ILLEGAL = (409, "illegal-transition")
HUGE = 10**30
PLENTY = 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop in which Ada has a product in her cart, and two orders; Grace has one."""

    euros: str
    pounds: str
    inactive: str
    deleted: str
    ordered: str
    completed: str
    graces: str


@pytest.fixture
def shop(table: Table) -> Shop:
    euros, other, deleted = (catalog.create_id(currency="EUR", stock=PLENTY) for _ in range(3))
    catalog.delete(deleted)
    for product_id, quantity in ((euros, 98), (other, 1)):
        assert add_to_cart(ADA, product_id, quantity).status == 200
    ordered, completed, graces = (order_id(each, other) for each in (ADA, ADA, GRACE))
    assert set_status(ADMIN, completed, "completed").status == 200
    return Shop(
        euros=euros,
        pounds=catalog.create_id(currency="GBP", stock=PLENTY),
        inactive=catalog.create_id(currency="EUR", stock=PLENTY, isActive=False),
        deleted=deleted,
        ordered=ordered,
        completed=completed,
        graces=graces,
    )


def rows_but_keys(table: Table) -> dict[tuple[str, str], Row]:
    """Return all rows but those of idempotency keys: a rejection for lack of stock is stored with its key."""
    return {key: row for key, row in table.rows().items() if not key[1].startswith("IDEMPOTENCY#")}


def ordered(*lines: tuple[Any, Any]) -> Response:
    return place(ADA, order_request(*lines))


def with_key(shop: Shop, *keys: str) -> Response:
    body = order_request((shop.euros, 1))
    return call("createOrder", body=body, headers={"Idempotency-Key": list(keys)} if keys else {}, caller=ADA)


type Bad = tuple[Callable[[Shop], Response], tuple[int, str]]

CART: dict[str, Bad] = {
    "unknown product": (lambda _: add_to_cart(ADA, new_id()), NOT_FOUND),
    "inactive product": (lambda shop: add_to_cart(ADA, shop.inactive), NOT_FOUND),
    "deleted product": (lambda shop: add_to_cart(ADA, shop.deleted), NOT_FOUND),
    "malformed product id": (lambda _: add_to_cart(ADA, "desk"), INVALID),
    "quantity zero": (lambda shop: add_to_cart(ADA, shop.euros, 0), INVALID),
    "negative quantity": (lambda shop: add_to_cart(ADA, shop.euros, -1), INVALID),
    "quantity 100": (lambda shop: add_to_cart(ADA, shop.euros, 100), INVALID),
    "a huge quantity": (lambda shop: add_to_cart(ADA, shop.euros, HUGE), INVALID),
    "100 in total": (lambda shop: add_to_cart(ADA, shop.euros, 2), CART_FULL),
    "another currency": (lambda shop: add_to_cart(ADA, shop.pounds), MIXED_CURRENCIES),
    "set to zero": (lambda shop: set_in_cart(ADA, shop.euros, 0), INVALID),
    "set to a huge quantity": (lambda shop: set_in_cart(ADA, shop.euros, HUGE), INVALID),
    "set a missing line": (lambda shop: set_in_cart(ADA, shop.pounds, 1), NOT_FOUND),
    "set another user's line": (lambda shop: set_in_cart(GRACE, shop.euros, 1), NOT_FOUND),
    "remove a missing line": (lambda shop: remove_from_cart(ADA, shop.pounds), NOT_FOUND),
    "remove another user's line": (lambda shop: remove_from_cart(GRACE, shop.euros), NOT_FOUND),
}
ORDERS: dict[str, Bad] = {
    "no lines": (lambda _: ordered(), INVALID),
    "41 lines": (lambda shop: ordered(*[(shop.euros, 1)] * 41), INVALID),
    "41 products": (lambda _: ordered(*[(new_id(), 1) for _ in range(41)]), INVALID),
    "malformed product id": (lambda _: ordered(("desk", 1)), INVALID),
    "quantity zero": (lambda shop: ordered((shop.euros, 0)), INVALID),
    "quantity 100": (lambda shop: ordered((shop.euros, 100)), INVALID),
    "a huge quantity": (lambda shop: ordered((shop.euros, 1), (shop.euros, HUGE)), INVALID),
    "two currencies": (lambda shop: ordered((shop.euros, 1), (shop.pounds, 1)), MIXED_CURRENCIES),
    "no payment token": (lambda shop: place(ADA, order_request((shop.euros, 1)) | {"paymentMethod": {}}), INVALID),
    "no address": (lambda shop: place(ADA, order_request((shop.euros, 1)) | {"shippingAddress": {}}), INVALID),
    "no key": (with_key, INVALID),
    "an empty key": (lambda shop: with_key(shop, ""), INVALID),
    "a key with a space": (lambda shop: with_key(shop, "a b"), INVALID),
    "a key beyond ASCII": (lambda shop: with_key(shop, "schlüssel"), INVALID),
    "a key of control characters": (lambda shop: with_key(shop, "a\x7f"), INVALID),
    "a key that is too long": (lambda shop: with_key(shop, "x" * 256), INVALID),
    "two keys": (lambda shop: with_key(shop, "a", "b"), INVALID),
    "another user's order": (lambda shop: get(ADA, shop.graces), NOT_FOUND),
    "cancel another user's order": (lambda shop: cancel(ADA, shop.graces), NOT_FOUND),
    "cancel a missing order": (lambda _: cancel(ADA, new_id()), NOT_FOUND),
    "cancel a product's id": (lambda shop: cancel(ADA, shop.euros), NOT_FOUND),
    "cancel a completed order": (lambda shop: cancel(ADA, shop.completed), ILLEGAL),
    "complete an own order": (lambda shop: set_status(ADA, shop.ordered, "completed"), FORBIDDEN),
    "reopen a completed order": (lambda shop: set_status(ADMIN, shop.completed, "processing"), ILLEGAL),
    "unknown status": (lambda shop: set_status(ADMIN, shop.ordered, "paid"), INVALID),
}


@pytest.mark.parametrize(("request_of", "problem"), [*CART.values(), *ORDERS.values()], ids=[*CART, *ORDERS])
def test_a_rejected_request_changes_nothing(
    table: Table, shop: Shop, request_of: Callable[[Shop], Response], problem: tuple[int, str]
) -> None:
    before = table.rows()

    assert request_of(shop).problem == problem
    assert table.rows() == before


SHORT: dict[str, Callable[[Shop], tuple[str, int]]] = {
    "unknown": lambda _: (UNKNOWN_ID, 0),
    "inactive": lambda shop: (shop.inactive, 0),
    "deleted": lambda shop: (shop.deleted, 0),
    "too few": lambda _: (catalog.create_id(currency="EUR", stock=1), 1),
}


@pytest.mark.parametrize("short", SHORT.values(), ids=SHORT)
def test_a_shortage_is_reported_and_nothing_is_sold(
    table: Table, shop: Shop, short: Callable[[Shop], tuple[str, int]]
) -> None:
    product_id, available = short(shop)
    before = rows_but_keys(table)

    response = ordered((shop.euros, 1), (product_id, 2))

    assert response.problem == OUT_OF_STOCK
    assert response.body["shortages"] == [{"productId": product_id, "requested": 2, "available": available}]
    assert rows_but_keys(table) == before


def test_the_forty_first_line_of_a_cart_changes_nothing(table: Table, shop: Shop) -> None:
    ids = [catalog.create_id(currency="EUR") for _ in range(40)]
    for product_id in ids[:39]:
        assert add_to_cart(ADA, product_id).status == 200
    before = table.rows()

    assert add_to_cart(ADA, ids[39]).problem == CART_FULL
    assert table.rows() == before
