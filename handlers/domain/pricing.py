"""Prices: exact decimals, and the only place that computes a subtotal or a total, of a cart or of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def canonical(amount: Decimal) -> Decimal:
    """Return an amount in the form DynamoDB returns it: no exponent, no trailing zeros, no negative zero.

    The response to a write and to a later read then have the same bytes, as their common strong ETag requires.
    """
    return Decimal(f"{amount.normalize() + 0:f}")


def line_subtotal(unit_price: Decimal, quantity: int) -> Decimal:
    """Return the price of a line: the unit price times the quantity, exactly."""
    return canonical(unit_price * quantity)


def total_amount(subtotals: Iterable[Decimal]) -> Decimal:
    """Return the price of all lines together; zero if there are none."""
    return canonical(sum(subtotals, start=Decimal(0)))
