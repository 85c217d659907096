"""updateProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.products.presenters import present_product, product_details
from handlers.runtime import observability, settings
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import PreconditionRequired, expected_revisions
from handlers.runtime.http.response import Response, ok, or_default
from handlers.store.product_changes import replace_product
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.product_update import ProductUpdate
    from generated.requests.update_product_parameters import UpdateProductParameters
    from handlers.runtime.http.request import Request


@operation("updateProduct")
def handler(request: Request[UpdateProductParameters, ProductUpdate]) -> Response:
    """Replace a product's details; replacing its stock requires If-Match."""
    check_admin(request.principal)
    stock = or_default(request.body.stock, None)
    revisions = expected_revisions(or_default(request.parameters.if_match, None))
    if stock is not None and revisions is None:
        raise PreconditionRequired
    # Read before the write, so that a missing setting doesn't fail the request after the write.
    image_base_url = settings.IMAGE_BASE_URL.value()
    details, origin = product_details(request.body), origin_of(request)
    product = replace_product(request.parameters.id, details, stock=stock, revisions=revisions, origin=origin)
    observability.log("PRODUCT_UPDATED", "Product updated", productId=product.product_id)
    return ok(present_product(product, image_base_url), etag=product.revision)
