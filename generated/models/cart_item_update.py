# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from pydantic import ConfigDict

from generated.base import Model

from . import quantity as quantity_1


class CartItemUpdate(Model):
    """
    The new quantity.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    quantity: quantity_1.Quantity
