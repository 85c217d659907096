# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field

from generated.base import Model

from . import category as category_1
from . import currency as currency_1
from . import new_price, new_product_description, new_product_name
from . import stock as stock_1


class ProductUpdate(Model):
    """
    A product's new properties.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    name: new_product_name.NewProductName
    description: new_product_description.NewProductDescription | MISSING = MISSING
    price: new_price.NewPrice
    currency: currency_1.Currency | MISSING = MISSING
    category: category_1.Category
    stock: stock_1.Stock | MISSING = MISSING
    is_active: Annotated[bool | MISSING, Field(alias="isActive")] = MISSING
    """
    Whether the product is listed and sold. The default is true.
    """
