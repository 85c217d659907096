# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Amounts of money in JSON."""

from __future__ import annotations

from decimal import Decimal

from ecommerce_api_client.runtime.problems import InvalidArgument


def to_number(amount: Decimal | float) -> float:
    """Return an amount as a JSON number.

    Raises
    ------
    InvalidArgument
        If the number would be another amount: it has more digits than a binary float.
    """
    number = float(amount)
    if Decimal(str(number)) != Decimal(str(amount)):
        raise InvalidArgument(f"{amount} has too many digits for a JSON number")
    return number
