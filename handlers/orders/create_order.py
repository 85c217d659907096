"""createOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.adapters.payments import payment_provider
from handlers.domain.idempotency import RequestKey, fingerprint
from handlers.domain.orders import Address, merge_lines
from handlers.orders.presenters import order_etag, present_order
from handlers.runtime import invocation, observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.response import Response, accepted, created, replayed, text_of
from handlers.workflows.place_order import Checkout, place_order

if TYPE_CHECKING:
    from generated.requests.create_order_parameters import CreateOrderParameters
    from generated.requests.order_request import OrderRequest
    from handlers.domain.orders import Order
    from handlers.runtime.http.request import Request


@operation("createOrder")
def handler(request: Request[CreateOrderParameters, OrderRequest]) -> Response:
    """Place an order and charge it once; a repeated request gets the first response."""
    placed = place_order(_checkout(request), payment_provider)
    order, role = placed.order, request.principal.role
    if placed.is_replay:
        observability.log_debug("REQUEST_REPLAYED", "Request repeated", orderId=order.order_id)
    else:
        _record(order)
    respond = created if placed.is_settled else accepted
    location = request.url_of(f"/orders/{order.order_id}")
    response = respond(present_order(order, role), location=location, etag=order_etag(order, role))
    return replayed(response) if placed.is_replay else response


def _record(order: Order) -> None:
    observability.count("OrderCreated")
    observability.log(
        "ORDER_CREATED",
        "Order created successfully",
        duration=invocation.elapsed_milliseconds(),
        orderId=order.order_id,
        totalAmount=order.total_amount,
        itemCount=len(order.items),
        status=order.status,
    )


def _checkout(request: Request[CreateOrderParameters, OrderRequest]) -> Checkout:
    body = request.body
    address = body.shipping_address
    key = RequestKey(
        user_id=request.principal.user_id,
        operation_id=request.operation.operation_id,
        key=request.parameters.idempotency_key,
        fingerprint=fingerprint(text_of(body)),
    )
    return Checkout(
        request=key,
        quantities=merge_lines([(item.product_id, item.quantity) for item in body.items]),
        shipping_address=Address(
            street=address.street, city=address.city, postal_code=address.postal_code, country=address.country
        ),
        token=body.payment_method.token,
    )
