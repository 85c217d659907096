"""Giving back what was paid for a cancelled order."""

from __future__ import annotations

from handlers.adapters import payments
from handlers.runtime import observability
from handlers.runtime.aws.errors import meaning
from handlers.store.refunds import complete_refund


def refund(order_id: str) -> None:
    """Give back what was paid for a cancelled order, once, and see to it that nothing is charged for it any more.

    Raises
    ------
    PaymentUnavailable, PaymentUnanswered
        If the payment service doesn't do it now.
    Unavailable
        If the table doesn't answer.
    """
    charge = payments.refund(order_id)
    complete_refund(order_id)
    observability.log("REFUND_DONE", "Payment given back", orderId=order_id, charge=charge.state)


def try_refund(order_id: str) -> None:
    """Do the same if it can be done now; what can't is left to Settle."""
    try:
        refund(order_id)
    except Exception as error:  # noqa: BLE001  # the order is cancelled, whatever becomes of its refund for now
        reason = type(meaning(error)).__name__
        observability.log_warning(
            "REFUND_PUT_OFF", "The refund is due, and left to Settle", orderId=order_id, reason=reason
        )
