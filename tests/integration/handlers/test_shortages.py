"""Place orders of products with too little stock, or that change meanwhile."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.buying import (
    ADA,
    GRACE,
    add_to_cart,
    cart_quantities,
    order,
    place,
    stock,
)
from tests.integration.handlers.catalog import DESK
from tests.support.requests import order_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.table import Table

OUT_OF_STOCK = (409, "out-of-stock")
MIXED_CURRENCIES = (409, "mixed-currencies")


def the_reservation(seen: Sequence[str]) -> bool:
    return seen == ["BatchGetItem", "TransactWriteItems"]


def shortages(response: Response) -> list[tuple[str, int, int]]:
    assert response.problem == OUT_OF_STOCK, response.text
    return [(each["productId"], each["requested"], each["available"]) for each in response.body["shortages"]]


def buyers(table: Table) -> list[str]:
    return [row["userId"] for (_, sort), row in table.rows().items() if sort.startswith("ORDER#")]


def test_quantities_are_summed_over_all_lines_of_a_product(table: Table) -> None:
    product_id = catalog.create_id(stock=99)

    response = place(ADA, order_request(*[(product_id, 99)] * 40))

    assert shortages(response) == [(product_id, 3960, 99)]


def test_all_shortages_are_reported_together_and_nothing_is_sold(table: Table) -> None:
    # Given enough stock of one product, and too little of all others
    enough, few, none = (catalog.create_id(stock=stock) for stock in (9, 2, 0))
    inactive, deleted = catalog.create_id(stock=9, isActive=False), catalog.create_id(stock=9)
    catalog.delete(deleted)
    unknown = new_id()
    add_to_cart(ADA, enough)

    # When all are ordered
    with recorded() as aws:
        response = place(ADA, order_request(*[(each, 3) for each in (unknown, few, enough, inactive, none, deleted)]))

    # Then the shortages are reported in the order of the request, and no payment is attempted
    assert shortages(response) == [(unknown, 3, 0), (few, 3, 2), (inactive, 3, 0), (none, 3, 0), (deleted, 3, 0)]
    assert "Invoke" not in aws.requests
    assert buyers(table) == []
    assert [stock(table, each) for each in (enough, few, none, inactive, deleted)] == [9, 2, 0, 9, 9]
    assert cart_quantities(ADA) == {enough: 1}


def test_an_order_cant_mix_currencies(table: Table) -> None:
    euros, dollars = catalog.create_id(stock=1, currency="EUR"), catalog.create_id(stock=1, currency="USD")
    rows = table.rows()

    assert place(ADA, order_request((euros, 1), (dollars, 1))).problem == MIXED_CURRENCIES
    assert table.rows() == rows


def test_a_price_changed_since_the_read_is_used(table: Table) -> None:
    product_id = catalog.create_id(price=10, stock=5)

    with before(the_reservation, lambda: catalog.put(product_id, {**DESK, "price": 12.34})):
        placed = order(ADA, product_id, 2).body

    assert (placed["items"][0]["price"], placed["totalAmount"]) == (Decimal("12.34"), Decimal("24.68"))
    assert stock(table, product_id) == 3


def test_a_currency_changed_since_the_read_is_used(table: Table) -> None:
    one, other = (catalog.create_id(price=10, stock=5, currency="EUR") for _ in range(2))

    with before(the_reservation, lambda: catalog.put(one, {**DESK, "price": 10, "currency": "USD"})):
        assert place(ADA, order_request((one, 1), (other, 1))).problem == MIXED_CURRENCIES

    assert (stock(table, one), stock(table, other)) == (5, 5)


@pytest.mark.parametrize("how", ["deleted", "inactive", "sold", "edited"])
def test_stock_gone_since_the_read_is_not_sold(table: Table, how: str) -> None:
    # Given that the last piece becomes unavailable before it is reserved
    made = catalog.create(stock=1)
    product_id = made.body["productId"]
    removals = {
        "deleted": lambda: catalog.delete(product_id),
        "inactive": lambda: catalog.put(product_id, {**DESK, "isActive": False}),
        "sold": lambda: order(GRACE, product_id),
        "edited": lambda: catalog.put(product_id, {**DESK, "stock": 0}, If_Match=made.etag),
    }

    with before(the_reservation, removals[how]):
        response = order(ADA, product_id)

    assert shortages(response) == [(product_id, 1, 0)]
    assert buyers(table) == ([GRACE["userId"]] if how == "sold" else [])


def test_an_order_succeeds_though_stock_was_added_since_the_read(table: Table) -> None:
    made = catalog.create(stock=1)
    product_id = made.body["productId"]

    with before(the_reservation, lambda: catalog.put(product_id, {**DESK, "stock": 7}, If_Match=made.etag)):
        assert order(ADA, product_id).status == 201

    assert stock(table, product_id) == 6
