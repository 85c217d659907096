"""Delivery of a change on one channel: once, or at most twice if the outcome of the first attempt is unknown.

An e-mail that its receiver can request again is not attempted a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable
from handlers.runtime import invocation, observability
from handlers.runtime.aws.send_once import OutcomeUnknown, Refused
from handlers.store.deliveries import claim_delivery, find_delivery, record_delivery, release_attempt, release_claim

if TYPE_CHECKING:
    from handlers.notifications.changes import Change
    from handlers.notifications.channels import Channel

# Enough to claim a delivery, send it and record it, with a few retries by the SDK.
_DELIVERY_MILLISECONDS = 20_000


class OutOfTime(Unavailable):
    """The invocation ends too soon for another delivery."""

    def __init__(self) -> None:
        super().__init__("the rest of the function's time")


def deliver[C: Change](channel: Channel[C], change: C, *, reset_attempts: bool) -> None:
    """Deliver a change, unless it has been delivered or there is nothing to send.

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
    delivery = find_delivery(change.partition, change.event, channel.name)
    if delivery.is_delivered:
        return
    send = channel.prepare(change)
    if send is None:
        return
    claimed = claim_delivery(delivery, reset_attempts=reset_attempts, max_attempts=channel.max_attempts)
    try:
        send()
    except Refused as refused:
        release_attempt(claimed)
        raise refused.cause from refused
    except OutcomeUnknown:
        release_claim(claimed)
        raise
    record_delivery(claimed)
    observability.log("NOTIFICATION_DELIVERED", "Notification delivered", channel=channel.name, **change.ids)
