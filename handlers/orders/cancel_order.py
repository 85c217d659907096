"""cancelOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.orders.presenters import order_for, tag_for
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.workflows import order_transitions

if TYPE_CHECKING:
    from generated.models.cancel_order_parameters import CancelOrderParameters
    from handlers.runtime.http.request import Request


@operation("cancelOrder")
def handler(request: Request[CancelOrderParameters, None]) -> Response:
    """Cancel an order that the caller may see, with all that goes with it; again changes nothing."""
    role = request.principal.role
    order = order_transitions.cancel_order(request.principal, request.parameters.id)
    return ok(order_for(role, order), etag=tag_for(role, order))
