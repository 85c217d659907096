# Written by codegen from openapi.yaml: change that, then `make generate`.
"""The JSON text of StockRows."""

from __future__ import annotations

from generated.responses import JsonObject, quoted


class StockRows(JsonObject):
    """The rows that hold a product's stock, and the units in them."""

    __slots__ = ()
    FIELDS = ("product_id", "rows", "stock")

    def __init__(self, *, product_id: str, rows: int, stock: int) -> None:
        self.text = f'{{"productId":{quoted(product_id)},"rows":{rows:d},"stock":{stock:d}}}'
