"""Products that are created at most once per idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.store.idempotency import claim_key_for_created
from handlers.store.product_changes import new_product_actions
from handlers.store.table import RowConflict, TransactionConditionFailed, write_transaction

if TYPE_CHECKING:
    from handlers.domain.audit import Origin
    from handlers.domain.idempotency import RequestKey
    from handlers.domain.products import Product


def add_product_once(product: Product, request: RequestKey, origin: Origin) -> None:
    """Add a product and claim the request's key.

    Parameters
    ----------
    origin : Origin
        Who adds it.

    Raises
    ------
    RowConflict
        If the key has been claimed.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    created = {"productId": product.product_id, "createdAt": product.created_at, "revision": product.revision}
    try:
        write_transaction([claim_key_for_created(request, created), *new_product_actions(product, origin)])
    except TransactionConditionFailed as failure:
        raise RowConflict from failure
