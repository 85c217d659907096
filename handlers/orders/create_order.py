"""createOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.idempotency import RequestKey, fingerprint
from handlers.domain.orders import Address, merge_lines
from handlers.orders.presenters import order_for, tag_for
from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, accepted, created, replayed, text_of
from handlers.workflows.place_order import Wish, place_order

if TYPE_CHECKING:
    from generated.models.create_order_parameters import CreateOrderParameters
    from generated.models.order_request import OrderRequest
    from handlers.runtime.http.request import Request


@operation("createOrder")
def handler(request: Request[CreateOrderParameters, OrderRequest]) -> Response:
    """Sell what is asked for and charge for it, once, and tell what came of it."""
    placed = place_order(_wish(request))
    order, role = placed.order, request.principal.role
    if not placed.is_replay:
        observability.count("OrderCreated")
        observability.log(
            "ORDER_CREATED",
            "Order created successfully",
            orderId=order.order_id,
            totalAmount=order.total_amount,
            itemCount=len(order.items),
            status=order.status,
        )
    answer = created if placed.is_settled else accepted
    response = answer(
        order_for(role, order), location=request.url_of(f"/orders/{order.order_id}"), etag=tag_for(role, order)
    )
    return replayed(response) if placed.is_replay else response


def _wish(request: Request[CreateOrderParameters, OrderRequest]) -> Wish:
    body = request.body
    sent_to = body.shipping_address
    key = RequestKey(
        user_id=request.principal.user_id,
        operation_id=request.operation.operation_id,
        key=request.parameters.idempotency_key,
        fingerprint=fingerprint(text_of(body)),
    )
    return Wish(
        request=key,
        wanted=merge_lines([(item.product_id, item.quantity) for item in body.items]),
        shipping_address=Address(
            street=sent_to.street, city=sent_to.city, postal_code=sent_to.postal_code, country=sent_to.country
        ),
        token=body.payment_method.token,
    )
