"""The event function that copies a product's stock into its row, from which lists read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.runtime import observability
from handlers.runtime.invocation import event_function
from handlers.store.product_changes import list_stock

if TYPE_CHECKING:
    from collections.abc import Mapping


@event_function("list_stock")
def handler(event: Mapping[str, Any]) -> None:
    """Copy the stock of each product whose stock rows changed, once for all changes of a batch."""
    products = dict.fromkeys(record["dynamodb"]["NewImage"]["productId"]["S"] for record in event["Records"])
    for product_id in products:
        list_stock(product_id)
    observability.log_debug("STOCK_LISTED", "Stock copied to the lists", products=len(products))
