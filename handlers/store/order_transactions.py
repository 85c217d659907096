"""The transactions of an order's life: each moves the order, its stock and the kept answer together, or nothing.

==========  ========================  =====================================================================
            moves the order           and with it
==========  ========================  =====================================================================
reserve     → pending                 its lines, the products' stock, the idempotency record
confirm     pending → processing      the cart's lines, the kept answer
decline     pending → cancelled       the stock back, the kept answer
release     pending → cancelled       the stock back, the freed key
cancel      pending, processing →     the stock back, a refund that is due, the kept answer of a pending one
            cancelled
complete    processing → completed
==========  ========================  =====================================================================

So nothing is missing of an order that is no longer pending: the age of the pending ones is all that Settle looks at,
and the refunds that are due.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from handlers.domain.ids import new_id
from handlers.domain.orders import Order
from handlers.runtime import settings
from handlers.store import idempotency
from handlers.store.attributes import boolean, number, text
from handlers.store.batches import get_rows
from handlers.store.carts import ordered_deletions
from handlers.store.conflicts import RowConflict
from handlers.store.keys import order_key, product_key
from handlers.store.orders import order_item_rows, order_row, read_order, status_attributes
from handlers.store.product_snapshots import read_snapshot
from handlers.store.refunds import due_refund_row
from handlers.store.transactions import TransactionConditionFailed, put_if_absent, write_transaction
from handlers.store.updates import ConditionFailed, Expression, update_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.idempotency import IdempotencyRecord, RequestKey
    from handlers.domain.orders import OrderLine, Status
    from handlers.domain.products import ProductSnapshot
    from handlers.store.keys import Item


@dataclass(frozen=True, slots=True)
class CheckoutContext:
    """What is known before an order is placed: whether its request was made before, and what is asked for."""

    record: IdempotencyRecord | None
    products: Mapping[str, ProductSnapshot]


def read_checkout_context(request: RequestKey, product_ids: Iterable[str] = ()) -> CheckoutContext:
    """Return what is record of a request, and the products that it asks for, in one read.

    Parameters
    ----------
    product_ids : Iterable[str]
        Up to 99, each once.

    Raises
    ------
    Unavailable
        If the table doesn't answer.
    """
    keys = [idempotency.record_key(request), *(product_key(product_id) for product_id in product_ids)]
    rows = {row["SK"]["S"] + row["PK"]["S"]: row for row in get_rows(keys)}
    row = rows.pop(keys[0]["SK"]["S"] + keys[0]["PK"]["S"], None)
    products = [read_snapshot(row) for row in rows.values()]
    record = None if row is None else idempotency.read_record(row)
    return CheckoutContext(record, {product.product_id: product for product in products})


def reserve(order: Order, request: RequestKey) -> None:
    """Write a pending order and take what it holds out of stock.

    Raises
    ------
    RowConflict
        If the key is used by now, or a product has not the stock, price or currency any more that it was read with.
    Unavailable
        If other transactions were always quicker.
    """
    try:
        write_transaction(
            [
                idempotency.beginning(request, order),
                put_if_absent(order_row(order)),
                *(put_if_absent(row) for row in order_item_rows(order)),
                *(_sale(line, order) for line in order.items),
            ]
        )
    except TransactionConditionFailed as refused:
        raise RowConflict from refused


def confirm(order: Order, *, payment_id: str) -> Order:
    """Move a pending order that was paid for to ``processing``, and return it.

    Raises
    ------
    RowConflict
        If it isn't pending any more.
    Unavailable
        If other transactions were always quicker.
    """
    confirmed = order.moved("processing", payment_id=payment_id)
    _move(confirmed, "pending", [idempotency.answering(confirmed, 201), *ordered_deletions(order)])
    return confirmed


def decline(order: Order) -> Order:
    """Cancel a pending order whose payment was declined, and return it.

    Raises
    ------
    RowConflict
        If it isn't pending any more.
    Unavailable
        If other transactions were always quicker.
    """
    declined = order.moved("cancelled")
    _move(declined, "pending", [idempotency.answering(declined, 402), *_returns(order)])
    return declined


def release(order: Order) -> Order:
    """Cancel a pending order that was never paid for, free its key if it wasn't answered, and return the order.

    Raises
    ------
    RowConflict
        If it isn't pending any more.
    Unavailable
        If other transactions were always quicker.
    """
    released = order.moved("cancelled")
    _move(released, "pending", [idempotency.freeing(released), *_returns(order)])
    return released


def cancel(order: Order) -> Order:
    """Cancel an order whose payment, if there is or will be one, is to be given back, and return it.

    Raises
    ------
    IllegalTransition
        If it is completed or cancelled.
    RowConflict
        If it has been moved since it was read.
    Unavailable
        If other transactions were always quicker.
    """
    cancelled = order.moved("cancelled")
    answer = [idempotency.answering(cancelled, 201)] if order.status == "pending" else []
    _move(cancelled, order.status, [put_if_absent(due_refund_row(cancelled)), *answer, *_returns(order)])
    return cancelled


def complete(order: Order) -> Order:
    """Complete an order that is processed, and return it.

    Raises
    ------
    IllegalTransition
        If it isn't ``processing``.
    RowConflict
        If it has been moved since it was read.
    Unavailable
        If other transactions were always quicker.
    """
    completed = order.moved("completed")
    attributes = {name: value for name, value in status_attributes(completed).items() if name != "revision"}
    unmoved = Expression("revision = :read", {":read": text(order.revision)})
    try:
        row = update_row(order_key(order.user_id, order.order_id), attributes, unmoved)
    except ConditionFailed as changed:
        raise RowConflict from changed
    return read_order(cast("Item", row))


def _move(order: Order, was: Status, others: Sequence[TransactWriteItemTypeDef]) -> None:
    """Write an order's new status, and what goes with it as far as that is still there."""
    while True:
        try:
            write_transaction([_status_change(order, was), *others])
        except TransactionConditionFailed as refused:
            moved, *missing = (code == "ConditionalCheckFailed" for code in refused.codes)
            if moved:
                raise RowConflict from refused
            # A product was deleted, a line of the cart changed, the request answered: the order moves all the same.
            others = [action for action, gone in zip(others, missing, strict=True) if not gone]
        else:
            return


def _status_change(order: Order, was: Status) -> TransactWriteItemTypeDef:
    attributes = {name: value for name, value in status_attributes(order).items() if value is not None}
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": order_key(order.user_id, order.order_id),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
            "ConditionExpression": "#status = :was",
            "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
            "ExpressionAttributeValues": {":was": text(was)} | {f":{name}": each for name, each in attributes.items()},
        }
    }


def _sale(line: OrderLine, order: Order) -> TransactWriteItemTypeDef:
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


def _returns(order: Order) -> list[TransactWriteItemTypeDef]:
    """Return the actions that give back what an order holds, each only to a product that is still there."""
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
