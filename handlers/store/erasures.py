"""The erasure of an account, step by step; each can be repeated, and what leads to the rest is deleted last.

Orders stay, with their lines and amounts, without what identifies a person. The profile goes first: from then on the
deletion can't be undone, and no request finds the account. The guard row of the address goes last, together with the
row of the request: until then nobody else gets the address, and a run finds what an earlier one has left.
"""

from __future__ import annotations

from functools import partial
from itertools import batched
from typing import TYPE_CHECKING

from handlers.domain.audit import erasure_entry
from handlers.domain.clock import now, timestamp
from handlers.domain.orders import ERASED
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.account_rows import iter_account_rows
from handlers.store.audit import put_entry
from handlers.store.items import (
    DELETION,
    ORDER_PREFIX,
    Item,
    deletion_key,
    email_guard_key,
    order_key,
    read_text,
    text,
    user_key,
)
from handlers.store.orders import address_attributes, read_order
from handlers.store.table import (
    MAX_ACTIONS,
    TransactionConditionFailed,
    get_rows,
    retry_on_conflict,
    revision_in,
    try_transaction,
    update_row,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.domain.orders import Order
    from handlers.store.deletions import Deletion


class DeletionUndone(Exception):
    """The deletion was undone since it was found."""


def has_open_order(user_id: str) -> bool:
    """Return whether an account has an order that is pending or in processing, which delays its erasure."""
    values = {":pending": text("pending"), ":processing": text("processing")}
    return any(True for _ in _orders(user_id, "#field IN (:pending, :processing)", "status", values))


def erasure_steps(deletion: Deletion, delete_export: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Yield the steps that erase what is left of an account, each with at most a transaction.

    The first raises `DeletionUndone` if the deletion was undone since it was found; any `Unavailable`, if every attempt
    conflicted with another write.

    Parameters
    ----------
    delete_export : Callable
        Deletes the account's data export. Whoever writes one checks the profile afterwards, which is gone by then.
    """
    yield partial(_erase_profile, deletion)
    for row in _orders(deletion.user_id, "attribute_not_exists(#field)", "erasedAt", {}):
        yield partial(_erase_order, read_order(row))
    for keys in batched(_other_keys(deletion.user_id), MAX_ACTIONS, strict=False):
        yield partial(write_transaction, [_delete(key) for key in keys])
    yield delete_export
    yield partial(retry_on_conflict, partial(_finish, deletion))


def _erase_profile(deletion: Deletion) -> None:
    delete: TransactWriteItemTypeDef = {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": user_key(deletion.user_id),
            "ConditionExpression": "attribute_not_exists(PK) OR deletionAt = :due",
            "ExpressionAttributeValues": {":due": text(deletion.due_at)},
        }
    }
    try:
        write_transaction([delete])
    except TransactionConditionFailed as failure:
        raise DeletionUndone from failure


def _erase_order(order: Order) -> None:
    # The client's key of the request may contain anything.
    changes = {
        "shippingAddress": address_attributes(order.shipping_address.erased()),
        "idempotencyKey": text(ERASED),
        "erasedAt": text(timestamp(now())),
    }
    update_row(order_key(order.user_id, order.order_id), changes, revision_in(None))


def _finish(deletion: Deletion) -> None:
    request, guard = deletion_key(deletion.user_id), email_guard_key(deletion.email)
    rows = {row["SK"]["S"]: row for row in get_rows([request, guard])}
    if DELETION not in rows:
        return  # another run has finished
    actions = [_delete(request, "attribute_exists(PK)"), put_entry(erasure_entry(deletion.user_id))]
    holder = rows.get(read_text(guard, "SK"))
    if holder is not None and read_text(holder, "userId") == deletion.user_id:
        actions.append(_delete(guard, "attribute_exists(PK)"))
    try_transaction(actions)


def _orders(user_id: str, condition: str, field: str, values: Mapping[str, AttributeValueTypeDef]) -> Iterator[Item]:
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.TABLE_NAME.value(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :user AND begins_with(SK, :order)",
            FilterExpression=condition,
            ExpressionAttributeValues={":user": user_key(user_id)["PK"], ":order": text(ORDER_PREFIX), **values},
            ExpressionAttributeNames={"#field": field},
        )
    )
    return (row for page in pages for row in page["Items"])


def _other_keys(user_id: str) -> Iterator[Item]:
    keys = ({"PK": row["PK"], "SK": row["SK"]} for row in iter_account_rows(user_id))
    return (key for key in keys if key["SK"]["S"] != DELETION and not key["SK"]["S"].startswith(ORDER_PREFIX))


def _delete(key: Item, condition: str | None = None) -> TransactWriteItemTypeDef:
    table = settings.TABLE_NAME.value()
    if condition is None:
        return {"Delete": {"TableName": table, "Key": key}}
    return {"Delete": {"TableName": table, "Key": key, "ConditionExpression": condition}}
