"""Place an order: reserve, charge, confirm.

A crash at any point leaves a pending order, which the scheduled function settles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from handlers.domain.errors import (
    Misconfigured,
    OutOfStock,
    PaymentDeclined,
    PaymentOutcomeUnknown,
    PaymentUnavailable,
)
from handlers.domain.orders import new_order
from handlers.runtime import observability
from handlers.store import idempotency, order_transactions
from handlers.store.table import RowConflict, retry_on_conflict
from handlers.workflows.order_replay import PlacedOrder, recorded_response, replay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from handlers.adapters.payments.port import PaymentProvider
    from handlers.domain.idempotency import RequestKey
    from handlers.domain.orders import Address, Order
    from handlers.store.stock_sales import Draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """An order to place.

    Parameters
    ----------
    quantities : Mapping[str, int]
        Quantity by product id, up to 40 products.
    token : str
        The payment method.
    """

    request: RequestKey
    quantities: Mapping[str, int]
    shipping_address: Address
    token: str


def place_order(checkout: Checkout, payments: PaymentProvider) -> PlacedOrder:
    """Place an order exactly once per idempotency key.

    Raises
    ------
    OutOfStock
        If any product has too little stock; the response is recorded under the key.
    MixedCurrencies
        If the products are sold in more than one currency.
    PaymentDeclined
        If the payment is declined: the order is cancelled and the response is recorded under the key.
    KeyReused, RequestInFlight
        If another request used the key, or is still using it.
    Unavailable
        If the table or the payment service doesn't respond. If nothing was charged, the order is cancelled and the key
        released; if the outcome is unknown, the scheduled function settles the order.
    """
    payments.check_configuration()
    started = retry_on_conflict(partial(_reserve_or_replay, checkout, count()))
    if isinstance(started, PlacedOrder):
        return started
    with observability.traced("ProcessOrder", orderId=started.order_id, userId=started.user_id) as add_result:
        placed = _pay(started, checkout, payments)
        add_result(_traced_result(placed))
        return placed


def _traced_result(placed: PlacedOrder) -> Mapping[str, object]:
    # X-Ray's SDK writes no Decimal.
    order = placed.order
    return {"status": order.status, "totalAmount": f"{order.total_amount:f}", "itemCount": len(order.items)}


def _reserve_or_replay(checkout: Checkout, attempts: Iterator[int]) -> Order | PlacedOrder:
    found = order_transactions.read_checkout_context(checkout.request, checkout.quantities, attempt=next(attempts))
    if found.record is not None:
        return replay(found.record, checkout.request)
    try:
        order = new_order(
            checkout.request.user_id,
            checkout.quantities,
            found.products,
            shipping_address=checkout.shipping_address,
            idempotency_key=checkout.request.key,
        )
    except OutOfStock as error:
        idempotency.store_shortages(checkout.request, error)
        raise
    _reserve(order, checkout, found.draws)
    return order


def _reserve(order: Order, checkout: Checkout, draws: Draws) -> None:
    try:
        order_transactions.reserve(order, checkout.request, draws)
    except RowConflict:
        # The SDK retries a transaction whose response was lost: the conflicting record may be this order's own.
        record = order_transactions.find_record(checkout.request)
        if record is None or record.order_id != order.order_id:
            raise


def _pay(order: Order, checkout: Checkout, payments: PaymentProvider) -> PlacedOrder:
    try:
        charge = payments.charge(
            order.order_id, amount=order.total_amount, currency=order.currency, token=checkout.token
        )
    except PaymentOutcomeUnknown:
        return retry_on_conflict(partial(_leave_pending, order, checkout))
    except (PaymentUnavailable, Misconfigured) as error:
        return _release(order, checkout, error)
    match charge.state, charge.payment_id:
        case "charged", str(payment_id):
            return _confirm(order, checkout, payment_id)
        case "declined", _:
            return _decline(order, checkout)
    # Another request has cancelled the order and voided the charge.
    return _current_response(checkout)


def _confirm(order: Order, checkout: Checkout, payment_id: str) -> PlacedOrder:
    try:
        confirmed = order_transactions.confirm(order, payment_id=payment_id)
    except RowConflict:
        return _current_response(checkout)
    return PlacedOrder(order=confirmed, is_settled=True)


def _decline(order: Order, checkout: Checkout) -> PlacedOrder:
    try:
        order_transactions.decline(order)
    except RowConflict:
        return _current_response(checkout)
    raise PaymentDeclined(order.order_id)


def _release(order: Order, checkout: Checkout, reason: Exception) -> PlacedOrder:
    try:
        order_transactions.release(order)
    except RowConflict:
        return _current_response(checkout)
    raise reason


def _leave_pending(order: Order, checkout: Checkout) -> PlacedOrder:
    try:
        idempotency.store_accepted(order)
    except RowConflict:
        record = order_transactions.find_record(checkout.request)
        if record is not None and record.status is None:
            raise
        return _current_response(checkout)
    return PlacedOrder(order=order, is_settled=False)


def _current_response(checkout: Checkout) -> PlacedOrder:
    """Return the response that another process recorded when it cancelled or settled the order."""
    record = order_transactions.find_record(checkout.request)
    if record is None:
        raise PaymentUnavailable
    return recorded_response(record, checkout.request)
