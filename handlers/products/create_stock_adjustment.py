"""createStockAdjustment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from generated.responses.stock_adjustment import StockAdjustment
from handlers.domain.errors import OutOfStock
from handlers.domain.ids import new_id
from handlers.domain.stock_adjustments import adjust_stock
from handlers.products.request_keys import request_key
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, created, or_default, replayed, represent, text_of
from handlers.store.idempotency import store_shortages
from handlers.store.stock_adjustments import find_adjustment, read_adjustment_context, save_adjustment
from handlers.store.table import retry_on_conflict
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.create_stock_adjustment_parameters import CreateStockAdjustmentParameters
    from generated.requests.stock_adjustment_create import StockAdjustmentCreate
    from handlers.domain import stock_adjustments
    from handlers.domain.idempotency import IdempotencyRecord
    from handlers.runtime.http.request import Request

    type AdjustmentRequest = Request[CreateStockAdjustmentParameters, StockAdjustmentCreate]


@operation("createStockAdjustment")
def handler(request: AdjustmentRequest) -> Response:
    """Change a product's stock by a number of units, once per idempotency key."""
    check_admin(request.principal)
    own_id = new_id()
    adjustment = retry_on_conflict(partial(_adjust_or_replay, request, own_id))
    location = request.url_of(f"/products/{adjustment.product_id}/stock-adjustments")
    response = created(represent(StockAdjustment, adjustment), location=location)
    if adjustment.adjustment_id != own_id:
        return replayed(response)
    observability.log("STOCK_ADJUSTED", "Stock adjusted", productId=adjustment.product_id, change=adjustment.change)
    return response


def _adjust_or_replay(request: AdjustmentRequest, own_id: str) -> stock_adjustments.StockAdjustment:
    """Return the new adjustment, or the one of an earlier request with this key."""
    product_id, body = request.parameters.id, request.body
    payload = f"{product_id} {text_of(body)}"
    key = request_key(request, request.parameters.idempotency_key, payload=payload)
    context = read_adjustment_context(key, product_id)
    if context.record is not None:
        context.record.check(key)
        return _recorded(context.record, product_id)
    try:
        adjustment = adjust_stock(
            context.stored.product, body.change, adjustment_id=own_id, reason=or_default(body.reason, None)
        )
    except OutOfStock as error:
        store_shortages(key, error)
        raise
    save_adjustment(adjustment, context.stored, key, origin_of(request))
    return adjustment


def _recorded(record: IdempotencyRecord, product_id: str) -> stock_adjustments.StockAdjustment:
    if record.shortages:
        error = OutOfStock(record.shortages)
        error.is_replay = True
        raise error
    return find_adjustment(product_id, record.created["adjustmentId"])
