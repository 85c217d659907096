# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of Product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses import JsonObject, boolean, quoted

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal


class Product(JsonObject):
    """A product in the catalogue."""

    __slots__ = ()
    FIELDS = (
        "product_id",
        "name",
        "description",
        "price",
        "currency",
        "category",
        "stock",
        "is_active",
        "image_url",
        "created_at",
        "updated_at",
    )

    def __init__(
        self,
        *,
        product_id: str,
        name: str,
        description: str | None = None,
        price: Decimal,
        currency: Literal["USD", "EUR", "GBP"],
        category: str,
        stock: int,
        is_active: bool,
        image_url: str | None = None,
        created_at: str,
        updated_at: str,
    ) -> None:
        self.text = (
            f'{{"productId":{quoted(product_id)},"name":{quoted(name)}'
            + ("" if description is None else f',"description":{quoted(description)}')
            + f',"price":{price:f},"currency":"{currency}","category":{quoted(category)},"stock":{stock:d},"isActive":{boolean(is_active)}'
            + ("" if image_url is None else f',"imageUrl":{quoted(image_url)}')
            + f',"createdAt":{quoted(created_at)},"updatedAt":{quoted(updated_at)}}}'
        )
