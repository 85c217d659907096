"""Desks of which there are a few, and what is left of an order of them."""

from __future__ import annotations

from tests.integration.handlers import shelf
from tests.integration.handlers.buying import ADA, get, stock
from tests.integration.handlers.paying import state
from tests.integration.handlers.table import Row, Table

DESKS = 5


def desks() -> str:
    """Create as many desks of a kind, and return the product's id."""
    return shelf.create_id(stock=DESKS)


def refund_of(table: Table, made: str) -> Row | None:
    """Return the row that says that an order's payment is to be given back, or was."""
    return table.row(f"ORDER#{made}", "REFUND")


def is_undone(table: Table, product_id: str, made: str, *, charge: str = "refunded") -> None:
    """Look that nothing is left of Ada's order but that it was cancelled: stock back, refund done."""
    assert get(ADA, made).body["status"] == "cancelled"
    assert stock(table, product_id) == DESKS
    assert state(table, made) == charge
    row = refund_of(table, made)
    assert row is not None
    assert row["refund"] == "done"
    assert "GSI2PK" not in row
