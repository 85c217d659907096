"""Products of the earlier layout, whose stock is in their own row, are moved to the present one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ops.migrate_stock import move_stocks
from tests.integration.handlers import catalog
from tests.integration.handlers.buying import ADA, order, stock

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table


def create_with_earlier_layout(table: Table, **more: object) -> str:
    product_id = catalog.create_id(**more)
    row = table.row(f"PRODUCT#{product_id}", "METADATA")
    assert row is not None
    units = row.pop("listedStock")
    table.put({**row, "stock": units})
    table.delete(f"PRODUCT#{product_id}#00", "STOCK")
    return product_id


def test_stock_is_moved_once_and_can_then_be_sold(table: Table) -> None:
    active = create_with_earlier_layout(table, stock=7)
    draft = create_with_earlier_layout(table, stock=3, isActive=False)

    assert [move_stocks(), move_stocks()] == [2, 0]

    assert (stock(table, active), stock(table, draft)) == (7, 3)
    assert order(ADA, active, 2).status == 201
    assert move_stocks() == 0
    assert stock(table, active) == 5


def test_two_migrations_at_once_move_each_stock_once(table: Table) -> None:
    products = [create_with_earlier_layout(table, stock=7) for _ in range(5)]

    with ThreadPoolExecutor(2) as together:
        moved = list(together.map(lambda _: move_stocks(), range(2)))

    assert sum(moved) == 5
    assert {stock(table, each) for each in products} == {7}


def test_moved_stock_is_out_of_reach_of_the_earlier_code(table: Table) -> None:
    product_id = create_with_earlier_layout(table, stock=7)

    move_stocks()

    row = table.row(f"PRODUCT#{product_id}", "METADATA")
    assert row is not None
    assert "stock" not in row
    assert row["listedStock"] == 7


def test_product_is_listed_but_not_read_until_it_is_moved(table: Table) -> None:
    product_id = create_with_earlier_layout(table, stock=7)

    assert [item["stock"] for item in catalog.list_page().body["items"]] == [7]
    assert catalog.get(product_id).problem == (503, "unavailable")
