"""listOrders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.responses.order_page import OrderPage
from handlers.orders.presenters import present_order
from handlers.runtime.http.date_times import read_date_time
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok, or_default
from handlers.store.order_lists import OrderFilter, list_all_orders, list_user_orders
from handlers.workflows.current_account import current_principal

if TYPE_CHECKING:
    from generated.requests.list_orders_parameters import ListOrdersParameters
    from handlers.runtime.http.request import Request


@operation("listOrders")
def handler(request: Request[ListOrdersParameters, None]) -> Response:
    """List the caller's orders, or all orders for an admin, newest first."""
    parameters, principal = request.parameters, current_principal(request.principal)
    order_filter = OrderFilter(
        status=or_default(parameters.status, None),
        since=read_date_time("from", or_default(parameters.from_, None)),
        until=read_date_time("to", or_default(parameters.to, None)),
    )
    token = or_default(parameters.page, None)
    if principal.role == "admin":
        page = list_all_orders(order_filter, limit=parameters.limit, page=token)
    else:
        page = list_user_orders(principal.user_id, order_filter, limit=parameters.limit, page=token)
    items = [present_order(order, principal.role) for order in page.items]
    return ok(OrderPage(items=items, next_page=page.next_page))
