"""getOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.orders.presenters import order_for, tag_for
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import matches_none
from handlers.runtime.http.response import Response, not_modified, ok, or_default
from handlers.workflows.order_access import find_visible_order

if TYPE_CHECKING:
    from generated.models.get_order_parameters import GetOrderParameters
    from handlers.runtime.http.request import Request


@operation("getOrder")
def handler(request: Request[GetOrderParameters, None]) -> Response:
    """Answer an order that the caller may see, or that the client holds it already."""
    role = request.principal.role
    order = find_visible_order(request.principal, request.parameters.id)
    tag = tag_for(role, order)
    if not matches_none(or_default(request.parameters.if_none_match, None), tag):
        return not_modified(etag=tag)
    return ok(order_for(role, order), etag=tag)
