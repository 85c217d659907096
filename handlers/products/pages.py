"""How both lists of products are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import MISSING

from generated.models.product import Product
from generated.models.product_page import ProductPage
from handlers.runtime.http.response import Response, ok, represent

if TYPE_CHECKING:
    from handlers.store import catalogue


def page_response(page: catalogue.ProductPage) -> Response:
    """Return a page of products as the contract's ``ProductPage``."""
    items = [represent(Product, product) for product in page.items]
    return ok(ProductPage(items=items, next_page=MISSING if page.next_page is None else page.next_page))
