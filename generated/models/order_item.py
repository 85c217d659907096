# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generated.base import Model

from . import amount
from . import price as price_1
from . import product_id as product_id_1
from . import product_name as product_name_1


class OrderItem(Model):
    """
    A product of an order, with its name and price at the time of the order.
    """

    product_id: Annotated[product_id_1.ProductId, Field(alias="productId")]
    product_name: Annotated[product_name_1.ProductName, Field(alias="productName")]
    quantity: Annotated[int, Field(ge=1, le=3960)]
    """
    The quantity, combined over the lines with this product.
    """
    price: price_1.Price
    subtotal: amount.Amount
