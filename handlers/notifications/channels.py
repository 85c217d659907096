"""The channels on which changes are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from handlers.adapters.domain_events import event_bus
from handlers.adapters.mail import mailer
from handlers.domain.clock import parse_timestamp
from handlers.domain.ids import TIME_LENGTH, min_id
from handlers.notifications.account_emails import prepare_account_email
from handlers.notifications.changes import OrderChange, RequestedEmail
from handlers.notifications.email_limits import send_or_delay
from handlers.notifications.templates.order_email import render_order_email
from handlers.runtime import settings
from handlers.store.deliveries import MAX_ATTEMPTS
from handlers.store.users import find_user_by_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handlers.notifications.changes import Change


class BuyerNotFound(Exception):
    """The buyer's account no longer exists."""


@dataclass(frozen=True, slots=True)
class Channel[C]:
    """One way to deliver a change.

    Parameters
    ----------
    name : str
        The name in the delivery records.
    prepare : Callable
        Returns a function that sends the notification, and raises only `Refused` and `OutcomeUnknown`; or None if there
        is nothing to send. All other failures happen in `prepare`, before the delivery is claimed.
    max_attempts : int
        The maximum number of attempts with an unknown outcome.
    """

    name: str
    prepare: Callable[[C], Callable[[], None] | None]
    max_attempts: int = MAX_ATTEMPTS


def channels_of(change: Change) -> Sequence[Channel[Any]]:
    """Return the channels of a change."""
    match change:
        case OrderChange():
            return CHANNELS
        case RequestedEmail() if change.request.is_repeatable:
            return (Channel("mail", prepare_account_email, max_attempts=1),)
    return (Channel("mail", prepare_account_email),)


def _prepare_email(change: OrderChange) -> Callable[[], None]:
    buyer = find_user_by_id(change.order.user_id)
    if buyer is None:
        raise BuyerNotFound
    name = buyer.first_name if buyer.email_verified else None
    email = render_order_email(change.event, change.order, shop=settings.SHOP_NAME.value(), name=name)
    order_id = change.order.order_id
    send = partial(mailer.send, buyer.email, email, message_id=f"{order_id}.{change.event}")
    # One per event of an order: its time, and the random part of the order's id.
    stamp = min_id(parse_timestamp(change.order.updated_at))[:TIME_LENGTH] + order_id[TIME_LENGTH:]
    return send_or_delay(buyer, send, entry=f"{change.event} {order_id}", stamp=stamp)


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
    return partial(event_bus.publish, change.event, detail)


CHANNELS = (Channel("mail", _prepare_email), Channel("event", _prepare_event))
