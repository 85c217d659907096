"""Money: exact decimals, written in one way."""

from __future__ import annotations

from decimal import Decimal


def canonical(amount: Decimal) -> Decimal:
    """Return an amount as the table gives it back: no exponent, no zeros at the end, no sign on a zero.

    What is answered when it is written and what is answered when it is read are then the same to the byte, as their
    one strong ETag says.
    """
    return Decimal(f"{amount.normalize() + 0:f}")
