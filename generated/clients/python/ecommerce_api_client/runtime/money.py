# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Amounts of money in JSON."""

from __future__ import annotations

from decimal import Decimal


def to_number(amount: Decimal | float) -> float:
    """Return an amount as a JSON number.

    Raises
    ------
    ValueError
        If JSON has no such number, or the number would be another amount: it has more digits than a binary float.
    """
    # The shortest text of a float is the amount that its writer meant.
    exact = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    if not exact.is_finite():
        raise ValueError(f"{exact} is no amount")
    number = float(exact)
    if Decimal(repr(number)) != exact:
        raise ValueError("the amount has too many digits for a JSON number")
    return number
