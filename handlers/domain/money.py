"""Money: exact decimals with one representation."""

from __future__ import annotations

from decimal import Decimal


def canonical(amount: Decimal) -> Decimal:
    """Return an amount in the form DynamoDB returns it: no exponent, no trailing zeros, no negative zero.

    The response to a write and to a later read then have the same bytes, as their common strong ETag requires.
    """
    return Decimal(f"{amount.normalize() + 0:f}")
