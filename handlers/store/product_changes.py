"""Changes of products in the table, each with its entry of the audit."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from handlers.domain.audit import Change, changes_between, product_entry, product_values
from handlers.domain.clock import now, timestamp
from handlers.domain.errors import PreconditionFailed
from handlers.domain.ids import new_id
from handlers.domain.products import Product, ProductDetails
from handlers.domain.stock_rows import spread
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.audit import put_entry
from handlers.store.items import (
    ALL_PRODUCTS,
    Item,
    boolean,
    inactive_product_index_keys,
    number,
    optional_text,
    product_index_keys,
    product_key,
    text,
    without_none,
)
from handlers.store.products import find_stored, read_product
from handlers.store.shards import shard
from handlers.store.stock_rows import (
    change_layout,
    new_stock_row,
    offer_attributes,
    read_with_stock,
    total_units,
)
from handlers.store.table import (
    Expression,
    RowConflict,
    TransactionConditionFailed,
    put_if_absent,
    retry_on_conflict,
    try_transaction,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.domain.audit import Action, Origin

_INDEX_KEYS = ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK")
_NOT_DELETED = Expression("attribute_not_exists(deletedAt)", {})


def add_product(product: Product, origin: Origin) -> None:
    """Add a product; idempotent, so that a retry doesn't undo later changes.

    Parameters
    ----------
    origin : Origin
        Who adds it.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    # The id is new: if it exists, this is a retry of a transaction that succeeded.
    with suppress(TransactionConditionFailed):
        write_transaction(new_product_actions(product, origin))


def new_product_actions(product: Product, origin: Origin) -> list[TransactWriteItemTypeDef]:
    """Return the actions that write a new product, its stock and its entry of the audit."""
    values = product_values(product, product.stock)
    return [
        put_if_absent(product_row(product)),
        put_if_absent(new_stock_row(product)),
        _entry(origin, "product.created", product, changes_between({}, values)),
    ]


def replace_product(
    product_id: str, details: ProductDetails, *, stock: int | None, revisions: Sequence[str] | None, origin: Origin
) -> Product:
    """Replace the details of a product, active or not, and return the product.

    Parameters
    ----------
    stock : int or None
        The new stock; None to leave it unchanged, so that concurrent sales aren't overwritten.
    revisions : Sequence[str] or None
        The revisions that may be replaced; None for any.
    origin : Origin
        Who replaces them.

    Raises
    ------
    NotFound
        If it doesn't exist or is deleted.
    PreconditionFailed
        If it has another revision.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return retry_on_conflict(partial(_replace, product_id, details, stock, revisions, origin))


def _replace(
    product_id: str, details: ProductDetails, stock: int | None, revisions: Sequence[str] | None, origin: Origin
) -> Product:
    found = find_stored(product_id)
    if revisions is not None and found.product.revision not in revisions:
        raise PreconditionFailed
    changes = _details(product_id, details) | _stamps()
    if stock is not None:
        changes["listedStock"] = number(stock)
    units = None if stock is None else spread(stock, len(found.stock))
    audited = _replaced(found.product, details, stock)
    entries = [_entry(origin, "product.updated", found.product, audited)] if audited else []
    try_transaction([*found.rewrite(changes, offer_attributes(details), units), *entries])
    row = without_none(found.row | changes)
    return replace(read_product(row), stock=found.product.stock if stock is None else stock)


def _replaced(product: Product, details: ProductDetails, stock: int | None) -> Sequence[Change]:
    after = product_values(details, product.stock if stock is None else stock)
    return changes_between(product_values(product, product.stock), after)


def _entry(origin: Origin, action: Action, product: Product, changes: Sequence[Change]) -> TransactWriteItemTypeDef:
    return put_entry(product_entry(origin, action, product.product_id, changes))


def set_stock_rows(product_id: str, count: int, origin: Origin) -> Product:
    """Split a product's stock into rows, or merge them, and return the product.

    Parameters
    ----------
    origin : Origin
        Who does it.

    Raises
    ------
    NotFound
        If it doesn't exist or is deleted.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return retry_on_conflict(partial(_set_stock_rows, product_id, count, origin))


def _set_stock_rows(product_id: str, count: int, origin: Origin) -> Product:
    found = find_stored(product_id)
    if len(found.stock) != count:
        change = Change("stockRows", str(len(found.stock)), str(count))
        entry = _entry(origin, "stock.rows-changed", found.product, [change])
        try_transaction([*change_layout(found.stock, spread(found.product.stock, count)), entry])
    return found.product


def delete_product(product_id: str, origin: Origin) -> None:
    """Delete a product: mark its row as deleted and remove it from all lists.

    Parameters
    ----------
    origin : Origin
        Who deletes it.

    Raises
    ------
    NotFound
        If it doesn't exist or is deleted.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    retry_on_conflict(partial(_delete, product_id, origin))


def _delete(product_id: str, origin: Origin) -> None:
    found = find_stored(product_id)
    deletion: Item = {"isActive": boolean(False), "deletedAt": text(timestamp(now()))}
    changes = {**dict.fromkeys(_INDEX_KEYS), **deletion, **_stamps()}
    values = product_values(found.product, found.product.stock)
    entry = _entry(origin, "product.deleted", found.product, changes_between(values, {}))
    try_transaction([*found.rewrite(changes, deletion), entry])


def _stamps() -> dict[str, AttributeValueTypeDef | None]:
    return {"updatedAt": text(timestamp(now())), "revision": text(new_id())}


def list_stock(product_id: str) -> None:
    """Copy a product's stock into its row, which lists read; a deleted product has none.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    copied: int | None = None
    # Again after the write: a concurrent copy of an older stock may have been overwritten by this one, or overwrite it.
    while (stock := total_units(read_with_stock([product_id])[1].get(product_id, ()))) != copied:
        if not retry_on_conflict(partial(_list_stock, product_id, stock)):
            return
        copied = stock


def _list_stock(product_id: str, stock: int) -> bool:
    # Not a new revision: the stock rows have theirs.
    client = clients.dynamodb()
    try:
        client.update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=product_key(product_id),
            UpdateExpression="SET listedStock = :stock",
            ConditionExpression=f"attribute_exists(PK) AND {_NOT_DELETED.expression}",
            ExpressionAttributeValues={":stock": number(stock)},
        )
    except client.exceptions.ConditionalCheckFailedException:
        return False
    except client.exceptions.TransactionConflictException as error:
        raise RowConflict from error
    return True


def product_row(product: Product) -> Item:
    """Return the row of a new product."""
    own = {
        "productId": text(product.product_id),
        "listedStock": number(product.stock),
        "createdAt": text(product.created_at),
        "updatedAt": text(product.updated_at),
        "revision": text(product.revision),
    }
    return product_key(product.product_id) | without_none(_details(product.product_id, product)) | own


def _details(product_id: str, details: ProductDetails) -> dict[str, AttributeValueTypeDef | None]:
    index_keys = (
        product_index_keys(product_id, details.category, _list_partition(product_id))
        if details.is_active
        else inactive_product_index_keys(product_id)
    )
    return {
        **dict.fromkeys(_INDEX_KEYS),
        **index_keys,
        "name": text(details.name),
        "description": optional_text(details.description),
        "price": number(details.price),
        "currency": text(details.currency),
        "category": text(details.category),
        "isActive": boolean(details.is_active),
    }


def _list_partition(product_id: str) -> str:
    return shard(ALL_PRODUCTS, product_id, settings.PRODUCT_LIST_SHARDS.value())
