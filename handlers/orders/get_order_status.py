"""getOrderStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.orders.status_presenter import present_status
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.workflows.current_account import current_principal
from handlers.workflows.order_access import find_accessible_order

if TYPE_CHECKING:
    from generated.requests.get_order_status_parameters import GetOrderStatusParameters
    from handlers.runtime.http.request import Request


@operation("getOrderStatus")
def handler(request: Request[GetOrderStatusParameters, None]) -> Response:
    """Return an order's status and the actions it allows."""
    principal = current_principal(request.principal)
    order = find_accessible_order(principal, request.parameters.id)
    return ok(present_status(order, principal.role))
