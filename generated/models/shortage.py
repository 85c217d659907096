# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import product_id as product_id_1


class Shortage(Model):
    """
    A product with less stock than requested.
    """

    product_id: Annotated[product_id_1.ProductId, Field(alias="productId")]
    requested: Annotated[int, Field(ge=1, le=1000000)]
    """
    The requested quantity.
    """
    available: Annotated[int, Field(ge=0, le=2000000000)]
    """
    The available quantity; 0 for a product that isn't sold.
    """
