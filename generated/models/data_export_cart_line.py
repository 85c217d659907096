# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from generated.base import Model

from . import currency as currency_1
from . import product_id as product_id_1
from . import quantity as quantity_1
from . import timestamp


class DataExportCartLine(Model):
    """
    A product in the cart.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    product_id: Annotated[product_id_1.ProductId, Field(alias="productId")]
    quantity: quantity_1.Quantity
    currency: currency_1.Currency
    added_at: Annotated[timestamp.Timestamp, Field(alias="addedAt")]
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
