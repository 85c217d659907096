"""A product with little stock, and checks of a cancelled order."""

from __future__ import annotations

from tests.integration.handlers import shelf
from tests.integration.handlers.buying import ADA, get, stock
from tests.integration.handlers.paying import state
from tests.integration.handlers.table import Row, Table

DESKS = 5


def desks() -> str:
    """Create a product with `DESKS` pieces in stock, and return its id."""
    return shelf.create_id(stock=DESKS)


def refund_of(table: Table, made: str) -> Row | None:
    """Return the row of an order's refund, due or done."""
    return table.row(f"ORDER#{made}", "REFUND")


def assert_undone(table: Table, product_id: str, made: str, *, charge: str = "refunded") -> None:
    """Assert that Ada's order is cancelled, its stock restored and its payment refunded."""
    assert get(ADA, made).body["status"] == "cancelled"
    assert stock(table, product_id) == DESKS
    assert state(table, made) == charge
    row = refund_of(table, made)
    assert row is not None
    assert row["refund"] == "done"
    assert "GSI2PK" not in row
