"""Settle an order that has been pending for too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.store import order_transactions
from handlers.store.table import RowConflict

if TYPE_CHECKING:
    from handlers.adapters.payments.port import PaymentProvider
    from handlers.domain.orders import Order


def settle_order(order: Order, payments: PaymentProvider) -> None:
    """Confirm a pending order that was charged; cancel and restock one that was not.

    Raises
    ------
    PaymentUnavailable, PaymentOutcomeUnknown
        If the payment service doesn't return the charge's state.
    Unavailable
        If the table doesn't respond.
    """
    charge = payments.settle(order.order_id)
    try:
        match charge.state, charge.payment_id:
            case "charged", str(payment_id):
                settled = order_transactions.confirm(order, payment_id=payment_id)
            case "declined", _:
                settled = order_transactions.decline(order)
            case _:
                settled = order_transactions.release(order)
    except RowConflict:
        return  # another process was faster
    observability.log(
        "ORDER_SETTLED", "Pending order settled", orderId=order.order_id, charge=charge.state, status=settled.status
    )
