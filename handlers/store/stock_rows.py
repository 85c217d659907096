"""Stock rows in the table: each has units of a product, and all that a sale depends on.

Their name, price, currency and activity are copies, rewritten with the product in one transaction. Each has a revision,
which changes with every write. The first row has their number.
"""

from __future__ import annotations

from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, cast

from handlers.domain.ids import new_id
from handlers.domain.products import Currency, ProductSnapshot
from handlers.runtime import settings
from handlers.store.items import (
    STOCK,
    Item,
    boolean,
    number,
    read_decimal,
    read_integer,
    read_text,
    stock_row_key,
    text,
)
from handlers.store.table import (
    RowConflict,
    get_rows,
    put_if_absent,
    retry_on_conflict,
    unchanged,
    update_if,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.domain.products import Product, ProductDetails

_KEYS_AT_ONCE = 100


def offer_attributes(details: ProductDetails) -> Item:
    """Return the attributes that a product's stock rows have in common."""
    return {
        "name": text(details.name),
        "price": number(details.price),
        "currency": text(details.currency),
        "isActive": boolean(details.is_active),
    }


def new_stock_row(product: Product) -> Item:
    """Return the only stock row of a new product."""
    own = {
        "productId": text(product.product_id),
        "number": number(0),
        "rows": number(1),
        "stock": number(product.stock),
        "revision": text(product.revision),
    }
    return stock_row_key(product.product_id, 0) | own | offer_attributes(product)


def read_with_stock(
    product_ids: Sequence[str], others: Sequence[Item] = ()
) -> tuple[list[Item], dict[str, Sequence[Item]]]:
    """Return other rows that exist, and the stock rows of each product, in order.

    One batch read; more if a product has several rows, which are read one after another.

    Parameters
    ----------
    product_ids : Sequence[str]
        Distinct ids; with the other keys up to 100.
    others : Sequence[Item]
        The keys of the other rows.

    Raises
    ------
    Unavailable
        If DynamoDB doesn't return all rows in time.
    """
    return retry_on_conflict(partial(_read_with_stock, product_ids, others))


def _read_with_stock(
    product_ids: Sequence[str], others: Sequence[Item]
) -> tuple[list[Item], dict[str, Sequence[Item]]]:
    rows = get_rows([*others, *(stock_row_key(product_id, 0) for product_id in product_ids)])
    first = [row for row in rows if is_stock_row(row)]
    return [row for row in rows if not is_stock_row(row)], read_the_rest(first)


def read_the_rest(first: Sequence[Item]) -> dict[str, Sequence[Item]]:
    """Return all stock rows of the products whose first rows were read."""
    keys = [stock_row_key(read_text(row, "productId"), each) for row in first for each in range(1, count_rows(row))]
    rest = [row for batch in batched(keys, _KEYS_AT_ONCE, strict=False) for row in get_rows(batch)]
    if len(rest) < len(keys):
        raise RowConflict  # merged in between
    stocks: dict[str, list[Item]] = {}
    for row in sorted([*first, *rest], key=lambda row: read_integer(row, "number")):
        stocks.setdefault(read_text(row, "productId"), []).append(row)
    return {**stocks}


def find_snapshots(product_ids: Iterable[str]) -> dict[str, ProductSnapshot]:
    """Return the snapshots of the products that exist, active or not, by id.

    Parameters
    ----------
    product_ids : Iterable[str]
        Up to 100 distinct ids; repetitions are ignored.

    Raises
    ------
    Unavailable
        If DynamoDB doesn't return all rows in time.
    """
    _, stocks = read_with_stock(list(dict.fromkeys(product_ids)))
    return {product_id: read_snapshot(rows) for product_id, rows in stocks.items()}


def is_stock_row(row: Item) -> bool:
    """Return whether a row is a stock row."""
    return read_text(row, "SK") == STOCK


def count_rows(first: Item) -> int:
    """Return the number of a product's stock rows, which its first one has."""
    return read_integer(first, "rows")


def total_units(rows: Sequence[Item]) -> int:
    """Return the units in stock rows."""
    return sum(read_integer(row, "stock") for row in rows)


def read_snapshot(rows: Sequence[Item], *, stock_row: int = 0) -> ProductSnapshot:
    """Return the snapshot of a product from some or all of its stock rows."""
    offer = rows[0]
    return ProductSnapshot(
        product_id=read_text(offer, "productId"),
        name=read_text(offer, "name"),
        price=read_decimal(offer, "price"),
        currency=cast("Currency", read_text(offer, "currency")),
        stock=total_units(rows),
        is_active=offer["isActive"]["BOOL"],
        stock_row=stock_row,
    )


def rewrite(rows: Sequence[Item], changes: Item, units: Sequence[int] | None = None) -> list[TransactWriteItemTypeDef]:
    """Return the actions that rewrite all stock rows of a product, if they are unchanged since they were read.

    Parameters
    ----------
    changes : Item
        The attributes to set, with a new revision.
    units : Sequence[int] or None
        The new units of each row; None to leave them.
    """
    return [
        update_if(
            {"PK": row["PK"], "SK": row["SK"]},
            changes if units is None else changes | {"stock": number(units[index])},
            unchanged(row),
        )
        for index, row in enumerate(rows)
    ]


def change_layout(rows: Sequence[Item], units: Sequence[int]) -> list[TransactWriteItemTypeDef]:
    """Return the actions that split or merge stock rows, if they are unchanged since they were read.

    Parameters
    ----------
    units : Sequence[int]
        The units of each new row.
    """
    revision: Item = {"revision": text(new_id())}
    kept, surplus = rows[: len(units)], rows[len(units) :]
    added = [_another_row(rows[0], each, units[each]) | revision for each in range(len(rows), len(units))]
    others = rewrite(kept, revision, units)[1:]
    return [
        update_if(
            stock_row_key(read_text(rows[0], "productId"), 0),
            revision | {"stock": number(units[0]), "rows": number(len(units))},
            unchanged(rows[0]),
        ),
        *others,
        *map(put_if_absent, added),
        *map(_delete, surplus),
    ]


def _another_row(first: Item, each: int, units: int) -> Item:
    product_id = read_text(first, "productId")
    own = stock_row_key(product_id, each) | {"number": number(each), "stock": number(units)}
    return {name: value for name, value in first.items() if name != "rows"} | own


def _delete(row: Item) -> TransactWriteItemTypeDef:
    condition = unchanged(row)
    return {
        "Delete": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": {"PK": row["PK"], "SK": row["SK"]},
            "ConditionExpression": condition.expression,
            "ExpressionAttributeValues": condition.values,
        }
    }
