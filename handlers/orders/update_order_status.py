"""updateOrderStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import IllegalTransition
from handlers.orders.status_answers import status_for
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.workflows import order_transitions
from handlers.workflows.order_access import find_visible_order

if TYPE_CHECKING:
    from generated.models.order_status_update import OrderStatusUpdate
    from generated.models.update_order_status_parameters import UpdateOrderStatusParameters
    from handlers.domain.orders import Order, Status
    from handlers.runtime.http.request import Principal, Request


@operation("updateOrderStatus")
def handler(request: Request[UpdateOrderStatusParameters, OrderStatusUpdate]) -> Response:
    """Complete or cancel an order, as an admin; to the status that it has, it changes nothing."""
    order = _moved(request.principal, request.parameters.id, request.body.status)
    return ok(status_for(request.principal.role, order))


def _moved(principal: Principal, order_id: str, status: Status) -> Order:
    match status:
        case "cancelled":
            return order_transitions.cancel_order(principal, order_id)
        case "completed":
            return order_transitions.complete_order(principal, order_id)
    order = find_visible_order(principal, order_id)
    if order.status != status:
        # What is pending or processing is so by its payment alone.
        raise IllegalTransition(order.status, status)
    return order
