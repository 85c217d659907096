# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from pydantic import ConfigDict

from generated.base import Model

from . import stock_row_count


class StockRowsUpdate(Model):
    """
    A new number of rows that hold a product's stock.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    rows: stock_row_count.StockRowCount
