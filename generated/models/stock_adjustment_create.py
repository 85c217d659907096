# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from pydantic import MISSING, ConfigDict

from generated.base import Model

from . import stock_change, stock_reason


class StockAdjustmentCreate(Model):
    """
    A change of a product's stock.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    change: stock_change.StockChange
    reason: stock_reason.StockReason | MISSING = MISSING
