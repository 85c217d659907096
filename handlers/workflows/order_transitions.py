"""Order transitions: cancel and complete, safe under concurrent requests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from handlers.runtime import observability, settings
from handlers.store import order_transactions
from handlers.store.table import retry_on_conflict
from handlers.workflows.order_access import find_accessible_order
from handlers.workflows.refund_order import try_refund

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.adapters.payments.port import PaymentProvider
    from handlers.domain.audit import Origin
    from handlers.domain.orders import Order, Status
    from handlers.runtime.http.request import Principal


def cancel_order(principal: Principal, order_id: str, payments: PaymentProvider, origin: Origin) -> Order:
    """Cancel an order, restock it, refund it and return it; a cancelled order is returned unchanged.

    Parameters
    ----------
    origin : Origin
        The origin of the request, for the audit of what admins do.

    Raises
    ------
    NotFound
        If the order doesn't exist, or the principal has no access to it.
    IllegalTransition
        If it is completed.
    Unavailable
        If every attempt conflicted with another write.
    """
    # Check before any write, so that a missing setting leaves nothing partially applied. The API key isn't read: an
    # order can be cancelled even if its refund has to wait.
    settings.require(settings.PAYMENT_FUNCTION_NAME, settings.PAYMENT_SECRET_NAME)
    audited = origin if principal.role == "admin" else None
    cancel = partial(order_transactions.cancel, origin=audited)
    order, changed = _transition(principal, order_id, "cancelled", cancel)
    if changed:
        observability.log("ORDER_CANCELLED", "Order cancelled", orderId=order_id)
        try_refund(order_id, payments)
    return order


def complete_order(principal: Principal, order_id: str, origin: Origin) -> Order:
    """Complete an order and return it; a completed order is returned unchanged.

    Parameters
    ----------
    origin : Origin
        The origin of the admin's request, for the audit.

    Raises
    ------
    NotFound
        If the order doesn't exist, or the principal has no access to it.
    IllegalTransition
        If it is pending or cancelled.
    Unavailable
        If every attempt conflicted with another write.
    """
    complete = partial(order_transactions.complete, origin=origin)
    order, changed = _transition(principal, order_id, "completed", complete)
    if changed:
        observability.log("ORDER_COMPLETED", "Order completed", orderId=order_id)
    return order


def _transition(
    principal: Principal, order_id: str, status: Status, write: Callable[[Order], Order]
) -> tuple[Order, bool]:
    def attempt() -> tuple[Order, bool]:
        order = find_accessible_order(principal, order_id)
        return (order, False) if order.status == status else (write(order), True)

    return retry_on_conflict(attempt)
