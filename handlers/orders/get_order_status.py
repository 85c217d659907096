"""getOrderStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.orders.status_answers import status_for
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.workflows.order_access import find_visible_order

if TYPE_CHECKING:
    from generated.models.get_order_status_parameters import GetOrderStatusParameters
    from handlers.runtime.http.request import Request


@operation("getOrderStatus")
def handler(request: Request[GetOrderStatusParameters, None]) -> Response:
    """Answer what became of an order that the caller may see."""
    order = find_visible_order(request.principal, request.parameters.id)
    return ok(status_for(request.principal.role, order))
