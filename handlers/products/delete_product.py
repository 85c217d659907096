"""deleteProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, no_content
from handlers.store import product_changes
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.delete_product_parameters import DeleteProductParameters
    from handlers.runtime.http.request import Request


@operation("deleteProduct")
def handler(request: Request[DeleteProductParameters, None]) -> Response:
    """Delete a product."""
    check_admin(request.principal)
    product_changes.delete_product(request.parameters.id, origin_of(request))
    observability.log("PRODUCT_DELETED", "Product deleted", productId=request.parameters.id)
    return no_content()
