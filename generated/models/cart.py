# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import amount, cart_item
from . import currency as currency_1


class Cart(Model):
    """
    A shopping cart.
    """

    items: Annotated[list[cart_item.CartItem], Field(max_length=40)]
    """
    The products, in the order in which they were added.
    """
    total_amount: Annotated[amount.Amount, Field(alias="totalAmount")]
    currency: currency_1.Currency
