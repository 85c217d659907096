"""updateProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.models.product import Product
from handlers.products.details import details_of
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import PreconditionRequired, expected_revisions
from handlers.runtime.http.response import Response, ok, or_default, represent
from handlers.store.products import replace_product

if TYPE_CHECKING:
    from generated.models.product_update import ProductUpdate
    from generated.models.update_product_parameters import UpdateProductParameters
    from handlers.runtime.http.request import Request


@operation("updateProduct")
def handler(request: Request[UpdateProductParameters, ProductUpdate]) -> Response:
    """Replace what describes a product; its stock only under If-Match."""
    stock = or_default(request.body.stock, None)
    revisions = expected_revisions(or_default(request.parameters.if_match, None))
    if stock is not None and revisions is None:
        raise PreconditionRequired
    product = replace_product(request.parameters.id, details_of(request.body), stock=stock, revisions=revisions)
    observability.log("PRODUCT_UPDATED", "Product updated", productId=product.product_id)
    return ok(represent(Product, product), etag=product.revision)
