"""Order changes, read from the records of the table's stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from handlers.store.items import ORDER_PREFIX, read_text
from handlers.store.orders import read_order

if TYPE_CHECKING:
    from handlers.domain.orders import Order

type OrderEvent = Literal["OrderPlaced", "OrderCancelled", "OrderCompleted"]

# Only order rows have such keys.
_PARTITION_PREFIX = "USER#"
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


class MalformedRecord(Exception):
    """The record is not one of the table's stream, or its order row is malformed."""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order change that causes notifications."""

    event: OrderEvent
    order: Order


def read_change(record: Any) -> OrderChange | None:  # noqa: ANN401  # any JSON
    """Return the order change in a stream record; None if there is nothing to notify of.

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


def _change(record: Any) -> OrderChange | None:  # noqa: ANN401  # any JSON
    data = record["dynamodb"]
    keys = data["Keys"]
    if record["eventName"] == "REMOVE" or not _is_order_key(read_text(keys, "PK"), read_text(keys, "SK")):
        return None
    before = None if record["eventName"] == "INSERT" else read_text(data["OldImage"], "status")
    event = event_of(before, read_text(data["NewImage"], "status"))
    # Fail now if it is missing: the retry window begins at this time.
    float(data["ApproximateCreationDateTime"])
    return None if event is None else OrderChange(event, read_order(data["NewImage"]))


def _is_order_key(partition: str, sort: str) -> bool:
    return partition.startswith(_PARTITION_PREFIX) and sort.startswith(ORDER_PREFIX)
