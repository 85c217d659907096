"""listOrders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import MISSING

from generated.models.order_page import OrderPage
from handlers.domain.clock import parse_timestamp
from handlers.domain.errors import Fault, InvalidRequest
from handlers.orders.presenters import order_for
from handlers.runtime.http.operation import operation
from handlers.runtime.http.representation import given
from handlers.runtime.http.response import Response, ok
from handlers.store.order_lists import OrderFilter, list_all_orders, list_user_orders

if TYPE_CHECKING:
    from datetime import datetime

    from generated.models.list_orders_parameters import ListOrdersParameters
    from handlers.runtime.http.request import Request


@operation("listOrders")
def handler(request: Request[ListOrdersParameters, None]) -> Response:
    """List the caller's orders, or everybody's to an admin, newest first."""
    asked, principal = request.parameters, request.principal
    wanted = OrderFilter(
        status=given(asked.status, None),
        since=_moment("from", given(asked.from_, None)),
        until=_moment("to", given(asked.to, None)),
    )
    page = given(asked.page, None)
    if principal.role == "admin":
        found = list_all_orders(wanted, limit=asked.limit, page=page)
    else:
        found = list_user_orders(principal.user_id, wanted, limit=asked.limit, page=page)
    items = [order_for(principal.role, order) for order in found.items]
    return ok(OrderPage(items=items, next_page=MISSING if found.next_page is None else found.next_page))


def _moment(name: str, text: str | None) -> datetime | None:
    try:
        return None if text is None else parse_timestamp(text)
    except ValueError:
        raise InvalidRequest([Fault(f"/query/{name}", "there is no such moment")]) from None
