"""updateOrderStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import IllegalTransition
from handlers.orders import moves
from handlers.orders.status_answers import status_for
from handlers.orders.visible import find_visible_order
from handlers.runtime.operation import operation
from handlers.runtime.response import Response, ok

if TYPE_CHECKING:
    from generated.models.order_status_update import OrderStatusUpdate
    from generated.models.update_order_status_parameters import UpdateOrderStatusParameters
    from handlers.domain.orders import Order, Status
    from handlers.runtime.request import Principal, Request


@operation("updateOrderStatus")
def handler(request: Request[UpdateOrderStatusParameters, OrderStatusUpdate]) -> Response:
    """Complete or cancel an order, as an admin; to the status that it has, it changes nothing."""
    order = _moved(request.principal, request.parameters.id, request.body.status)
    return ok(status_for(request.principal.role, order))


def _moved(principal: Principal, order_id: str, status: Status) -> Order:
    match status:
        case "cancelled":
            return moves.cancel_order(principal, order_id)
        case "completed":
            return moves.complete_order(principal, order_id)
    order = find_visible_order(principal, order_id)
    if order.status != status:
        # What is pending or processing is so by its payment alone.
        raise IllegalTransition(order.status, status)
    return order
