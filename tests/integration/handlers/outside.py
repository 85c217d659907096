"""The services that receive the shop's notifications, and their failures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from handlers.domain.ids import new_id
from handlers.domain.orders import Order
from local.aws.clients import client
from local.config import LocalConfig
from tests.integration.handlers.accounts import register
from tests.integration.handlers.faulty_aws import Refusal
from tests.integration.handlers.stream import Listener, Record, mails_of, order_of, taken
from tests.integration.handlers.table import Table

SES_DOWN = Refusal(
    503,
    b"<ErrorResponse><Error><Type>Receiver</Type><Code>ServiceUnavailable</Code></Error></ErrorResponse>",
    "text/xml",
)
SES_NAMES_THE_ADDRESS = Refusal(
    403,
    b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User is not authorized to perform"
    b" ses:SendEmail on resource arn:aws:ses:us-east-1:123456789012:identity/ada@example.com</Message></Error>"
    b"</ErrorResponse>",
    "text/xml",
)
THROTTLED = Refusal(
    400,
    b"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code></Error></ErrorResponse>",
    "text/xml",
)
BAD_GATEWAY = Refusal(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")
OLD = 16 * 60


@dataclass(frozen=True, slots=True)
class Outside:
    """The services around the shop: mailboxes, a subscriber to its events, the dead-letter queue."""

    aws: LocalConfig
    listener: Listener
    queue: str

    def mails(self, order: Order | str) -> list[dict[str, str]]:
        """Return the e-mails about an order, oldest first."""
        return mails_of(self.aws, order if isinstance(order, str) else order.order_id)

    def events(self, order: Order | str) -> list[str]:
        """Return the types of the events about an order, oldest first."""
        found = self.listener.events_of(order if isinstance(order, str) else order.order_id)
        return [event["detail-type"] for event in found]

    def dead_letters(self) -> list[tuple[Record, str]]:
        """Receive and delete the records in the dead-letter queue, each with its reason."""
        messages = taken(client("sqs", self.aws.aws_url), self.queue)
        return [(json.loads(each["Body"]), each["MessageAttributes"]["reason"]["StringValue"]) for each in messages]


def an_order(**changed: Any) -> Order:
    return order_of(register(email=f"{new_id().lower()}@example.com"), **changed)


def delivery(table: Table, order: Order, channel: str) -> dict[str, Any]:
    """Return the delivery of an order's OrderPlaced notification on a channel."""
    row = table.row(f"ORDER#{order.order_id}", f"DELIVERY#OrderPlaced#{channel}")
    assert row is not None
    return row
