"""listProductsByCategory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.products.pages import page_response
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import or_default
from handlers.store import catalogue

if TYPE_CHECKING:
    from generated.models.list_products_by_category_parameters import ListProductsByCategoryParameters
    from handlers.runtime.http.request import Request
    from handlers.runtime.http.response import Response


@operation("listProductsByCategory")
def handler(request: Request[ListProductsByCategoryParameters, None]) -> Response:
    """List a category's active products, newest first."""
    asked = request.parameters
    return page_response(
        catalogue.list_products(category=asked.category, limit=asked.limit, page=or_default(asked.page, None))
    )
