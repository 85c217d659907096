"""Orders with any time and status, written to the table directly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.domain.clock import timestamp
from handlers.domain.ids import new_id
from handlers.domain.orders import Order
from handlers.store.orders import order_row
from tests.integration.handlers.buying import ADA
from tests.integration.handlers.stream import order_of
from tests.integration.handlers.table import Table

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def plant(table: Table, moment: datetime = NOON, *, caller: Mapping[str, str] = ADA, **changed: Any) -> Order:
    """Write an order placed at a moment, by default a processing one, and return it."""
    placed = timestamp(moment)
    order = order_of(caller["userId"], order_id=new_id(moment), created_at=placed, updated_at=placed, **changed)
    # These orders have no ITEM rows and no reservations: they are only for lists.
    row = order_row(replace(order, revision=new_id()))
    table.dynamodb.put_item(TableName=table.name, Item=row)
    return order


def newest_first(*orders: Order) -> list[str]:
    """Return the ids of orders in the order of a list."""
    return sorted((order.order_id for order in orders), reverse=True)
