# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of StockAdjustment."""

from __future__ import annotations

from generated.responses import JsonObject, quoted


class StockAdjustment(JsonObject):
    """An adjustment of a product's stock. `stock` is the product's stock right after it."""

    __slots__ = ()
    FIELDS = ("adjustment_id", "product_id", "change", "stock", "reason", "created_at")

    def __init__(
        self,
        *,
        adjustment_id: str,
        product_id: str,
        change: int,
        stock: int,
        reason: str | None = None,
        created_at: str,
    ) -> None:
        self.text = (
            f'{{"adjustmentId":{quoted(adjustment_id)},"productId":{quoted(product_id)},"change":{change:d},"stock":{stock:d}'
            + ("" if reason is None else f',"reason":{quoted(reason)}')
            + f',"createdAt":{quoted(created_at)}}}'
        )
