"""Carts in the table: a row a line.

Every write is a transaction, of one action if need be: the SDK repeats a write whose answer got lost, and the token of
a transaction is what keeps the repeat from adding a second time, or from undoing what came in between.
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
from handlers.store.attributes import number, read_integer, read_text, text
from handlers.store.conflicts import RowConflict
from handlers.store.keys import CART_PREFIX, Item, cart_guard_key, cart_line_key, user_key
from handlers.store.transactions import TransactionConditionFailed, put_if_absent, write_transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import DeleteTypeDef, TransactWriteItemTypeDef

    from handlers.domain.orders import Order
    from handlers.domain.products import Currency, ProductSnapshot


@dataclass(frozen=True, slots=True)
class StoredCart:
    """A cart as it was read.

    Parameters
    ----------
    guard : str or None
        Changes with every new line; None as long as there was none.
    """

    lines: tuple[CartLine, ...]
    guard: str | None


def find_cart(user_id: str) -> StoredCart:
    """Return a user's cart, as last written: one query, as a cart is far below what one answers."""
    answer = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        ConsistentRead=True,
        KeyConditionExpression="PK = :user AND begins_with(SK, :cart)",
        ExpressionAttributeValues={":user": user_key(user_id)["PK"], ":cart": text(CART_PREFIX)},
    )
    rows = {row["SK"]["S"]: row for row in answer["Items"]}
    guard = rows.pop(CART_PREFIX, None)
    lines = tuple(_line(row) for row in rows.values())
    return StoredCart(lines, None if guard is None else read_text(guard, "revision"))


def add_line(user_id: str, product: ProductSnapshot, quantity: int, *, seen: StoredCart) -> None:
    """Put a product into a cart that doesn't hold it.

    Parameters
    ----------
    seen : StoredCart
        The cart, for which it has been checked that there is room. Lines may have left it since, but none has come.

    Raises
    ------
    RowConflict
        If another line was put into it since.
    Unavailable
        If other transactions were always quicker.
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
    _write([put_if_absent(cart_line_key(user_id, product.product_id) | line), _next_guard(user_id, seen.guard)])


def add_quantity(user_id: str, product_id: str, quantity: int) -> None:
    """Add to a line of a cart; concurrent additions add up.

    Raises
    ------
    RowConflict
        If the line has left the cart, or there is too much of it by now.
    Unavailable
        If other transactions were always quicker.
    """
    update: TransactWriteItemTypeDef = {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": cart_line_key(user_id, product_id),
            "UpdateExpression": "SET updatedAt = :now ADD quantity :more",
            "ConditionExpression": "attribute_exists(PK) AND quantity <= :room",
            "ExpressionAttributeValues": {
                ":now": text(timestamp(now())),
                ":more": number(quantity),
                ":room": number(MAX_QUANTITY - quantity),
            },
        }
    }
    _write([update])


def set_quantity(user_id: str, product_id: str, quantity: int) -> None:
    """Change how many of a product are in a cart.

    Raises
    ------
    NotFound
        If the product is not in the cart.
    Unavailable
        If other transactions were always quicker.
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
    _write_to_a_line(update)


def remove_line(user_id: str, product_id: str) -> None:
    """Take a product out of a cart.

    Raises
    ------
    NotFound
        If the product is not in the cart.
    Unavailable
        If other transactions were always quicker.
    """
    key = cart_line_key(user_id, product_id)
    exists = "attribute_exists(PK)"
    _write_to_a_line({"Delete": {"TableName": settings.TABLE_NAME.value(), "Key": key, "ConditionExpression": exists}})


def remove_lines(user_id: str, lines: Sequence[CartLine]) -> None:
    """Take lines out of a cart together; those that have left it already don't matter.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    if lines:
        write_transaction([_deletion(user_id, line.product_id) for line in lines])


def ordered_deletions(order: Order) -> list[TransactWriteItemTypeDef]:
    """Return the actions that take what was ordered out of the cart, each but for a line that changed since.

    An order may be settled minutes after it was placed, and its buyer have begun to fill the cart again.
    """
    return [_deletion(order.user_id, line.product_id, unchanged_since=order.created_at) for line in order.items]


def _deletion(user_id: str, product_id: str, *, unchanged_since: str | None = None) -> TransactWriteItemTypeDef:
    deletion: DeleteTypeDef = {"TableName": settings.TABLE_NAME.value(), "Key": cart_line_key(user_id, product_id)}
    if unchanged_since is not None:
        deletion["ConditionExpression"] = "attribute_not_exists(PK) OR updatedAt <= :moment"
        deletion["ExpressionAttributeValues"] = {":moment": text(unchanged_since)}
    return {"Delete": deletion}


def _next_guard(user_id: str, seen: str | None) -> TransactWriteItemTypeDef:
    row = cart_guard_key(user_id) | {"revision": text(new_id())}
    if seen is None:
        return put_if_absent(row)
    return {
        "Put": {
            "TableName": settings.TABLE_NAME.value(),
            "Item": row,
            "ConditionExpression": "revision = :seen",
            "ExpressionAttributeValues": {":seen": text(seen)},
        }
    }


def _write(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    try:
        write_transaction(actions)
    except TransactionConditionFailed as refused:
        raise RowConflict from refused


def _write_to_a_line(action: TransactWriteItemTypeDef) -> None:
    try:
        write_transaction([action])
    except TransactionConditionFailed as refused:
        raise NotFound("product in your cart") from refused


def _line(row: Item) -> CartLine:
    return CartLine(
        product_id=read_text(row, "productId"),
        quantity=read_integer(row, "quantity"),
        currency=cast("Currency", read_text(row, "currency")),
        added_at=read_text(row, "addedAt"),
        updated_at=read_text(row, "updatedAt"),
    )
