"""Idempotency keys in the table: what was asked under a key, and how it was answered, for 24 hours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from handlers.domain.clock import epoch_seconds, now, seconds
from handlers.domain.errors import OutOfStock, Shortage
from handlers.domain.idempotency import KEPT_SECONDS, IdempotencyRecord, RequestKey
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.attributes import number, read_integer, read_optional_text, read_text, text
from handlers.store.conflicts import RowConflict
from handlers.store.keys import Item, idempotency_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.orders import Order, Status

_UNUSED = "(attribute_not_exists(PK) OR expiresAt <= :now)"
_UNANSWERED = "orderId = :order AND attribute_not_exists(answered)"
_ACCEPTED = 202


def record_key(request: RequestKey) -> Item:
    """Return the key of what is remembered of a request."""
    return idempotency_key(request.user_id, request.operation_id, request.key)


def read_record(item: Item) -> IdempotencyRecord | None:
    """Return what a row remembers, or None if it is over, deleted by TTL or not yet."""
    if read_integer(item, "expiresAt") <= epoch_seconds(now()):
        return None
    status = read_integer(item, "answered") if "answered" in item else None
    return IdempotencyRecord(
        fingerprint=read_text(item, "fingerprint"),
        status=status,
        order_id=read_optional_text(item, "orderId"),
        shown=_shown(item) if status != _ACCEPTED and "shownStatus" in item else None,
        shortages=tuple(_shortage(cast("Item", each["M"])) for each in item.get("shortages", {"L": []})["L"]),
    )


def beginning(request: RequestKey, order: Order) -> TransactWriteItemTypeDef:
    """Return the action that begins a request, under the condition that its key is unused."""
    row = _row(request) | {"orderId": text(order.order_id)}
    return {
        "Put": {
            "TableName": settings.TABLE_NAME.value(),
            "Item": row,
            "ConditionExpression": _UNUSED,
            "ExpressionAttributeValues": {":now": number(epoch_seconds(now()))},
        }
    }


def answering(order: Order, status: int) -> TransactWriteItemTypeDef:
    """Return the action that keeps the answer to the request that placed an order, which is pending until then.

    One that was answered with a 202 keeps that.

    Parameters
    ----------
    order : Order
        As the answer shows it.
    status : int
        The answer's HTTP status.
    """
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": _key_of(order),
            "UpdateExpression": (
                "SET answered = if_not_exists(answered, :status), "
                "shownStatus = :shown, shownUpdatedAt = :at, shownRevision = :revision"
            ),
            "ConditionExpression": "orderId = :order",
            "ExpressionAttributeValues": {
                ":order": text(order.order_id),
                ":status": number(status),
                ":shown": text(order.status),
                ":at": text(order.updated_at),
                ":revision": text(order.revision),
            },
        }
    }


def freeing(order: Order) -> TransactWriteItemTypeDef:
    """Return the action that frees the key that an order was placed with, unless the request was answered already."""
    return {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": _key_of(order),
            "ConditionExpression": _UNANSWERED,
            "ExpressionAttributeValues": {":order": text(order.order_id)},
        }
    }


def keep_accepted(order: Order) -> None:
    """Keep that the request that placed an order was answered with a 202, whose replay shows the order as it is then.

    Raises
    ------
    RowConflict
        If it has been answered, or its key freed, since.
    """
    with _refused_as_busy():
        clients.dynamodb().update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=_key_of(order),
            UpdateExpression="SET answered = :accepted",
            ConditionExpression=_UNANSWERED,
            ExpressionAttributeValues={":accepted": number(_ACCEPTED), ":order": text(order.order_id)},
        )


def keep_shortages(request: RequestKey, refusal: OutOfStock) -> None:
    """Keep that a request was refused for want of stock.

    Raises
    ------
    RowConflict
        If the key is used by now.
    """
    kept = [{"M": _shortage_attributes(each)} for each in refusal.shortages]
    with _refused_as_busy():
        clients.dynamodb().put_item(
            TableName=settings.TABLE_NAME.value(),
            Item=_row(request) | {"answered": number(409), "shortages": {"L": kept}},
            ConditionExpression=_UNUSED,
            ExpressionAttributeValues={":now": number(epoch_seconds(now()))},
        )


@contextmanager
def _refused_as_busy() -> Iterator[None]:
    # A refusal may also be the SDK's repeat of a write that had gone through: whoever reads again sees which it was.
    exceptions = clients.dynamodb().exceptions
    try:
        yield
    except (exceptions.ConditionalCheckFailedException, exceptions.TransactionConflictException) as error:
        raise RowConflict from error


def _row(request: RequestKey) -> Item:
    moment = now()
    return record_key(request) | {
        "fingerprint": text(request.fingerprint),
        "expiresAt": number(epoch_seconds(moment + seconds(KEPT_SECONDS))),
    }


def _key_of(order: Order) -> Item:
    return idempotency_key(order.user_id, "createOrder", order.idempotency_key)


def _shown(item: Item) -> tuple[Status, str, str]:
    status = cast("Status", read_text(item, "shownStatus"))
    return status, read_text(item, "shownUpdatedAt"), read_text(item, "shownRevision")


def _shortage_attributes(shortage: Shortage) -> Item:
    return {
        "productId": text(shortage.product_id),
        "requested": number(shortage.requested),
        "available": number(shortage.available),
    }


def _shortage(item: Item) -> Shortage:
    return Shortage(read_text(item, "productId"), read_integer(item, "requested"), read_integer(item, "available"))
