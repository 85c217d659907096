"""listProducts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.products.page_presenter import present_product_page
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default
from handlers.store import catalogue

if TYPE_CHECKING:
    from generated.requests.list_products_parameters import ListProductsParameters
    from handlers.runtime.http.request import Request


@operation("listProducts")
def handler(request: Request[ListProductsParameters, None]) -> Response:
    """Return a page of active products, newest first, optionally of one category."""
    parameters = request.parameters
    page = catalogue.list_products(
        category=or_default(parameters.category, None), limit=parameters.limit, page=or_default(parameters.page, None)
    )
    return ok(present_product_page(page))
