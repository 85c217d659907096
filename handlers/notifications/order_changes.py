"""From a record of the table's stream to what happened to an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from handlers.store.attributes import read_text
from handlers.store.keys import ORDER_PREFIX
from handlers.store.orders import read_order

if TYPE_CHECKING:
    from handlers.domain.orders import Order

type OrderEvent = Literal["OrderPlaced", "OrderCancelled", "OrderCompleted"]

# Of the table's rows only the orders of a user have such keys.
_PARTITION_PREFIX = "USER#"
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


class MalformedRecord(Exception):
    """What came is no record of the table's stream, or of no order as the shop writes them."""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What happened to an order that somebody waits to hear of."""

    event: OrderEvent
    order: Order


def read_change(record: Any) -> OrderChange | None:  # noqa: ANN401  # whatever is in the stream
    """Return what a record of the stream tells of an order; None if nobody waits to hear of it.

    Parameters
    ----------
    record : Any
        A record as Lambda hands it over, of any row of the table.

    Raises
    ------
    MalformedRecord
        If it can't be read.
    """
    try:
        return _change(record)
    except _UNREADABLE as error:
        raise MalformedRecord from error


def event_of(before: str | None, after: str) -> OrderEvent | None:
    """Return what an order's way from one status to another means; None if it means nothing to its buyer.

    Parameters
    ----------
    before : str or None
        The status that it had; None for an order that wasn't there.
    after : str
        The status that it has.
    """
    match before, after:
        case "pending" | None, "processing":
            return "OrderPlaced"
        case "processing", "cancelled":
            return "OrderCancelled"
        case "processing", "completed":
            return "OrderCompleted"
    return None


def _change(record: Any) -> OrderChange | None:  # noqa: ANN401  # whatever is in the stream
    described = record["dynamodb"]
    keys = described["Keys"]
    if record["eventName"] == "REMOVE" or not _is_of_an_order(read_text(keys, "PK"), read_text(keys, "SK")):
        return None
    before = None if record["eventName"] == "INSERT" else read_text(described["OldImage"], "status")
    event = event_of(before, read_text(described["NewImage"], "status"))
    # Without its moment nobody could tell when to stop trying.
    float(described["ApproximateCreationDateTime"])
    return None if event is None else OrderChange(event, read_order(described["NewImage"]))


def _is_of_an_order(partition: str, sort: str) -> bool:
    return partition.startswith(_PARTITION_PREFIX) and sort.startswith(ORDER_PREFIX)
