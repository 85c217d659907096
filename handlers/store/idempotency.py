"""Idempotency records in the table: the request made with a key and its response, kept for 24 hours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from handlers.domain.clock import epoch_seconds, now, seconds
from handlers.domain.errors import OutOfStock, Shortage
from handlers.domain.idempotency import RETENTION_SECONDS, IdempotencyRecord, RequestKey
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import Item, idempotency_key, number, read_integer, read_optional_text, read_text, text
from handlers.store.table import RowConflict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.orders import Order, Status

_UNUSED = "(attribute_not_exists(PK) OR expiresAt <= :now)"
_WITHOUT_RESPONSE = "orderId = :order AND attribute_not_exists(answered)"
_ACCEPTED = 202


def record_key(request: RequestKey) -> Item:
    """Return the row key of a request's record."""
    return idempotency_key(request.user_id, request.operation_id, request.key)


def read_record(item: Item) -> IdempotencyRecord | None:
    """Return the record in a row, or None if it has expired."""
    if read_integer(item, "expiresAt") <= epoch_seconds(now()):
        return None
    status = read_integer(item, "answered") if "answered" in item else None
    return IdempotencyRecord(
        fingerprint=read_text(item, "fingerprint"),
        status=status,
        order_id=read_optional_text(item, "orderId"),
        order_state=_order_state(item) if status != _ACCEPTED and "shownStatus" in item else None,
        shortages=tuple(_shortage(cast("Item", each["M"])) for each in item.get("shortages", {"L": []})["L"]),
        created={name: value["S"] for name, value in item.get("created", {"M": {}})["M"].items()},
    )


def find_record(request: RequestKey) -> IdempotencyRecord | None:
    """Return the record of a request, or None if its key is unused."""
    response = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(), Key=record_key(request), ConsistentRead=True
    )
    return read_record(response["Item"]) if "Item" in response else None


def claim_key(request: RequestKey, order: Order) -> TransactWriteItemTypeDef:
    """Return the action that claims a request's key for an order, if the key is unused."""
    return _claim(_row(request) | {"orderId": text(order.order_id)})


def claim_key_for_created(request: RequestKey, created: Mapping[str, str]) -> TransactWriteItemTypeDef:
    """Return the action that claims a request's key, if it is unused, and stores a 201 as the response.

    Parameters
    ----------
    created : Mapping[str, str]
        What a replay needs of the created resource.
    """
    values: Item = {name: text(value) for name, value in created.items()}
    return _claim(_row(request) | {"answered": number(201), "created": {"M": values}})


def store_response(order: Order, status: int) -> TransactWriteItemTypeDef:
    """Return the action that stores the response to the request that placed an order.

    A stored 202 keeps its status.

    Parameters
    ----------
    order : Order
        The order as the response shows it.
    status : int
        The HTTP status of the response.
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


def release_key(order: Order) -> TransactWriteItemTypeDef:
    """Return the action that releases the key of an order, unless a response is stored."""
    return {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": _key_of(order),
            "ConditionExpression": _WITHOUT_RESPONSE,
            "ExpressionAttributeValues": {":order": text(order.order_id)},
        }
    }


def store_accepted(order: Order) -> None:
    """Store a 202 as the response to the request that placed an order; its replay shows the order's current state.

    Raises
    ------
    RowConflict
        If a response has been stored, or the key released, since.
    """
    with _raise_conflict():
        clients.dynamodb().update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=_key_of(order),
            UpdateExpression="SET answered = :accepted",
            ConditionExpression=_WITHOUT_RESPONSE,
            ExpressionAttributeValues={":accepted": number(_ACCEPTED), ":order": text(order.order_id)},
        )


def store_shortages(request: RequestKey, error: OutOfStock) -> None:
    """Store a 409 with its shortages as the response to a request.

    Raises
    ------
    RowConflict
        If the key has been claimed since.
    """
    shortages = [{"M": _shortage_attributes(each)} for each in error.shortages]
    with _raise_conflict():
        clients.dynamodb().put_item(
            TableName=settings.TABLE_NAME.value(),
            Item=_row(request) | {"answered": number(409), "shortages": {"L": shortages}},
            ConditionExpression=_UNUSED,
            ExpressionAttributeValues={":now": number(epoch_seconds(now()))},
        )


@contextmanager
def _raise_conflict() -> Iterator[None]:
    # The condition also fails on the SDK's retry of a write that succeeded: the caller finds out by reading the record.
    exceptions = clients.dynamodb().exceptions
    try:
        yield
    except (exceptions.ConditionalCheckFailedException, exceptions.TransactionConflictException) as error:
        raise RowConflict from error


def _claim(row: Item) -> TransactWriteItemTypeDef:
    return {
        "Put": {
            "TableName": settings.TABLE_NAME.value(),
            "Item": row,
            "ConditionExpression": _UNUSED,
            "ExpressionAttributeValues": {":now": number(epoch_seconds(now()))},
        }
    }


def _row(request: RequestKey) -> Item:
    moment = now()
    return record_key(request) | {
        "fingerprint": text(request.fingerprint),
        "expiresAt": number(epoch_seconds(moment + seconds(RETENTION_SECONDS))),
    }


def _key_of(order: Order) -> Item:
    return idempotency_key(order.user_id, "createOrder", order.idempotency_key)


def _order_state(item: Item) -> tuple[Status, str, str]:
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
