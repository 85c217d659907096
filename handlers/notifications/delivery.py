"""Delivery of a change on one channel: once, or at most twice if the outcome of the first attempt is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable
from handlers.runtime import invocation, observability
from handlers.runtime.aws.send_once import OutcomeUnknown, Refused
from handlers.store.deliveries import claim_delivery, find_delivery, record_delivery, release_attempt, release_claim

if TYPE_CHECKING:
    from handlers.notifications.channels import Channel
    from handlers.notifications.order_changes import OrderChange

# Enough to claim a delivery, send it and record it, with a few retries by the SDK.
_DELIVERY_MILLISECONDS = 20_000


class OutOfTime(Unavailable):
    """The invocation ends too soon for another delivery."""

    def __init__(self) -> None:
        super().__init__("the rest of the function's time")


def deliver(channel: Channel, change: OrderChange, *, reset_attempts: bool) -> None:
    """Deliver a change, unless it has been delivered.

    Parameters
    ----------
    reset_attempts : bool
        Whether to ignore earlier attempts.

    Raises
    ------
    OutOfTime
        If the delivery was not started.
    AttemptsExhausted, DeliveryInProgress
        If no attempt is left, or another process has claimed the delivery.
    BuyerNotFound, Undeliverable
        If it can never be delivered.
    OutcomeUnknown
        If it may have been delivered.
    Unavailable
        If a dependency doesn't respond.
    """
    if invocation.ends_within(_DELIVERY_MILLISECONDS):
        raise OutOfTime
    delivery = find_delivery(change.order.order_id, change.event, channel.name)
    if delivery.is_delivered:
        return
    send = channel.prepare(change)
    claimed = claim_delivery(delivery, reset_attempts=reset_attempts)
    try:
        send()
    except Refused as refused:
        release_attempt(claimed)
        raise refused.cause from refused
    except OutcomeUnknown:
        release_claim(claimed)
        raise
    record_delivery(claimed)
    observability.log(
        "NOTIFICATION_DELIVERED",
        "Notification delivered",
        orderId=change.order.order_id,
        change=change.event,
        channel=channel.name,
    )
