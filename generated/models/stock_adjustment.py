# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import product_id as product_id_1
from . import stock_adjustment_id, stock_change, stock_level, stock_reason, timestamp


class StockAdjustment(Model):
    """
    An adjustment of a product's stock. `stock` is the product's stock right after it.
    """

    adjustment_id: Annotated[stock_adjustment_id.StockAdjustmentId, Field(alias="adjustmentId")]
    product_id: Annotated[product_id_1.ProductId, Field(alias="productId")]
    change: stock_change.StockChange
    stock: stock_level.StockLevel
    reason: stock_reason.StockReason | MISSING = MISSING
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
