# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import page_token, stock_adjustment


class StockAdjustmentPage(Model):
    """
    A page of stock adjustments.
    """

    items: Annotated[list[stock_adjustment.StockAdjustment], Field(max_length=100)]
    """
    The adjustments, newest first.
    """
    next_page: Annotated[page_token.PageToken | MISSING, Field(alias="nextPage")] = MISSING
