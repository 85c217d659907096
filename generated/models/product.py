# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import category as category_1
from . import currency as currency_1
from . import price as price_1
from . import product_description, product_name, stock_level, timestamp
from . import product_id as product_id_1


class Product(Model):
    """
    A product in the catalogue.
    """

    product_id: Annotated[product_id_1.ProductId, Field(alias="productId")]
    name: product_name.ProductName
    description: product_description.ProductDescription | MISSING = MISSING
    price: price_1.Price
    currency: currency_1.Currency
    category: category_1.Category
    stock: stock_level.StockLevel
    is_active: Annotated[bool, Field(alias="isActive")]
    """
    Whether the product is listed and sold.
    """
    image_url: Annotated[str | MISSING, Field(alias="imageUrl", max_length=500)] = MISSING
    """
    The URL of the product's image. Absent if the product has none.
    """
    created_at: Annotated[timestamp.Timestamp, Field(alias="createdAt")]
    updated_at: Annotated[timestamp.Timestamp, Field(alias="updatedAt")]
