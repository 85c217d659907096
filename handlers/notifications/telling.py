"""Telling of a change in one way: once, as far as anybody can know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from handlers.adapters.domain_events import publish_event
from handlers.adapters.mail import send_mail
from handlers.domain.errors import Unavailable
from handlers.notifications.templates.order_email import render_order_email
from handlers.runtime import deadline, observability
from handlers.runtime.aws.send_once import Refused, Unanswered
from handlers.store.deliveries import (
    claim_delivery,
    find_delivery,
    give_back_attempt,
    give_up_claim,
    record_delivery,
)
from handlers.store.users import find_user_by_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.notifications.order_changes import OrderChange

# To claim a delivery, to wait for its service, and to remember it, with a repeat or two by the SDK.
TELLING_MILLISECONDS = 20_000


class NoTimeLeft(Unavailable):
    """The function ends before another delivery could."""

    def __init__(self) -> None:
        super().__init__("the rest of the function's time")


class UnknownBuyer(Exception):
    """There is no account any more to write to."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to tell of a change.

    Parameters
    ----------
    name : str
        What its deliveries are remembered by.
    prepare : Callable
        Returns what tells of a change, which may raise `Refused` or `Unanswered`; whatever can fail before does so
        here, as long as nothing is claimed.
    """

    name: str
    prepare: Callable[[OrderChange], Callable[[], None]]


def tell(channel: Channel, change: OrderChange, *, anew: bool) -> None:
    """Tell of a change, unless that was done.

    Parameters
    ----------
    anew : bool
        Whether the attempts before don't count any more.

    Raises
    ------
    NoTimeLeft
        If it was not even begun.
    AttemptsUsedUp, DeliveryAtWork
        If it may not be tried, or not yet.
    UnknownBuyer, Undeliverable
        If it never can be told so.
    Unanswered
        If it may have been told, or not.
    Unavailable, Misconfigured
        If something that it needs is not there.
    """
    if deadline.is_within(TELLING_MILLISECONDS):
        raise NoTimeLeft
    delivery = find_delivery(change.order.order_id, change.event, channel.name)
    if delivery.is_delivered:
        return
    send = channel.prepare(change)
    claimed = claim_delivery(delivery, anew=anew)
    try:
        send()
    except Refused as refused:
        give_back_attempt(claimed)
        raise refused.cause from refused
    except Unanswered:
        give_up_claim(claimed)
        raise
    record_delivery(claimed)
    observability.log(
        "ORDER_CHANGE_TOLD",
        "Order change told",
        orderId=change.order.order_id,
        change=change.event,
        channel=channel.name,
    )


def _prepare_mail(change: OrderChange) -> Callable[[], None]:
    buyer = find_user_by_id(change.order.user_id)
    if buyer is None:
        raise UnknownBuyer
    email = render_order_email(change.event, change.order, first_name=buyer.first_name)
    return partial(send_mail, buyer.email, subject=email.subject, text=email.text, html=email.html)


def _prepare_event(change: OrderChange) -> Callable[[], None]:
    order = change.order
    detail = {
        "orderId": order.order_id,
        "userId": order.user_id,
        "status": order.status,
        "totalAmount": order.total_amount,
        "currency": order.currency,
        "items": [{"productId": line.product_id, "quantity": line.quantity} for line in order.items],
        "occurredAt": order.updated_at,
    }
    return partial(publish_event, change.event, detail)


CHANNELS = (Channel("mail", _prepare_mail), Channel("event", _prepare_event))
