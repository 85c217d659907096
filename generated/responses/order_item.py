# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of OrderItem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, quoted

if TYPE_CHECKING:
    from decimal import Decimal


class OrderItem(JsonObject):
    """A product of an order, with its name and price at the time of the order."""

    __slots__ = ()
    FIELDS = ("product_id", "product_name", "quantity", "price", "subtotal")

    def __init__(self, *, product_id: str, product_name: str, quantity: int, price: Decimal, subtotal: Decimal) -> None:
        self.text = f'{{"productId":{quoted(product_id)},"productName":{quoted(product_name)},"quantity":{quantity:d},"price":{price:f},"subtotal":{subtotal:f}}}'
