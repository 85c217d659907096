# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of Cart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, objects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from typing import Literal

    from generated.responses.cart_item import CartItem


class Cart(JsonObject):
    """A shopping cart."""

    __slots__ = ()
    FIELDS = ("items", "total_amount", "currency")

    def __init__(
        self, *, items: Sequence[CartItem], total_amount: Decimal, currency: Literal["USD", "EUR", "GBP"]
    ) -> None:
        self.text = f'{{"items":{objects(items)},"totalAmount":{total_amount:f},"currency":"{currency}"}}'
