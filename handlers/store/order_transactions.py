"""The transactions of an order: each changes the order, the stock and the stored response atomically.

==========  ========================  =====================================================================
function    transition                other changes in the same transaction
==========  ========================  =====================================================================
reserve     → pending                 writes the lines, takes the stock, claims the idempotency key
confirm     pending → processing      removes the cart's lines, stores the response
decline     pending → cancelled       returns the stock, stores the response
release     pending → cancelled       returns the stock, releases the idempotency key
cancel      pending, processing →     returns the stock, makes a refund due, stores the response if pending
            cancelled
complete    processing → completed
==========  ========================  =====================================================================

An order that is no longer pending is therefore complete in every respect: the settlement job needs to look only at
pending orders and due refunds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from handlers.domain.ids import new_id
from handlers.domain.orders import Order
from handlers.runtime import settings
from handlers.store import idempotency
from handlers.store.carts import delete_ordered_lines
from handlers.store.items import boolean, number, order_key, product_key, text
from handlers.store.orders import order_item_rows, order_row, read_order, status_attributes
from handlers.store.product_snapshots import read_snapshot
from handlers.store.refunds import due_refund_row
from handlers.store.table import (
    ConditionFailed,
    Expression,
    RowConflict,
    TransactionConditionFailed,
    get_rows,
    put_if_absent,
    update_row,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.idempotency import IdempotencyRecord, RequestKey
    from handlers.domain.orders import OrderLine, Status
    from handlers.domain.products import ProductSnapshot
    from handlers.store.items import Item


@dataclass(frozen=True, slots=True)
class CheckoutContext:
    """The state read before an order is placed: the request's idempotency record, if any, and the products."""

    record: IdempotencyRecord | None
    products: Mapping[str, ProductSnapshot]


def read_checkout_context(request: RequestKey, product_ids: Iterable[str] = ()) -> CheckoutContext:
    """Return the idempotency record of a request and the products it orders: one batch read.

    Parameters
    ----------
    product_ids : Iterable[str]
        Up to 99 distinct ids.

    Raises
    ------
    Unavailable
        If DynamoDB doesn't return all rows in time.
    """
    keys = [idempotency.record_key(request), *(product_key(product_id) for product_id in product_ids)]
    rows = {row["SK"]["S"] + row["PK"]["S"]: row for row in get_rows(keys)}
    row = rows.pop(keys[0]["SK"]["S"] + keys[0]["PK"]["S"], None)
    products = [read_snapshot(row) for row in rows.values()]
    record = None if row is None else idempotency.read_record(row)
    return CheckoutContext(record, {product.product_id: product for product in products})


def reserve(order: Order, request: RequestKey) -> None:
    """Write a pending order and take its quantities from the stock.

    Raises
    ------
    RowConflict
        If the key has been claimed, or a product's stock, price, currency or activity has changed, since it was read.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    try:
        write_transaction(
            [
                idempotency.claim_key(request, order),
                put_if_absent(order_row(order)),
                *(put_if_absent(row) for row in order_item_rows(order)),
                *(_take_stock(line, order) for line in order.items),
            ]
        )
    except TransactionConditionFailed as failure:
        raise RowConflict from failure


def confirm(order: Order, *, payment_id: str) -> Order:
    """Change a paid order from ``pending`` to ``processing``, and return it.

    Raises
    ------
    RowConflict
        If it is no longer pending.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    confirmed = order.with_status("processing", payment_id=payment_id)
    _transition(confirmed, "pending", [idempotency.store_response(confirmed, 201), *delete_ordered_lines(order)])
    return confirmed


def decline(order: Order) -> Order:
    """Cancel a pending order whose payment was declined, and return it.

    Raises
    ------
    RowConflict
        If it is no longer pending.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    declined = order.with_status("cancelled")
    _transition(declined, "pending", [idempotency.store_response(declined, 402), *_return_stock(order)])
    return declined


def release(order: Order) -> Order:
    """Cancel a pending order that was never charged, release its key if no response is stored, and return the order.

    Raises
    ------
    RowConflict
        If it is no longer pending.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    released = order.with_status("cancelled")
    _transition(released, "pending", [idempotency.release_key(released), *_return_stock(order)])
    return released


def cancel(order: Order) -> Order:
    """Cancel an order, make a refund due for any charge, and return the order.

    Raises
    ------
    IllegalTransition
        If it is completed or cancelled.
    RowConflict
        If its status has changed since it was read.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    cancelled = order.with_status("cancelled")
    response = [idempotency.store_response(cancelled, 201)] if order.status == "pending" else []
    others = [put_if_absent(due_refund_row(cancelled)), *response, *_return_stock(order)]
    _transition(cancelled, order.status, others)
    return cancelled


def complete(order: Order) -> Order:
    """Change an order from ``processing`` to ``completed``, and return it.

    Raises
    ------
    IllegalTransition
        If it isn't ``processing``.
    RowConflict
        If it has changed since it was read.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    completed = order.with_status("completed")
    attributes = {name: value for name, value in status_attributes(completed).items() if name != "revision"}
    unchanged = Expression("revision = :read", {":read": text(order.revision)})
    try:
        row = update_row(order_key(order.user_id, order.order_id), attributes, unchanged)
    except ConditionFailed as failure:
        raise RowConflict from failure
    return read_order(cast("Item", row))


def _transition(order: Order, old_status: Status, others: Sequence[TransactWriteItemTypeDef]) -> None:
    """Write an order's new status and the other actions, without those whose condition fails."""
    while True:
        try:
            write_transaction([_set_status(order, old_status), *others])
        except TransactionConditionFailed as failure:
            order_changed, *failed = (code == "ConditionalCheckFailed" for code in failure.codes)
            if order_changed:
                raise RowConflict from failure
            # A deleted product, a changed cart line or a stored response doesn't block the order's transition.
            others = [action for action, has_failed in zip(others, failed, strict=True) if not has_failed]
        else:
            return


def _set_status(order: Order, old_status: Status) -> TransactWriteItemTypeDef:
    attributes = {name: value for name, value in status_attributes(order).items() if value is not None}
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": order_key(order.user_id, order.order_id),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
            "ConditionExpression": "#status = :old",
            "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
            "ExpressionAttributeValues": {
                ":old": text(old_status),
                **{f":{name}": value for name, value in attributes.items()},
            },
        }
    }


def _take_stock(line: OrderLine, order: Order) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": product_key(line.product_id),
            "UpdateExpression": "SET stock = stock - :quantity, revision = :revision",
            "ConditionExpression": (
                "isActive = :active AND stock >= :quantity AND price = :price AND currency = :currency"
            ),
            "ExpressionAttributeValues": {
                ":active": boolean(True),
                ":quantity": number(line.quantity),
                ":price": number(line.price),
                ":currency": text(order.currency),
                ":revision": text(new_id()),
            },
        }
    }


def _return_stock(order: Order) -> list[TransactWriteItemTypeDef]:
    """Return the actions that return an order's quantities to the stock of products that aren't deleted."""
    return [
        {
            "Update": {
                "TableName": settings.TABLE_NAME.value(),
                "Key": product_key(line.product_id),
                "UpdateExpression": "SET stock = stock + :quantity, revision = :revision",
                "ConditionExpression": "attribute_exists(PK) AND attribute_not_exists(deletedAt)",
                "ExpressionAttributeValues": {":quantity": number(line.quantity), ":revision": text(new_id())},
            }
        }
        for line in order.items
    ]
