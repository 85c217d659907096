"""getAdminProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.products.presenters import present_product
from handlers.runtime import settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import matches_none
from handlers.runtime.http.response import Response, not_modified, ok, or_default
from handlers.store.products import find_any_product
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.get_admin_product_parameters import GetAdminProductParameters
    from handlers.runtime.http.request import Request


@operation("getAdminProduct")
def handler(request: Request[GetAdminProductParameters, None]) -> Response:
    """Return a product, active or not, or 304 if the client has the current version."""
    check_admin(request.principal)
    product = find_any_product(request.parameters.id)
    if not matches_none(or_default(request.parameters.if_none_match, None), product.revision):
        return not_modified(etag=product.revision)
    return ok(present_product(product, settings.IMAGE_BASE_URL.value()), etag=product.revision)
