# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of CartItem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, quoted

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal


class CartItem(JsonObject):
    """One product in a cart."""

    __slots__ = ()
    FIELDS = ("product_id", "product_name", "quantity", "price", "subtotal", "availability", "added_at", "updated_at")

    def __init__(
        self,
        *,
        product_id: str,
        product_name: str,
        quantity: int,
        price: Decimal,
        subtotal: Decimal,
        availability: Literal["available", "short", "gone"],
        added_at: str,
        updated_at: str,
    ) -> None:
        self.text = f'{{"productId":{quoted(product_id)},"productName":{quoted(product_name)},"quantity":{quantity:d},"price":{price:f},"subtotal":{subtotal:f},"availability":"{availability}","addedAt":{quoted(added_at)},"updatedAt":{quoted(updated_at)}}}'
