"""Stock adjustments: relative changes of a product's stock, such as deliveries and losses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.clock import now, timestamp
from handlers.domain.errors import OutOfStock, Shortage, StockLimitExceeded

if TYPE_CHECKING:
    from handlers.domain.products import Product

# As in the contract's `Stock`. Cancelled orders return their units even beyond it.
_MAX_STOCK = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdjustment:
    """An adjustment of a product's stock.

    Parameters
    ----------
    adjustment_id : str
        A ULID.
    change : int
        The number of units added; negative if units were removed.
    stock : int
        The product's stock right after the adjustment.
    """

    adjustment_id: str
    product_id: str
    change: int
    stock: int
    reason: str | None
    created_at: str


def adjust_stock(product: Product, change: int, *, adjustment_id: str, reason: str | None) -> StockAdjustment:
    """Return the adjustment that changes a product's stock by a number of units.

    Raises
    ------
    OutOfStock
        If the stock would be below zero.
    StockLimitExceeded
        If units are added and the stock would exceed the limit.
    """
    stock = product.stock + change
    if stock < 0:
        raise OutOfStock([Shortage(product.product_id, -change, product.stock)])
    if change > 0 and stock > _MAX_STOCK:
        raise StockLimitExceeded(_MAX_STOCK)
    return StockAdjustment(
        adjustment_id=adjustment_id,
        product_id=product.product_id,
        change=change,
        stock=stock,
        reason=reason,
        created_at=timestamp(now()),
    )
