# Written by codegen from openapi.yaml: change that, then `make generate`.

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, Field

from generated.base import Model

from . import order, page_token


class OrderPage(Model):
    """
    A page of orders.
    """

    items: Annotated[list[order.Order], Field(max_length=100)]
    """
    The orders, newest first.
    """
    next_page: Annotated[page_token.PageToken | MISSING, Field(alias="nextPage")] = MISSING
