"""What was cut off is brought to its end: orders that have been pending too long, and refunds that are due."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from handlers.adapters import payments
from handlers.domain.clock import now, seconds
from handlers.domain.errors import ShopError
from handlers.runtime import deadline, observability, settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import meaning
from handlers.runtime.event_function import event_function
from handlers.store import order_transactions
from handlers.store.attributes import read_optional_text
from handlers.store.conflicts import RowConflict
from handlers.store.order_lists import iter_pending_orders
from handlers.store.orders import read_order
from handlers.store.refunds import iter_due_refunds
from handlers.workflows.refund_order import refund

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from handlers.store.keys import Item


# What one of them takes at most. What is left for want of time is the next run's.
_MILLISECONDS = clients.PAYMENT_MILLISECONDS + clients.ATTEMPT_MILLISECONDS


class SettlementFailed(ShopError):
    """Some orders or refunds could not be brought to their end; the next run tries again."""


@event_function("settle_pending_orders")
def handler(_event: Mapping[str, Any]) -> None:
    """Settle every order that is pending for too long, then give back every payment that is due."""
    # What is missing is this function's failure, and not one of each order.
    payments.get_ready()
    failed = 0
    for order_id, act in _due():
        if deadline.is_within(_MILLISECONDS):
            observability.log_warning("SETTLEMENT_LEFT", "There was not the time for all", orderId=order_id)
            break
        failed += not _is_done(order_id, act)
    if failed:
        raise SettlementFailed(f"{failed} of what is due could not be done")


def _due() -> Iterator[tuple[str | None, Callable[[], None]]]:
    """Yield the id of each order, if its row has one, and what is to be done about it."""
    for row in iter_pending_orders(now() - seconds(settings.SETTLE_AFTER_SECONDS.value())):
        yield read_optional_text(row, "orderId"), partial(_settle, row)
    for order_id in iter_due_refunds():
        yield order_id, partial(refund, order_id)


def _is_done(order_id: str | None, act: Callable[[], None]) -> bool:
    try:
        act()
    except Exception as error:  # noqa: BLE001  # one that fails must not hold back the others
        observability.log_failure(
            "SETTLEMENT_FAILED", "An order or a refund could not be settled", meaning(error), orderId=order_id
        )
        return False
    return True


def _settle(row: Item) -> None:
    order = read_order(row)
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
        return  # others were quicker
    observability.log(
        "ORDER_SETTLED", "Pending order settled", orderId=order.order_id, charge=charge.state, status=settled.status
    )
