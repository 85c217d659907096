"""Carts in the table: one row per line.

Every write is a transaction, even if it has one action. The SDK retries a write whose response was lost; a
transaction's client token makes the retry idempotent, so it neither adds twice nor undoes a later write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from handlers.domain.carts import MAX_QUANTITY, CartLine
from handlers.domain.clock import now, timestamp
from handlers.domain.errors import NotFound
from handlers.domain.ids import new_id
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import (
    CART_PREFIX,
    Item,
    cart_guard_key,
    cart_line_key,
    number,
    read_integer,
    read_text,
    text,
    user_key,
)
from handlers.store.table import RowConflict, TransactionConditionFailed, put_if_absent, write_transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import DeleteTypeDef, TransactWriteItemTypeDef

    from handlers.domain.orders import Order
    from handlers.domain.products import Currency, ProductSnapshot


@dataclass(frozen=True, slots=True)
class StoredCart:
    """A cart as read from the table.

    Parameters
    ----------
    guard : str or None
        The revision of the cart's guard row, which changes with every new line; None if there never was a line.
    """

    lines: tuple[CartLine, ...]
    guard: str | None


def find_cart(user_id: str) -> StoredCart:
    """Return a user's cart: one query, as a full cart is far below the limit of 1 MB."""
    response = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        ConsistentRead=True,
        KeyConditionExpression="PK = :user AND begins_with(SK, :cart)",
        ExpressionAttributeValues={":user": user_key(user_id)["PK"], ":cart": text(CART_PREFIX)},
    )
    rows = {row["SK"]["S"]: row for row in response["Items"]}
    guard = rows.pop(CART_PREFIX, None)
    lines = tuple(read_line(row) for row in rows.values())
    return StoredCart(lines, None if guard is None else read_text(guard, "revision"))


def add_line(
    user_id: str,
    product: ProductSnapshot,
    quantity: int,
    *,
    expected: StoredCart,
    dropped: Sequence[CartLine] = (),
) -> None:
    """Add a line for a product, in place of the product's own if the cart has one.

    Parameters
    ----------
    expected : StoredCart
        The cart whose limits were checked. Lines may have been removed since, but none may have been added.
    dropped : Sequence[CartLine]
        Other lines to remove.

    Raises
    ------
    RowConflict
        If a line has been added since.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    moment = timestamp(now())
    line = {
        "userId": text(user_id),
        "productId": text(product.product_id),
        "quantity": number(quantity),
        "currency": text(product.currency),
        "addedAt": text(moment),
        "updatedAt": text(moment),
    }
    key = cart_line_key(user_id, product.product_id)
    new_line: TransactWriteItemTypeDef = {"Put": {"TableName": settings.TABLE_NAME.value(), "Item": key | line}}
    removals = [_deletion(user_id, each.product_id) for each in dropped]
    # The guard ensures that no other line has been added.
    _write([new_line, _new_guard(user_id, expected.guard), *removals])


def add_quantity(user_id: str, product_id: str, quantity: int) -> None:
    """Increase the quantity of a line; concurrent increases add up.

    Raises
    ------
    RowConflict
        If the line has been removed, or would exceed `MAX_QUANTITY`.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    update: TransactWriteItemTypeDef = {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": cart_line_key(user_id, product_id),
            "UpdateExpression": "SET updatedAt = :now ADD quantity :increase",
            "ConditionExpression": "attribute_exists(PK) AND quantity <= :limit",
            "ExpressionAttributeValues": {
                ":now": text(timestamp(now())),
                ":increase": number(quantity),
                ":limit": number(MAX_QUANTITY - quantity),
            },
        }
    }
    _write([update])


def set_quantity(user_id: str, product_id: str, quantity: int) -> None:
    """Set the quantity of a line.

    Raises
    ------
    NotFound
        If the product isn't in the cart.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    update: TransactWriteItemTypeDef = {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": cart_line_key(user_id, product_id),
            "UpdateExpression": "SET updatedAt = :now, quantity = :quantity",
            "ConditionExpression": "attribute_exists(PK)",
            "ExpressionAttributeValues": {":now": text(timestamp(now())), ":quantity": number(quantity)},
        }
    }
    _write_existing_line(update)


def remove_line(user_id: str, product_id: str) -> None:
    """Remove a line from a cart.

    Raises
    ------
    NotFound
        If the product isn't in the cart.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    key = cart_line_key(user_id, product_id)
    exists = "attribute_exists(PK)"
    _write_existing_line(
        {"Delete": {"TableName": settings.TABLE_NAME.value(), "Key": key, "ConditionExpression": exists}}
    )


def remove_lines(user_id: str, lines: Sequence[CartLine]) -> None:
    """Remove lines from a cart in one transaction; lines that no longer exist are ignored.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    if lines:
        write_transaction([_deletion(user_id, line.product_id) for line in lines])


def delete_ordered_lines(order: Order) -> list[TransactWriteItemTypeDef]:
    """Return the actions that remove the ordered lines from the cart, unless they changed after the order was placed.

    An order may be settled minutes after it was placed, when its buyer has begun to fill the cart again.
    """
    return [_deletion(order.user_id, line.product_id, unchanged_since=order.created_at) for line in order.items]


def _deletion(user_id: str, product_id: str, *, unchanged_since: str | None = None) -> TransactWriteItemTypeDef:
    deletion: DeleteTypeDef = {"TableName": settings.TABLE_NAME.value(), "Key": cart_line_key(user_id, product_id)}
    if unchanged_since is not None:
        deletion["ConditionExpression"] = "attribute_not_exists(PK) OR updatedAt <= :since"
        deletion["ExpressionAttributeValues"] = {":since": text(unchanged_since)}
    return {"Delete": deletion}


def _new_guard(user_id: str, expected: str | None) -> TransactWriteItemTypeDef:
    row = cart_guard_key(user_id) | {"revision": text(new_id())}
    if expected is None:
        return put_if_absent(row)
    return {
        "Put": {
            "TableName": settings.TABLE_NAME.value(),
            "Item": row,
            "ConditionExpression": "revision = :expected",
            "ExpressionAttributeValues": {":expected": text(expected)},
        }
    }


def _write(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    try:
        write_transaction(actions)
    except TransactionConditionFailed as failure:
        raise RowConflict from failure


def _write_existing_line(action: TransactWriteItemTypeDef) -> None:
    try:
        write_transaction([action])
    except TransactionConditionFailed as failure:
        raise NotFound("product in your cart") from failure


def read_line(row: Item) -> CartLine:
    """Return the line in a row."""
    return CartLine(
        product_id=read_text(row, "productId"),
        quantity=read_integer(row, "quantity"),
        currency=cast("Currency", read_text(row, "currency")),
        added_at=read_text(row, "addedAt"),
        updated_at=read_text(row, "updatedAt"),
    )
