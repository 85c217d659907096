"""Changes that cause notifications, read from the table's stream: of orders, and requests for e-mails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from handlers.store.email_requests import read_email_request
from handlers.store.items import EMAIL_REQUEST_PREFIX, ORDER_PREFIX, email_request_key, order_partition, read_text
from handlers.store.orders import read_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.email_requests import EmailEvent, EmailRequest
    from handlers.domain.orders import Order

type Change = OrderChange | RequestedEmail
type OrderEvent = Literal["OrderPlaced", "OrderCancelled", "OrderCompleted"]

_PARTITION_PREFIX = "USER#"
_REQUEST = read_text(email_request_key(""), "SK")
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


class MalformedRecord(Exception):
    """The record is not one of the table's stream, or its row is malformed."""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order change that causes notifications."""

    event: OrderEvent
    order: Order

    @property
    def partition(self) -> str:
        """The partition of the table with its deliveries."""
        return order_partition(self.order.order_id)

    @property
    def ids(self) -> Mapping[str, Any]:
        """What identifies it in the log."""
        return {"change": self.event, "orderId": self.order.order_id}


@dataclass(frozen=True, slots=True)
class RequestedEmail:
    """A request for an e-mail about an account."""

    request: EmailRequest

    @property
    def event(self) -> EmailEvent:
        """What the e-mail is about."""
        return self.request.event

    @property
    def partition(self) -> str:
        """The partition of the table with its delivery."""
        return read_text(email_request_key(self.request.request_id), "PK")

    @property
    def ids(self) -> Mapping[str, Any]:
        """What identifies it in the log."""
        return {"change": self.event, "emailRequestId": self.request.request_id}


def read_change(record: Any) -> Change | None:  # noqa: ANN401  # any JSON
    """Return the change in a stream record; None if there is nothing to notify of.

    Parameters
    ----------
    record : Any
        A stream record of any row, as Lambda passes it.

    Raises
    ------
    MalformedRecord
        If the record can't be read.
    """
    try:
        return _change(record)
    except _UNREADABLE as error:
        raise MalformedRecord from error


def event_of(before: str | None, after: str) -> OrderEvent | None:
    """Return the event of a status change; None if there is nothing to notify of.

    Parameters
    ----------
    before : str or None
        The previous status; None for a new order.
    after : str
        The new status.
    """
    match before, after:
        case "pending" | None, "processing":
            return "OrderPlaced"
        case "processing", "cancelled":
            return "OrderCancelled"
        case "processing", "completed":
            return "OrderCompleted"
    return None


def _change(record: Any) -> Change | None:  # noqa: ANN401  # any JSON
    data = record["dynamodb"]
    partition, sort = (read_text(data["Keys"], name) for name in ("PK", "SK"))
    if record["eventName"] == "REMOVE":
        return None
    if partition.startswith(_PARTITION_PREFIX) and sort.startswith(ORDER_PREFIX):
        before = None if record["eventName"] == "INSERT" else read_text(data["OldImage"], "status")
        event = event_of(before, read_text(data["NewImage"], "status"))
        # Fail now if it is missing: the retry window begins at this time.
        float(data["ApproximateCreationDateTime"])
        return None if event is None else OrderChange(event, read_order(data["NewImage"]))
    if partition.startswith(EMAIL_REQUEST_PREFIX) and sort == _REQUEST and record["eventName"] == "INSERT":
        float(data["ApproximateCreationDateTime"])
        return RequestedEmail(read_email_request(data["NewImage"]))
    return None
