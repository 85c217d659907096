"""listAdminProducts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.products.page_presenter import present_product_page
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default
from handlers.store import catalogue
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.list_admin_products_parameters import ListAdminProductsParameters
    from handlers.runtime.http.request import Request


@operation("listAdminProducts")
def handler(request: Request[ListAdminProductsParameters, None]) -> Response:
    """Return a page of the active and the inactive products, newest first."""
    check_admin(request.principal)
    parameters = request.parameters
    return ok(
        present_product_page(
            catalogue.list_all_products(limit=parameters.limit, page=or_default(parameters.page, None))
        )
    )
