"""Products whose stock lies in several rows: split, merged, sold and returned without losing a unit."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from handlers.domain.stock_rows import starting_row
from handlers.store.product_changes import list_stock
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.buying import ADA, cancel, open_account, order, order_id, place, set_in_cart, stock
from tests.integration.handlers.buying import add_to_cart as add
from tests.integration.handlers.calling import Response, call, invoke
from tests.integration.handlers.faulty_proxy import cancelled, first
from tests.lambda_events import ADMIN, sample_event
from tests.support.requests import UNKNOWN_ID, order_request

if TYPE_CHECKING:
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Table

WRITE = [*["BatchGetItem"] * 2, "TransactWriteItems"]


def split(product_id: str, rows: int) -> Response:
    return call("setStockRows", path={"id": product_id}, body={"rows": rows}, caller=ADMIN)


def units(table: Table, product_id: str) -> list[int]:
    rows = [row for row in table.rows().values() if row["SK"] == "STOCK" and row["productId"] == product_id]
    return [int(row["stock"]) for row in sorted(rows, key=lambda row: row["number"])]


def spread_product(rows: int, **more: object) -> str:
    product_id = catalog.create_id(**more)
    assert split(product_id, rows).status == 200
    return product_id


def listed_stock(product_id: str) -> int:
    (found,) = [item for item in catalog.list_page().body["items"] if item["productId"] == product_id]
    return int(found["stock"])


@pytest.mark.parametrize(("rows", "expected"), [(1, [7]), (3, [3, 2, 2]), (8, [1] * 7 + [0])])
def test_stock_is_spread_over_the_rows(table: Table, rows: int, expected: list[int]) -> None:
    product_id = spread_product(2, stock=7)

    response = split(product_id, rows)

    assert response.body == {"productId": product_id, "rows": rows, "stock": 7}
    assert units(table, product_id) == expected
    assert catalog.get(product_id).body["stock"] == 7


@pytest.mark.parametrize("rows", [0, 65, 1.5, "2"])
def test_other_numbers_of_rows_are_rejected(table: Table, rows: object) -> None:
    response = call("setStockRows", path={"id": catalog.create_id()}, body={"rows": rows}, caller=ADMIN)

    assert response.pointers == {"/body/rows"}


def test_unknown_and_deleted_products_have_no_rows_to_set(table: Table) -> None:
    deleted = catalog.create_id()
    catalog.delete(deleted)

    assert [split(product_id, 2).problem for product_id in (UNKNOWN_ID, deleted)] == [(404, "not-found")] * 2


@pytest.mark.parametrize(("old", "new"), [(1, 4), (4, 1), (4, 2)])
def test_sale_between_read_and_write_of_a_split_is_kept(table: Table, old: int, new: int) -> None:
    product_id = spread_product(old, stock=9)

    with before(
        lambda seen: seen == [*["BatchGetItem"] * (2 if old == 1 else 3), "TransactWriteItems"],
        lambda: order(ADA, product_id, 2),
    ):
        response = split(product_id, new)

    assert (response.status, response.body["stock"]) == (200, 7)
    assert len(units(table, product_id)) == new
    assert stock(table, product_id) == 7


def test_split_between_read_and_write_of_a_sale_loses_no_unit(table: Table) -> None:
    product_id = spread_product(8, stock=16)

    with before(lambda seen: seen[-1] == "TransactWriteItems", lambda: split(product_id, 1)):
        response = order(ADA, product_id, 2)

    assert response.status == 201
    assert units(table, product_id) == [14]


def test_buyer_draws_from_the_row_of_his_own(table: Table) -> None:
    product_id = spread_product(8, stock=80)

    order(ADA, product_id, 3)

    own = starting_row(ADA["userId"], 8)
    assert units(table, product_id) == [7 if row == own else 10 for row in range(8)]


def test_buyer_whose_row_is_held_draws_from_the_next(aws_proxy: FaultyProxy, new_process: Table) -> None:
    product_id = spread_product(8, stock=80)
    aws_proxy.seen.clear()
    aws_proxy.plan = first(1, cancelled("None", "None", "None", "TransactionConflict"), "TransactWriteItems")

    assert order(ADA, product_id).status == 201

    own = starting_row(ADA["userId"], 8)
    assert units(new_process, product_id)[(own + 1) % 8] == 9


def test_line_draws_from_several_rows_and_its_units_come_back(table: Table) -> None:
    product_id = spread_product(4, stock=8)

    placed = order_id(ADA, product_id, 7)

    assert stock(table, product_id) == 1
    cancel(ADA, placed)
    assert stock(table, product_id) == 8


def test_units_of_a_merged_row_come_back_to_the_first(table: Table) -> None:
    product_id = spread_product(8, stock=80)
    placed = order_id(ADA, product_id, 3)
    split(product_id, 1)

    cancel(ADA, placed)

    assert units(table, product_id) == [80]


def test_order_whose_lines_draw_from_too_many_rows_consolidates_first(table: Table) -> None:
    # Given three products with a unit in each of 64 rows
    products = [spread_product(64, stock=64) for _ in range(3)]

    # When an order needs forty of each
    response = place(ADA, order_request(*((each, 40) for each in products)))

    # Then it is placed, and every other unit is left
    assert response.status == 201
    assert [stock(table, each) for each in products] == [24] * 3


def test_last_units_in_several_rows_are_sold_exactly_once(table: Table) -> None:
    product_id = spread_product(4, stock=4)
    buyers = [{**ADA, "userId": open_account(new_id())} for _ in range(8)]

    with ThreadPoolExecutor(8) as together:
        statuses = [each.status for each in together.map(lambda buyer: order(buyer, product_id), buyers)]

    assert (statuses.count(201), statuses.count(409)) == (4, 4)
    assert stock(table, product_id) == 0


def test_shortage_names_the_units_in_all_rows(table: Table) -> None:
    product_id = spread_product(4, stock=7)

    response = order(ADA, product_id, 8)

    assert response.problem == (409, "out-of-stock")
    assert response.body["shortages"] == [{"productId": product_id, "requested": 8, "available": 7}]


def test_units_that_move_while_they_are_counted_are_not_missed(table: Table) -> None:
    # Given units that move from a row that is read later to one that was read before
    product_id = spread_product(2, stock=3)
    buyer = open_account(next(each for each in iter(new_id, None) if starting_row(each, 2) == 0))

    def merge_and_split() -> None:
        split(product_id, 1)
        split(product_id, 2)

    # When a buyer needs more than either row has
    with before(lambda seen: seen == [*["BatchGetItem"] * 3], merge_and_split):
        response = order({**ADA, "userId": buyer}, product_id, 3)

    # Then they are found
    assert response.status == 201


def test_cart_counts_the_units_in_all_rows(table: Table) -> None:
    product_id = spread_product(4, stock=7)
    add(ADA, product_id, 7)

    assert set_in_cart(ADA, product_id, 7).body["items"][0]["availability"] == "available"
    assert set_in_cart(ADA, product_id, 8).body["items"][0]["availability"] == "short"


def test_etag_changes_with_a_sale_in_any_row(table: Table) -> None:
    product_id = spread_product(8, stock=80)
    etags = {catalog.get(product_id).etag}

    for _ in range(3):
        order({**ADA, "userId": open_account(new_id())}, product_id)
        etags.add(catalog.get(product_id).etag)

    assert len(etags) == 4


def test_stock_set_under_an_older_etag_is_rejected_and_under_the_current_spread(table: Table) -> None:
    product_id = spread_product(3, stock=9)
    old = catalog.get(product_id).etag
    order(ADA, product_id)
    body = {**catalog.DESK, "stock": 30}

    assert catalog.put(product_id, body, If_Match=old).problem == (412, "precondition-failed")
    updated = catalog.put(product_id, body, If_Match=catalog.get(product_id).etag)

    assert (updated.status, updated.body["stock"]) == (200, 30)
    assert updated.etag == catalog.get(product_id).etag
    assert units(table, product_id) == [10, 10, 10]


@pytest.mark.parametrize("change", [5, -8])
def test_adjustment_is_exact_over_all_rows(table: Table, change: int) -> None:
    product_id = spread_product(3, stock=9)
    headers = {"Idempotency-Key": new_id()}

    adjusted = call(
        "createStockAdjustment", path={"id": product_id}, body={"change": change}, headers=headers, caller=ADMIN
    )

    assert adjusted.body["stock"] == 9 + change == stock(table, product_id)


def test_product_that_is_not_sold_is_sold_from_none_of_its_rows(table: Table) -> None:
    product_id = spread_product(4, stock=8)

    catalog.put(product_id, {**catalog.DESK, "isActive": False})

    assert order(ADA, product_id).problem == (409, "out-of-stock")
    assert stock(table, product_id) == 8


def test_price_that_changes_between_read_and_write_of_a_sale_is_the_one_charged(table: Table) -> None:
    product_id = spread_product(4, stock=8)

    def raise_price() -> None:
        catalog.put(product_id, {**catalog.DESK, "price": 600})

    with before(lambda seen: seen[-1] == "TransactWriteItems", raise_price):
        response = order(ADA, product_id)

    assert (response.status, response.body["totalAmount"]) == (201, 600)


def test_sale_writes_no_row_of_an_index(table: Table) -> None:
    product_id = catalog.create_id(stock=8)
    before_sale = table.row(f"PRODUCT#{product_id}", "METADATA")

    order(ADA, product_id)

    assert table.row(f"PRODUCT#{product_id}", "METADATA") == before_sale


def test_list_has_the_stock_that_was_copied_after_a_sale(table: Table) -> None:
    product_id = spread_product(4, stock=8)
    order(ADA, product_id, 3)
    etag = catalog.get(product_id).etag

    list_stock(product_id)

    assert listed_stock(product_id) == 5
    assert catalog.get(product_id).etag == etag


def test_batch_of_changes_is_copied_once_for_a_product(table: Table) -> None:
    # Given changes of two rows of a product
    product_id = spread_product(4, stock=8)
    order(ADA, product_id, 3)
    (record,) = json.loads(json.dumps(sample_event("list_stock")).replace(UNKNOWN_ID, product_id))["Records"]

    # When both arrive in a batch
    with recorded() as aws:
        invoke("list_stock", {"Records": [record, record]})

    # Then the list has the stock, which was written once
    assert listed_stock(product_id) == 5
    assert aws.requests.count("UpdateItem") == 1


def test_copy_that_meets_a_sale_is_repeated(table: Table) -> None:
    product_id = catalog.create_id(stock=8)

    with before(lambda seen: seen == ["BatchGetItem", "UpdateItem"], lambda: order(ADA, product_id, 3)):
        list_stock(product_id)

    assert listed_stock(product_id) == 5


def test_stock_of_a_deleted_product_is_not_listed(table: Table) -> None:
    product_id = catalog.create_id(stock=8)
    catalog.delete(product_id)
    row = table.row(f"PRODUCT#{product_id}", "METADATA")

    list_stock(product_id)

    assert table.row(f"PRODUCT#{product_id}", "METADATA") == row


def test_sale_of_a_product_in_one_row_reads_once(table: Table) -> None:
    product_id = catalog.create_id(stock=8)

    with recorded() as aws:
        order(ADA, product_id)

    assert [each for each in aws.requests if "Secret" not in each][:2] == ["BatchGetItem", "TransactWriteItems"]
