# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import IntegerText, Model

from . import page_token, product_id


class ListStockAdjustmentsParameters(Model):
    """
    The path, query and header parameters of listStockAdjustments.
    """

    id: product_id.ProductId
    limit: Annotated[IntegerText, Field(ge=1, le=100)] = 20
    page: page_token.PageToken | MISSING = MISSING
