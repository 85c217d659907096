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
from typing import TYPE_CHECKING

from handlers.domain.audit import order_entry
from handlers.domain.errors import Unauthenticated
from handlers.domain.orders import Order
from handlers.runtime import settings
from handlers.store import idempotency
from handlers.store.audit import put_entry
from handlers.store.carts import delete_ordered_lines
from handlers.store.items import order_key, read_text, stock_row_key, text, user_key
from handlers.store.orders import order_item_rows, order_row, status_attributes
from handlers.store.refunds import due_refund_row
from handlers.store.stock_rows import is_stock_row
from handlers.store.stock_sales import fit_draws, plan_sale, return_units, sale_room, take_units
from handlers.store.table import (
    Expression,
    RowConflict,
    TransactionConditionFailed,
    get_rows,
    put_if_absent,
    try_transaction,
    unchanged,
    update_if,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.audit import Action, Origin
    from handlers.domain.idempotency import IdempotencyRecord, RequestKey
    from handlers.domain.orders import Status
    from handlers.domain.products import ProductSnapshot
    from handlers.store.items import Item
    from handlers.store.stock_sales import Draws


type _Alternatives = Sequence[TransactWriteItemTypeDef]


@dataclass(frozen=True, slots=True)
class CheckoutContext:
    """The state read before an order is placed.

    Parameters
    ----------
    record : IdempotencyRecord or None
        The request's idempotency record, if any.
    products : Mapping[str, ProductSnapshot]
        The products, by id.
    draws : Draws
        The stock rows to draw from.
    account : Item or None
        The row of the account that orders; None if it no longer exists.
    """

    record: IdempotencyRecord | None
    products: Mapping[str, ProductSnapshot]
    draws: Draws
    account: Item | None


def find_record(request: RequestKey) -> IdempotencyRecord | None:
    """Return the idempotency record of a request, if any.

    Raises
    ------
    Unavailable
        If DynamoDB doesn't return it in time.
    """
    return next(map(idempotency.read_record, get_rows([idempotency.record_key(request)])), None)


def read_checkout_context(request: RequestKey, quantities: Mapping[str, int], *, attempt: int) -> CheckoutContext:
    """Return the idempotency record of a request, its account, if it isn't disabled, and the products it orders.

    One batch read, and more if products have several stock rows.

    Parameters
    ----------
    quantities : Mapping[str, int]
        Quantity by product id, up to 98 products.
    attempt : int
        The number of earlier attempts, with each of which the order draws from other stock rows.

    Raises
    ------
    Unauthenticated
        If the buyer's account is disabled, which has ended its sessions.
    RowConflict
        If stock rows are changing so that it is unknown whether there are enough units.
    Unavailable
        If DynamoDB doesn't return all rows in time.
    """
    keys = [stock_row_key(product_id, 0) for product_id in quantities]
    profile = user_key(request.user_id)
    rows = get_rows([idempotency.record_key(request), profile, *keys])
    others = {row["SK"]["S"]: row for row in rows if not is_stock_row(row)}
    account = others.pop(read_text(profile, "SK"), None)
    if account is not None and "disabledAt" in account:
        raise Unauthenticated
    records = [idempotency.read_record(row) for row in others.values()]
    if records and records[0] is not None:
        return CheckoutContext(records[0], {}, {}, account)
    first = [row for row in rows if is_stock_row(row)]
    return CheckoutContext(None, *plan_sale(first, quantities, buyer=request.user_id, attempt=attempt), account)


def reserve(order: Order, request: RequestKey, draws: Draws, account: Item) -> None:
    """Write a pending order and take its quantities from the stock, in one attempt.

    The first order of an account whose address isn't verified marks it, so that no registration replaces it.

    Parameters
    ----------
    draws : Draws
        The stock rows to draw from. If they are too many for a transaction, some products are consolidated first.
    account : Item
        The row of the account as read.

    Raises
    ------
    RowConflict
        If the key has been claimed, the account replaced, or a product's stock, price, currency or activity changed,
        since it was read, or another transaction is changing one of the rows.
    """
    fitted = fit_draws(draws, sale_room(len(order.items)))
    taken = [action for line in order.items for action in take_units(line, order.currency, fitted[line.product_id])]
    try_transaction(
        [
            idempotency.claim_key(request, order),
            put_if_absent(order_row(order)),
            *map(put_if_absent, order_item_rows(order)),
            *taken,
            *([] if {"emailVerifiedAt", "orderedAt"} & account.keys() else [_keep_account(order)]),
        ]
    )


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
    _transition(
        confirmed, "pending", _alternatives(idempotency.store_response(confirmed, 201), *delete_ordered_lines(order))
    )
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
    response = idempotency.store_response(declined, 402)
    _transition(declined, "pending", [*_alternatives(response), *_return_stock(order)])
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
    _transition(released, "pending", [*_alternatives(idempotency.release_key(released)), *_return_stock(order)])
    return released


def cancel(order: Order, origin: Origin | None = None) -> Order:
    """Cancel an order, make a refund due for any charge, and return the order.

    Parameters
    ----------
    origin : Origin or None
        The admin who cancels it, for the audit; None if it is its buyer.

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
    others = _alternatives(put_if_absent(due_refund_row(cancelled)), *response, *_entries(order, cancelled, origin))
    _transition(cancelled, order.status, [*others, *_return_stock(order)])
    return cancelled


def complete(order: Order, origin: Origin) -> Order:
    """Change an order from ``processing`` to ``completed``, and return it.

    Parameters
    ----------
    origin : Origin
        The admin who completes it, for the audit.

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
    as_read = unchanged({"revision": text(order.revision)})
    update = update_if(order_key(order.user_id, order.order_id), status_attributes(completed), as_read)
    try_transaction([update, *_entries(order, completed, origin)])
    return completed


def _entries(order: Order, changed: Order, origin: Origin | None) -> Sequence[TransactWriteItemTypeDef]:
    """Return the action that adds the entry of the audit about an admin's change of an order's status."""
    if origin is None:
        return ()
    action: Action = "order.completed" if changed.status == "completed" else "order.cancelled"
    return (put_entry(order_entry(origin, action, order.order_id, before=order.status, after=changed.status)),)


def _keep_account(order: Order) -> TransactWriteItemTypeDef:
    exists = Expression("attribute_exists(PK)", {})
    return update_if(user_key(order.user_id), {"orderedAt": text(order.created_at)}, exists)


def _alternatives(*actions: TransactWriteItemTypeDef) -> list[_Alternatives]:
    return [[action] for action in actions]


def _transition(order: Order, old_status: Status, others: Sequence[_Alternatives]) -> None:
    """Write an order's new status and the others' first actions; one whose condition fails is replaced by the next."""
    while True:
        try:
            write_transaction([_set_status(order, old_status), *(first for first, *_ in others)])
        except TransactionConditionFailed as failure:
            order_changed, *failed = (code == "ConditionalCheckFailed" for code in failure.codes)
            if order_changed:
                raise RowConflict from failure
            # A deleted product, a changed cart line or a stored response doesn't block the order's transition.
            tried = [each[has_failed:] for each, has_failed in zip(others, failed, strict=True)]
            others = [each for each in tried if each]
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


def _return_stock(order: Order) -> list[_Alternatives]:
    return [return_units(line) for line in order.items]
