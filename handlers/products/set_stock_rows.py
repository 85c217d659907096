"""setStockRows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.stock_rows import StockRows
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.store.product_changes import set_stock_rows
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin

if TYPE_CHECKING:
    from generated.requests.set_stock_rows_parameters import SetStockRowsParameters
    from generated.requests.stock_rows_update import StockRowsUpdate
    from handlers.runtime.http.request import Request


@operation("setStockRows")
def handler(request: Request[SetStockRowsParameters, StockRowsUpdate]) -> Response:
    """Split the stock of a product into rows, or merge them."""
    check_admin(request.principal)
    rows = request.body.rows
    product = set_stock_rows(request.parameters.id, rows, origin_of(request))
    observability.log("STOCK_ROWS_SET", "Stock rows set", productId=product.product_id, rows=rows)
    return ok(StockRows(product_id=product.product_id, rows=rows, stock=product.stock))
