"""Presenter of pages of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.product_page import ProductPage
from handlers.products.presenters import present_product
from handlers.runtime import settings

if TYPE_CHECKING:
    from handlers.store import catalogue


def present_product_page(page: catalogue.ProductPage) -> ProductPage:
    """Return a page of products as the contract's ``ProductPage``."""
    image_base_url = settings.IMAGE_BASE_URL.value()
    items = [present_product(product, image_base_url) for product in page.items]
    return ProductPage(items=items, next_page=page.next_page)
