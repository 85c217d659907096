"""listStockAdjustments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.stock_adjustment import StockAdjustment
from generated.responses.stock_adjustment_page import StockAdjustmentPage
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default, represent
from handlers.store.products import check_existed
from handlers.store.stock_adjustments import list_adjustments
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.list_stock_adjustments_parameters import ListStockAdjustmentsParameters
    from handlers.runtime.http.request import Request


@operation("listStockAdjustments")
def handler(request: Request[ListStockAdjustmentsParameters, None]) -> Response:
    """Return a page of the adjustments of a product's stock, newest first; a deleted product keeps them."""
    check_admin(request.principal)
    parameters = request.parameters
    check_existed(parameters.id)
    page = list_adjustments(parameters.id, limit=parameters.limit, page=or_default(parameters.page, None))
    items = [represent(StockAdjustment, adjustment) for adjustment in page.items]
    return ok(StockAdjustmentPage(items=items, next_page=page.next_page))
