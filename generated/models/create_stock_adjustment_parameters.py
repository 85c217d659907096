# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import product_id


class CreateStockAdjustmentParameters(Model):
    """
    The path, query and header parameters of createStockAdjustment.
    """

    id: product_id.ProductId
    idempotency_key: Annotated[
        str, Field(alias="Idempotency-Key", max_length=255, min_length=1, pattern="^[!-~]{1,255}$")
    ]
