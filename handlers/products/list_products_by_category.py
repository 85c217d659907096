"""listProductsByCategory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.products.page_presenter import present_product_page
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default
from handlers.store import catalogue

if TYPE_CHECKING:
    from generated.requests.list_products_by_category_parameters import ListProductsByCategoryParameters
    from handlers.runtime.http.request import Request


@operation("listProductsByCategory")
def handler(request: Request[ListProductsByCategoryParameters, None]) -> Response:
    """Return a page of the active products of a category, newest first."""
    parameters = request.parameters
    page = catalogue.list_products(
        category=parameters.category, limit=parameters.limit, page=or_default(parameters.page, None)
    )
    return ok(present_product_page(page))
