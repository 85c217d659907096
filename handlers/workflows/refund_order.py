"""Refund the payment of a cancelled order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability
from handlers.runtime.aws.errors import translate_error
from handlers.store.refunds import complete_refund

if TYPE_CHECKING:
    from handlers.adapters.payments.port import PaymentProvider


def refund(order_id: str, payments: PaymentProvider) -> None:
    """Refund a cancelled order once, and void any later charge.

    Raises
    ------
    PaymentUnavailable, PaymentOutcomeUnknown
        If the payment service didn't confirm the refund.
    Unavailable
        If the table doesn't respond.
    """
    charge = payments.refund(order_id)
    complete_refund(order_id)
    observability.log("REFUND_COMPLETED", "Payment refunded", orderId=order_id, charge=charge.state)


def try_refund(order_id: str, payments: PaymentProvider) -> None:
    """Refund a cancelled order now, or leave the refund to the scheduled function."""
    try:
        refund(order_id, payments)
    except Exception as error:  # noqa: BLE001  # a failed refund must not fail the cancellation
        reason = type(translate_error(error)).__name__
        observability.log_warning(
            "REFUND_DEFERRED", "Refund deferred to the scheduled function", orderId=order_id, reason=reason
        )
