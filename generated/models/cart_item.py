# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generated.base import Model

from . import amount, timestamp
from . import price as price_1
from . import product_id as product_id_1
from . import product_name as product_name_1
from . import quantity as quantity_1


class CartItem(Model):
    """
    One product in a cart.
    """

    product_id: Annotated[product_id_1.ProductId, Field(alias="productId")]
    product_name: Annotated[product_name_1.ProductName, Field(alias="productName")]
    quantity: quantity_1.Quantity
    price: price_1.Price
    subtotal: amount.Amount
    availability: Literal["available", "short", "gone"]
    """
    `available`; `short`: the stock is less than the quantity; or `gone`: the product is no longer sold, or not
    in the cart's currency, and isn't part of the total. The cart's currency is that of the item added last
    which isn't `gone`, or USD.

    """
    added_at: Annotated[timestamp.Timestamp, Field(alias="addedAt")]
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
