# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import page_token, product


class ProductPage(Model):
    """
    A page of products.
    """

    items: Annotated[list[product.Product], Field(max_length=100)]
    """
    The products, newest first.
    """
    next_page: Annotated[page_token.PageToken | MISSING, Field(alias="nextPage")] = MISSING
