"""Products in the table."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, cast

from handlers.domain.audit import Change, changes_between, product_entry, product_values
from handlers.domain.clock import now, timestamp
from handlers.domain.errors import NotFound, PreconditionFailed, Unavailable
from handlers.domain.ids import new_id
from handlers.domain.products import Currency, Product, ProductDetails
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
    read_text,
    text,
    without_none,
)
from handlers.store.shards import shard
from handlers.store.stock_rows import (
    change_layout,
    new_stock_row,
    offer_attributes,
    read_with_stock,
    rewrite,
    total_units,
)
from handlers.store.table import (
    Expression,
    RowConflict,
    TransactionConditionFailed,
    get_rows,
    put_if_absent,
    retry_on_conflict,
    try_transaction,
    unchanged,
    update_if,
    write_transaction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.domain.audit import Action, Origin

_INDEX_KEYS = ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK")
# All that `read_product` reads of a row.
PRODUCT_ATTRIBUTES = (
    *("productId", "name", "description", "price", "currency", "category", "stock", "isActive", "imageKey"),
    *("listedStock", "createdAt", "updatedAt", "revision"),
)
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


def find_product(product_id: str) -> Product:
    """Return an active product.

    Raises
    ------
    NotFound
        If it doesn't exist, or is inactive or deleted.
    """
    product = find_any_product(product_id)
    if not product.is_active:
        raise NotFound("product")
    return product


def find_any_product(product_id: str) -> Product:
    """Return a product, active or not.

    Raises
    ------
    NotFound
        If it doesn't exist or is deleted.
    """
    return find_stored(product_id).product


def check_existed(product_id: str) -> None:
    """Check that a product exists, or did until it was deleted.

    Raises
    ------
    NotFound
        If it never existed.
    """
    if not get_rows([product_key(product_id)]):
        raise NotFound("product")


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """A product, and the rows from which it was read."""

    product: Product
    row: Item
    stock: Sequence[Item]

    def rewrite(
        self, changes: Mapping[str, AttributeValueTypeDef | None], offer: Item, units: Sequence[int] | None = None
    ) -> list[TransactWriteItemTypeDef]:
        """Return the actions that rewrite all rows with a common revision, if they are unchanged.

        Parameters
        ----------
        changes : Mapping
            The changes of the product's row, with its new revision; None removes an attribute.
        offer : Item
            The changes of its stock rows.
        units : Sequence[int] or None
            The new units of each stock row; None to leave them.
        """
        key = product_key(self.product.product_id)
        return [
            update_if(key, changes, unchanged(self.row)),
            *rewrite(self.stock, offer | {"revision": text(read_text(cast("Item", changes), "revision"))}, units),
        ]


def find_stored(product_id: str) -> StoredProduct:
    """Return a product, active or not, with its rows.

    Raises
    ------
    NotFound
        If it doesn't exist or is deleted.
    """
    rows, stocks = read_with_stock([product_id], [product_key(product_id)])
    return stored_product(rows, stocks.get(product_id, ()))


def stored_product(rows: Sequence[Item], stock: Sequence[Item]) -> StoredProduct:
    """Return the product in a row, or in none, and stock rows.

    Raises
    ------
    NotFound
        If there is no row, or the product is deleted.
    Unavailable
        If its stock has no rows of its own yet.
    """
    if not rows or "deletedAt" in rows[0]:
        raise NotFound("product")
    if not stock:
        # Of the layout before `bin/shop migrate-stock`.
        raise Unavailable("a product whose stock isn't in rows of its own yet")
    (row,) = rows
    revision = _common_revision([row, *stock])
    product = replace(read_product(row), stock=total_units(stock), revision=revision)
    return StoredProduct(product, row, stock)


def _common_revision(rows: Sequence[Item]) -> str:
    """Return the revision that rows were given together, or a digest of their own ones."""
    revisions = [read_text(row, "revision") for row in rows]
    if len(set(revisions)) == 1:
        return revisions[0]
    return hashlib.sha256(" ".join(revisions).encode()).hexdigest()[:32]


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


def read_product(item: Item) -> Product:
    """Return the product in a row, with the stock as listed: it follows the sales within seconds.

    A page has a hundred of them, so that a call per attribute would take most of the time.
    """
    return Product(
        product_id=item["productId"]["S"],
        name=item["name"]["S"],
        description=item["description"]["S"] if "description" in item else None,
        price=Decimal(item["price"]["N"]),
        currency=cast("Currency", item["currency"]["S"]),
        category=item["category"]["S"],
        stock=int(item["listedStock" if "listedStock" in item else "stock"]["N"]),
        is_active=item["isActive"]["BOOL"],
        image_key=item["imageKey"]["S"] if "imageKey" in item else None,
        created_at=item["createdAt"]["S"],
        updated_at=item["updatedAt"]["S"],
        revision=item["revision"]["S"],
    )
