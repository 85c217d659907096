"""Placing an order: reserve, charge, confirm.

Whatever dies in between, what is left is a pending order, and Settle finds out what became of its charge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from handlers.adapters import payments
from handlers.domain.errors import Misconfigured, OutOfStock, PaymentDeclined, PaymentUnanswered, PaymentUnavailable
from handlers.domain.orders import new_order
from handlers.runtime import observability
from handlers.store import idempotency, order_transactions
from handlers.store.conflicts import RowConflict, retry_on_conflict
from handlers.workflows.order_replay import Placed, answer_to, replay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.idempotency import RequestKey
    from handlers.domain.orders import Address, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for.

    Parameters
    ----------
    wanted : Mapping[str, int]
        How many of each product id, up to 40 of them.
    token : str
        What stands for the card.
    """

    request: RequestKey
    wanted: Mapping[str, int]
    shipping_address: Address
    token: str


def place_order(wish: Wish) -> Placed:
    """Sell what is wished for, once, however often the request is made.

    Raises
    ------
    OutOfStock
        If there is too little; the refusal is kept with the key.
    MixedCurrencies
        If the products are not all sold in one currency.
    PaymentDeclined
        If the payment is; the order is cancelled, and the refusal is kept with the key.
    KeyReused, RequestInFlight
        If the key is another request's, or still at work.
    Unavailable
        If the table or the payment service doesn't answer. Where it is known that nothing was charged, the order is
        cancelled and the key free again; else Settle sees to it.
    """
    payments.get_ready()
    begun = retry_on_conflict(partial(_begin, wish))
    if isinstance(begun, Placed):
        return begun
    with observability.traced("ProcessOrder", orderId=begun.order_id, userId=begun.user_id):
        return _pay(begun, wish)


def _begin(wish: Wish) -> Order | Placed:
    """Reserve a new order, or find the answer to the request when it was made before."""
    context = order_transactions.read_checkout_context(wish.request, wish.wanted)
    if context.record is not None:
        return replay(context.record, wish.request)
    try:
        order = new_order(
            wish.request.user_id,
            wish.wanted,
            context.products,
            shipping_address=wish.shipping_address,
            idempotency_key=wish.request.key,
        )
    except OutOfStock as refusal:
        idempotency.keep_shortages(wish.request, refusal)
        raise
    _reserve(order, wish)
    return order


def _reserve(order: Order, wish: Wish) -> None:
    try:
        order_transactions.reserve(order, wish.request)
    except RowConflict:
        # The SDK repeats what isn't answered, and a repeat that overtakes it may find the key used by this very order.
        record = order_transactions.read_checkout_context(wish.request).record
        if record is None or record.order_id != order.order_id:
            raise


def _pay(order: Order, wish: Wish) -> Placed:
    try:
        charge = payments.charge(order.order_id, amount=order.total_amount, currency=order.currency, token=wish.token)
    except PaymentUnanswered:
        return retry_on_conflict(partial(_leave_pending, order, wish))
    except (PaymentUnavailable, Misconfigured) as unpaid:
        return _give_up(order, wish, unpaid)
    match charge.state, charge.payment_id:
        case "charged", str(payment_id):
            return _confirm(order, wish, payment_id)
        case "declined", _:
            return _decline(order, wish)
    # Others have cancelled the order, and made sure that it is never charged.
    return _as_it_became(wish)


def _confirm(order: Order, wish: Wish, payment_id: str) -> Placed:
    try:
        confirmed = order_transactions.confirm(order, payment_id=payment_id)
    except RowConflict:
        return _as_it_became(wish)
    return Placed(order=confirmed, is_settled=True)


def _decline(order: Order, wish: Wish) -> Placed:
    try:
        order_transactions.decline(order)
    except RowConflict:
        return _as_it_became(wish)
    raise PaymentDeclined(order.order_id)


def _give_up(order: Order, wish: Wish, reason: Exception) -> Placed:
    try:
        order_transactions.release(order)
    except RowConflict:
        return _as_it_became(wish)
    raise reason


def _leave_pending(order: Order, wish: Wish) -> Placed:
    try:
        idempotency.keep_accepted(order)
    except RowConflict:
        record = order_transactions.read_checkout_context(wish.request).record
        if record is not None and record.status is None:
            raise
        return _as_it_became(wish)
    return Placed(order=order, is_settled=False)


def _as_it_became(wish: Wish) -> Placed:
    """Return what others made of the order while it was paid for: cancelled it, or settled it as too old."""
    record = order_transactions.read_checkout_context(wish.request).record
    if record is None:
        raise PaymentUnavailable
    return answer_to(record, wish.request)
