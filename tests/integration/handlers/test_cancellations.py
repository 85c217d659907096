"""Cancel an order: its stock is restored once and its payment refunded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.buying import (
    ADA,
    DESKS,
    add_to_cart,
    assert_undone,
    cancel,
    cart_quantities,
    create_desks,
    get,
    order_id,
    place,
    set_status,
    settle,
    stock,
)
from tests.integration.handlers.catalog import DESK
from tests.lambda_events import ADMIN
from tests.support.requests import order_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.table import Table

ILLEGAL = (409, "illegal-transition")
CANCELS = {
    "its owner": lambda made: cancel(ADA, made),
    "an admin": lambda made: cancel(ADMIN, made),
    "an admin's change of status": lambda made: set_status(ADMIN, made, "cancelled"),
}
BY_EVERY_CALLER = pytest.mark.parametrize("cancels", CANCELS.values(), ids=CANCELS)


@BY_EVERY_CALLER
def test_a_cancelled_order_restores_its_stock_and_refunds_its_payment(
    table: Table, cancels: Callable[[str], Response]
) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)
    before_it = get(ADA, made)

    response = cancels(made)

    assert (response.body["status"], response.body["allowedActions"]) == ("cancelled", [])
    assert_undone(table, product_id, made)
    after = get(ADA, made)
    changed = {"status": "cancelled", "allowedActions": [], "updatedAt": after.body["updatedAt"]}
    assert after.body == before_it.body | changed
    assert after.etag != before_it.etag


def test_a_cancellation_returns_the_order_as_a_read_does(table: Table) -> None:
    made = order_id(ADA, create_desks())

    own = cancel(ADA, made)
    admins = cancel(ADMIN, made)

    assert (own.text, own.etag) == (get(ADA, made).text, get(ADA, made).etag)
    assert (admins.text, admins.etag) == (get(ADMIN, made).text, get(ADMIN, made).etag)


@BY_EVERY_CALLER
def test_a_pending_order_can_be_cancelled(table: Table, cancels: Callable[[str], Response]) -> None:
    # Given an order that was charged, with an outcome not yet known
    product_id = create_desks()
    made = order_id(ADA, product_id, 2, token="tok_timeout")

    assert cancels(made).body["status"] == "cancelled"

    assert_undone(table, product_id, made)
    # And there is nothing left to settle
    rows = table.rows()
    settle()
    assert table.rows() == rows


@BY_EVERY_CALLER
@pytest.mark.parametrize("token", ["tok_visa", "tok_timeout"])
def test_cancelling_again_changes_nothing(table: Table, cancels: Callable[[str], Response], token: str) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2, token=token)
    cancel(ADA, made)
    rows = table.rows()

    with recorded() as aws:
        again = cancels(made)

    assert (again.status, again.body["status"]) == (200, "cancelled")
    assert "Invoke" not in aws.requests
    assert table.rows() == rows


@BY_EVERY_CALLER
def test_a_completed_order_cant_be_cancelled(table: Table, cancels: Callable[[str], Response]) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)
    set_status(ADMIN, made, "completed")
    rows = table.rows()

    assert cancels(made).problem == ILLEGAL
    assert table.rows() == rows


def test_every_line_restores_its_stock(table: Table) -> None:
    ids = [catalog.create_id(stock=99) for _ in range(40)]
    lines = [(product_id, number + 1) for number, product_id in enumerate(ids)]
    made = place(ADA, order_request(*lines)).body["orderId"]

    assert cancel(ADA, made).status == 200

    assert {stock(table, product_id) for product_id in ids} == {99}


def test_stock_is_restored_to_an_inactive_product_and_not_to_a_deleted_one(table: Table) -> None:
    # Given an order of three products, one now inactive, and one deleted
    sold, kept_back, deleted = (create_desks() for _ in range(3))
    made = place(ADA, order_request((sold, 1), (kept_back, 2), (deleted, 3))).body["orderId"]
    catalog.put(kept_back, {**DESK, "isActive": False})
    catalog.delete(deleted)

    assert cancel(ADA, made).status == 200

    assert [stock(table, each) for each in (sold, kept_back, deleted)] == [DESKS, DESKS, DESKS - 3]
    assert catalog.get(deleted).problem == (404, "not-found")


def test_a_cancellation_creates_no_missing_product(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id)
    table.delete(f"PRODUCT#{product_id}#00", "STOCK")

    assert cancel(ADA, made).status == 200
    assert table.row(f"PRODUCT#{product_id}#00", "STOCK") is None


def test_restored_stock_is_added_to_a_new_stock(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)
    catalog.put(product_id, {**DESK, "stock": 70}, If_Match=catalog.get(product_id).etag)

    cancel(ADA, made)

    assert stock(table, product_id) == 72


def test_a_cancellation_leaves_the_cart_unchanged(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)
    add_to_cart(ADA, product_id)

    cancel(ADA, made)

    assert cart_quantities(ADA) == {product_id: 1}
