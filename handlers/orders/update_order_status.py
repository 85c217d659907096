"""updateOrderStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.payments import payment_provider
from handlers.domain.errors import IllegalTransition
from handlers.orders.status_presenter import present_status
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.workflows import order_transitions
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import check_admin
from handlers.workflows.order_access import find_accessible_order

if TYPE_CHECKING:
    from generated.requests.order_status_update import OrderStatusUpdate
    from generated.requests.update_order_status_parameters import UpdateOrderStatusParameters
    from handlers.domain.audit import Origin
    from handlers.domain.orders import Order, Status
    from handlers.runtime.http.request import Principal, Request


@operation("updateOrderStatus")
def handler(request: Request[UpdateOrderStatusParameters, OrderStatusUpdate]) -> Response:
    """Complete or cancel an order as an admin; setting the current status changes nothing."""
    check_admin(request.principal)
    order = _transition(request.principal, request.parameters.id, request.body.status, origin_of(request))
    return ok(present_status(order, request.principal.role))


def _transition(principal: Principal, order_id: str, status: Status, origin: Origin) -> Order:
    match status:
        case "cancelled":
            return order_transitions.cancel_order(principal, order_id, payment_provider, origin)
        case "completed":
            return order_transitions.complete_order(principal, order_id, origin)
    order = find_accessible_order(principal, order_id)
    if order.status != status:
        # Only a payment makes an order pending or processing.
        raise IllegalTransition(order.status, status)
    return order
