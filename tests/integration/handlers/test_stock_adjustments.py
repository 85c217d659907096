"""Relative changes of a product's stock: exact under concurrent sales, and safe to repeat."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.buying import ADA, order, stock
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.faulty_proxy import Fault, first
from tests.lambda_events import ADMIN, CUSTOMER
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Table

BELOW_ZERO = (409, "out-of-stock")


def adjust(product_id: str, change: object, *, key: str | None = None, **more: object) -> Response:
    headers = {"Idempotency-Key": key or new_id()}
    body = {"change": change, **more}
    return call("createStockAdjustment", path={"id": product_id}, body=body, headers=headers, caller=ADMIN)


def adjustments(product_id: str, **query: str) -> Response:
    return call("listStockAdjustments", path={"id": product_id}, query=query, caller=ADMIN)


def is_replay(response: Response) -> bool:
    return "Idempotency-Replayed" in response.headers


@pytest.mark.parametrize(("change", "left"), [(25, 37), (-12, 0), (0, 12)])
def test_adjustment_changes_the_stock_and_returns_it(table: Table, change: int, left: int) -> None:
    product_id = catalog.create_id(stock=12)

    response = adjust(product_id, change, reason="Delivery 4711")

    made = response.body
    assert (made["change"], made["stock"], made["reason"], made["productId"]) == (
        change,
        left,
        "Delivery 4711",
        product_id,
    )
    assert response.headers["Location"] == f"/v1/products/{product_id}/stock-adjustments"
    assert catalog.get(product_id).body["stock"] == left


def test_adjustment_changes_the_products_etag(table: Table) -> None:
    made = catalog.create(stock=1)

    adjust(made.body["productId"], 1)

    changed = catalog.get(made.body["productId"])
    assert changed.etag != made.etag
    assert changed.body["updatedAt"] >= made.body["updatedAt"]


@pytest.mark.parametrize("change", [-4, -1_000_000])
def test_stock_never_goes_below_zero(table: Table, change: int) -> None:
    product_id = catalog.create_id(stock=3)

    response = adjust(product_id, change)

    assert response.problem == BELOW_ZERO
    assert response.body["shortages"] == [{"productId": product_id, "requested": -change, "available": 3}]
    assert stock(table, product_id) == 3
    assert adjustments(product_id).body["items"] == []


def test_stock_beyond_the_limit_is_rejected(table: Table) -> None:
    product_id = catalog.create_id(stock=1_000_000)

    assert adjust(product_id, 1).problem == (409, "stock-limit")
    assert adjust(product_id, -1).body["stock"] == 999_999


def test_stock_above_the_limit_can_be_lowered(table: Table) -> None:
    # Given a stock that cancelled orders have brought above the limit
    product_id = catalog.create_id(stock=1_000_000)
    row = table.row(f"PRODUCT#{product_id}#00", "STOCK")
    assert row is not None
    table.put({**row, "stock": 1_000_050})

    assert adjust(product_id, -1).body["stock"] == 1_000_049


def test_sale_between_read_and_write_is_kept(table: Table) -> None:
    product_id = catalog.create_id(stock=5)

    def sell() -> None:
        assert order(ADA, product_id, 2).status == 201

    with before(lambda seen: seen == [*["BatchGetItem"] * 2, "TransactWriteItems"], sell):
        response = adjust(product_id, 10)

    assert response.body["stock"] == 13
    assert stock(table, product_id) == 13


def test_concurrent_adjustments_all_count(table: Table) -> None:
    product_id = catalog.create_id(stock=0)

    with ThreadPoolExecutor(4) as together:
        responses = list(together.map(lambda _: adjust(product_id, 5), range(4)))

    made = sorted(response.body["stock"] for response in responses if response.status == 201)
    assert {response.status for response in responses} <= {201, 503}
    assert made == [5 * count for count in range(1, len(made) + 1)]
    assert stock(table, product_id) == made[-1]


def test_repeated_request_gets_the_first_response_and_changes_nothing(table: Table) -> None:
    product_id = catalog.create_id(stock=12)
    first_response = adjust(product_id, 5, key="delivery-1", reason="Delivery 1")
    adjust(product_id, 7)
    rows = table.rows()

    again = adjust(product_id, 5, key="delivery-1", reason="Delivery 1")

    assert (again.status, again.text) == (201, first_response.text)
    assert is_replay(again)
    assert not is_replay(first_response)
    assert table.rows() == rows


def test_repeated_shortage_is_replayed_though_the_stock_has_grown(table: Table) -> None:
    product_id = catalog.create_id(stock=1)
    first_response = adjust(product_id, -2, key="loss-1")
    adjust(product_id, 10)

    again = adjust(product_id, -2, key="loss-1")

    assert again.problem == BELOW_ZERO
    assert again.body["shortages"] == first_response.body["shortages"]
    assert is_replay(again)
    assert stock(table, product_id) == 11


@pytest.mark.parametrize("change", [5, 6])
def test_key_of_another_payload_or_product_is_rejected(table: Table, change: int) -> None:
    desk, lamp = catalog.create_id(stock=1), catalog.create_id(stock=1)
    adjust(desk, 5, key="delivery-1")

    response = adjust(desk if change == 6 else lamp, change, key="delivery-1")

    assert response.problem == (422, "idempotency-key-reused")
    assert (stock(table, desk), stock(table, lamp)) == (6, 1)


def test_adjustment_whose_response_is_lost_is_made_once(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = catalog.create_id(stock=1)
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "TransactWriteItems")

    response = adjust(product_id, 5)

    assert (response.status, response.body["stock"]) == (201, 6)
    assert not is_replay(response)
    assert stock(table, product_id) == 6


def test_adjustments_are_listed_newest_first_page_by_page(table: Table) -> None:
    product_id, other = catalog.create_id(), catalog.create_id()
    made = [adjust(product_id, change).body for change in (1, 2, 3)]
    adjust(other, 9)

    page = adjustments(product_id, limit="2")
    last = adjustments(product_id, limit="2", page=page.body["nextPage"])

    assert page.body["items"] + last.body["items"] == made[::-1]
    assert "nextPage" not in last.body
    assert adjustments(other, page=page.body["nextPage"]).pointers == {"/query/page"}


def test_draft_can_be_adjusted(table: Table) -> None:
    product_id = catalog.create_id(isActive=False, stock=1)

    assert adjust(product_id, 4).body["stock"] == 5
    assert [each["change"] for each in adjustments(product_id).body["items"]] == [4]


def test_deleted_product_keeps_its_adjustments_but_gets_no_more(table: Table) -> None:
    deleted = catalog.create_id()
    adjust(deleted, 1)
    catalog.delete(deleted)

    assert adjust(deleted, 1).problem == (404, "not-found")
    assert [each["change"] for each in adjustments(deleted).body["items"]] == [1]


def test_unknown_product_is_not_found(table: Table) -> None:
    assert adjust(UNKNOWN_ID, 1).problem == (404, "not-found")
    assert adjustments(UNKNOWN_ID).problem == (404, "not-found")


def test_product_deleted_between_read_and_write_is_not_adjusted(table: Table) -> None:
    product_id = catalog.create_id(stock=1)

    with before(lambda seen: seen == [*["BatchGetItem"] * 2, "TransactWriteItems"], lambda: catalog.delete(product_id)):
        response = adjust(product_id, 1)

    assert response.problem == (404, "not-found")


@pytest.mark.parametrize("change", [1.5, "1", None, 1_000_001, -1_000_001, True])
def test_invalid_change_is_rejected(table: Table, change: object) -> None:
    assert adjust(catalog.create_id(), change).pointers == {"/body/change"}


def test_key_is_required(table: Table) -> None:
    path, body = {"id": catalog.create_id()}, {"change": 1}

    response = call("createStockAdjustment", path=path, body=body, caller=ADMIN)

    assert response.pointers == {"/header/Idempotency-Key"}


@pytest.mark.parametrize("operation_id", ["createStockAdjustment", "listStockAdjustments"])
def test_customers_have_no_access(table: Table, operation_id: str) -> None:
    response = call(operation_id, path={"id": UNKNOWN_ID}, body={"change": 1}, caller=CUSTOMER)

    assert response.problem == (403, "forbidden")
