"""getOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.orders.presenters import order_etag, present_order
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import matches_none
from handlers.runtime.http.response import Response, not_modified, ok, or_default
from handlers.workflows.current_account import current_principal
from handlers.workflows.order_access import find_accessible_order

if TYPE_CHECKING:
    from generated.requests.get_order_parameters import GetOrderParameters
    from handlers.runtime.http.request import Request


@operation("getOrder")
def handler(request: Request[GetOrderParameters, None]) -> Response:
    """Return an order, or 304 if the client's copy is current."""
    principal = current_principal(request.principal)
    order = find_accessible_order(principal, request.parameters.id)
    etag = order_etag(order, principal.role)
    if not matches_none(or_default(request.parameters.if_none_match, None), etag):
        return not_modified(etag=etag)
    return ok(present_order(order, principal.role), etag=etag)
