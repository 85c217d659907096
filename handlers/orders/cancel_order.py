"""cancelOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.payments import payment_provider
from handlers.orders.presenters import order_etag, present_order
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, ok
from handlers.workflows import order_transitions
from handlers.workflows.callers import origin_of
from handlers.workflows.current_account import changing_principal

if TYPE_CHECKING:
    from generated.requests.cancel_order_parameters import CancelOrderParameters
    from handlers.runtime.http.request import Request


@operation("cancelOrder")
def handler(request: Request[CancelOrderParameters, None]) -> Response:
    """Cancel an order, restock it and refund it; cancelling it again changes nothing."""
    principal = changing_principal(request.principal)
    order = order_transitions.cancel_order(principal, request.parameters.id, payment_provider, origin_of(request))
    return ok(present_order(order, principal.role), etag=order_etag(order, principal.role))
