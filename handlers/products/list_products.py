"""listProducts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.products.pages import page_response
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import or_default
from handlers.store import catalogue

if TYPE_CHECKING:
    from generated.models.list_products_parameters import ListProductsParameters
    from handlers.runtime.http.request import Request
    from handlers.runtime.http.response import Response


@operation("listProducts")
def handler(request: Request[ListProductsParameters, None]) -> Response:
    """List the active products, newest first, of one category if asked."""
    asked = request.parameters
    return page_response(
        catalogue.list_products(
            category=or_default(asked.category, None), limit=asked.limit, page=or_default(asked.page, None)
        )
    )
