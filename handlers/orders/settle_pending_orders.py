"""The scheduled function that settles orders pending for too long and completes due refunds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from handlers.adapters.payments import payment_provider
from handlers.domain.clock import now, seconds
from handlers.domain.errors import ShopError
from handlers.runtime import invocation, observability, settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.invocation import event_function
from handlers.store.items import read_optional_text
from handlers.store.order_lists import iter_pending_orders
from handlers.store.orders import read_order
from handlers.store.refunds import iter_due_refunds
from handlers.workflows.refund_order import refund
from handlers.workflows.settle_order import settle_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from handlers.store.items import Item


# The maximum duration of one order or refund. If less time is left, the run ends, and the next run continues.
_TASK_MILLISECONDS = clients.PAYMENT_MILLISECONDS + clients.ATTEMPT_MILLISECONDS


class SettlementFailed(ShopError):
    """Some orders or refunds could not be settled; the next run retries them."""


@event_function("settle_pending_orders")
def handler(_event: Mapping[str, Any]) -> None:
    """Settle every order that has been pending for too long, then complete every due refund."""
    # Fail once for a missing setting, not once per order.
    payment_provider.check_configuration()
    failures = 0
    for order_id, task in _due_tasks():
        observability.log_debug("SETTLEMENT_DUE", "Order or refund is due", orderId=order_id)
        if invocation.ends_within(_TASK_MILLISECONDS):
            observability.log_warning("SETTLEMENT_INCOMPLETE", "Out of time; the next run continues", orderId=order_id)
            break
        failures += not _succeeds(order_id, task)
    if failures:
        raise SettlementFailed(f"{failures} orders or refunds could not be settled")


def _due_tasks() -> Iterator[tuple[str | None, Callable[[], None]]]:
    """Yield each order id, if its row has one, and the task that is due for it."""
    for row in iter_pending_orders(now() - seconds(settings.SETTLE_AFTER_SECONDS.value())):
        yield read_optional_text(row, "orderId"), partial(_settle, row)
    for order_id in iter_due_refunds():
        yield order_id, partial(refund, order_id, payment_provider)


def _succeeds(order_id: str | None, task: Callable[[], None]) -> bool:
    try:
        task()
    except Exception as error:  # noqa: BLE001  # one failure must not block the other orders
        observability.log_failure(
            "SETTLEMENT_FAILED", "An order or refund could not be settled", translate_error(error), orderId=order_id
        )
        return False
    return True


def _settle(row: Item) -> None:
    settle_order(read_order(row), payment_provider)
