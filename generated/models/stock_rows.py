# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import product_id as product_id_1
from . import stock_level, stock_row_count


class StockRows(Model):
    """
    The rows that hold a product's stock, and the units in them.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    product_id: Annotated[product_id_1.ProductId, Field(alias="productId")]
    rows: stock_row_count.StockRowCount
    stock: stock_level.StockLevel
