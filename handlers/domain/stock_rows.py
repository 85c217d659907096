"""Stock rows: a product's units lie in one row of the table, or in several if many buy it at once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_ROWS = 64


def starting_row(buyer: str, rows: int) -> int:
    """Return the row from which a buyer draws first: buyers are spread evenly, and each keeps to one row."""
    return zlib.crc32(buyer.encode()) % rows


def spread(units: int, rows: int) -> Sequence[int]:
    """Return the units of each row if they are spread evenly."""
    each, rest = divmod(units, rows)
    return [each + (row < rest) for row in range(rows)]


def plan_draws(units: Mapping[int, int], quantity: int, *, start: int) -> Mapping[int, int]:
    """Return the units to draw from each row for a sale; from one row if any has enough.

    Parameters
    ----------
    units : Mapping[int, int]
        The units of each row; together at least the quantity.
    quantity : int
        The units to sell, at least one.
    start : int
        The row to prefer; after it those that follow, and then the first ones.
    """
    order = sorted(units, key=lambda row: (row < start, row))
    for row in order:
        if units[row] >= quantity:
            return {row: quantity}
    draws: dict[int, int] = {}
    for row in sorted(order, key=lambda row: -units[row]):  # the fewest rows
        drawn = min(units[row], quantity)
        if drawn > 0:
            draws[row] = drawn
        quantity -= drawn
    return draws
