"""cancelOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.orders import moves
from handlers.orders.answers import order_for, tag_for
from handlers.runtime.operation import operation
from handlers.runtime.response import Response, ok

if TYPE_CHECKING:
    from generated.models.cancel_order_parameters import CancelOrderParameters
    from handlers.runtime.request import Request


@operation("cancelOrder")
def handler(request: Request[CancelOrderParameters, None]) -> Response:
    """Cancel an order that the caller may see, with all that goes with it; again changes nothing."""
    role = request.principal.role
    order = moves.cancel_order(request.principal, request.parameters.id)
    return ok(order_for(role, order), etag=tag_for(role, order))
