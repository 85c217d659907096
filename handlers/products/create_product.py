"""createProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.products import new_product
from handlers.products.presenters import present_product, product_details
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, created, or_default
from handlers.store.products import add_product

if TYPE_CHECKING:
    from generated.models.product_create import ProductCreate
    from handlers.runtime.http.request import Request


@operation("createProduct")
def handler(request: Request[None, ProductCreate]) -> Response:
    """Add a product to the catalogue."""
    product = new_product(product_details(request.body), stock=or_default(request.body.stock, 0))
    add_product(product)
    observability.log("PRODUCT_CREATED", "Product created", productId=product.product_id)
    location = request.url_of(f"/products/{product.product_id}")
    return created(present_product(product), location=location, etag=product.revision)
