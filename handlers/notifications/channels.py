"""The channels on which order changes are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from handlers.adapters.domain_events import event_bus
from handlers.adapters.mail import mailer
from handlers.notifications.templates.order_email import render_order_email
from handlers.store.users import find_user_by_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.notifications.order_changes import OrderChange


class BuyerNotFound(Exception):
    """The buyer's account no longer exists."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to deliver a change.

    Parameters
    ----------
    name : str
        The name in the delivery records.
    prepare : Callable
        Returns a function that sends the notification, and raises only `Refused` and `OutcomeUnknown`. All other
        failures happen in `prepare`, before the delivery is claimed.
    """

    name: str
    prepare: Callable[[OrderChange], Callable[[], None]]


def _prepare_email(change: OrderChange) -> Callable[[], None]:
    buyer = find_user_by_id(change.order.user_id)
    if buyer is None:
        raise BuyerNotFound
    email = render_order_email(change.event, change.order, first_name=buyer.first_name)
    return partial(mailer.send, buyer.email, subject=email.subject, text=email.text, html=email.html)


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
