# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import product_id


class RemoveCartItemParameters(Model):
    """
    The path, query and header parameters of removeCartItem.
    """

    item_id: Annotated[product_id.ProductId, Field(alias="itemId")]
