"""What a request may make of an order that stands in the table, whoever else is at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import observability, settings
from handlers.store import order_transactions
from handlers.store.conflicts import retry_on_conflict
from handlers.workflows.order_access import find_visible_order
from handlers.workflows.refund_order import try_refund

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.orders import Order, Status
    from handlers.runtime.http.request import Principal


def cancel_order(principal: Principal, order_id: str) -> Order:
    """Cancel an order, give back its stock and what was paid, and return it; one that is cancelled stays as it is.

    Raises
    ------
    NotFound
        If the principal sees no such order.
    IllegalTransition
        If it is completed.
    Unavailable
        If others were always quicker.
    """
    # The API key itself may be missing: an order can be cancelled though its refund has to wait.
    settings.require(settings.PAYMENT_FUNCTION_NAME, settings.PAYMENT_SECRET_NAME)
    order, moved = _move(principal, order_id, "cancelled", order_transactions.cancel)
    if moved:
        observability.log("ORDER_CANCELLED", "Order cancelled", orderId=order_id)
        try_refund(order_id)
    return order


def complete_order(principal: Principal, order_id: str) -> Order:
    """Complete an order, and return it; one that is completed stays as it is.

    Raises
    ------
    NotFound
        If the principal sees no such order.
    IllegalTransition
        If it is pending or cancelled.
    Unavailable
        If others were always quicker.
    """
    order, moved = _move(principal, order_id, "completed", order_transactions.complete)
    if moved:
        observability.log("ORDER_COMPLETED", "Order completed", orderId=order_id)
    return order


def _move(principal: Principal, order_id: str, status: Status, write: Callable[[Order], Order]) -> tuple[Order, bool]:
    def move() -> tuple[Order, bool]:
        order = find_visible_order(principal, order_id)
        return (order, False) if order.status == status else (write(order), True)

    return retry_on_conflict(move)
