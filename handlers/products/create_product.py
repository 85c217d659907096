"""createProduct."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from handlers.domain.products import new_product
from handlers.products.presenters import present_product, product_details
from handlers.products.request_keys import request_key
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, created, or_default, replayed
from handlers.store.idempotency import find_record
from handlers.store.new_products import add_product_once
from handlers.store.product_changes import add_product
from handlers.store.table import retry_on_conflict
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.create_product_parameters import CreateProductParameters
    from generated.requests.product_create import ProductCreate
    from handlers.domain.audit import Origin
    from handlers.domain.idempotency import RequestKey
    from handlers.domain.products import Product
    from handlers.runtime.http.request import Request


@operation("createProduct")
def handler(request: Request[CreateProductParameters, ProductCreate]) -> Response:
    """Add a product to the catalogue, once per idempotency key if there is one."""
    check_admin(request.principal)
    details, stock = product_details(request.body), or_default(request.body.stock, 0)
    product = new_product(details, stock=stock)
    key = or_default(request.parameters.idempotency_key, None)
    added, origin = product, origin_of(request)
    if key is None:
        add_product(product, origin)
    else:
        added = retry_on_conflict(
            partial(_add_or_replay, product, request_key(request, key, payload=f"{details} {stock}"), origin)
        )
    location = request.url_of(f"/products/{added.product_id}")
    response = created(present_product(added), location=location, etag=added.revision)
    if added is not product:
        return replayed(response)
    observability.log("PRODUCT_CREATED", "Product created", productId=product.product_id)
    return response


def _add_or_replay(product: Product, key: RequestKey, origin: Origin) -> Product:
    """Add a product and return it, or return the one that an earlier request with this key created."""
    record = find_record(key)
    if record is None:
        add_product_once(product, key, origin)
        return product
    record.check(key)
    first = record.created
    if first["productId"] == product.product_id:
        # The SDK retried a transaction whose response was lost.
        return product
    created_at = first["createdAt"]
    return replace(
        product,
        product_id=first["productId"],
        created_at=created_at,
        updated_at=created_at,
        revision=first["revision"],
    )
