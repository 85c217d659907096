"""Move the stock of products into rows of their own: ``bin/shop migrate-stock``, once per stage, safe to repeat."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from handlers.domain.ids import new_id
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import ALL_PRODUCTS, GSI2, INACTIVE_PRODUCTS, product_key, text
from handlers.store.products import read_product
from handlers.store.shards import shards
from handlers.store.stock_rows import new_stock_row
from handlers.store.table import get_rows, put_if_absent, retry_on_conflict, try_transaction, unchanged, update_if
from ops.cli import stage_or_local_shop
from ops.stage import enter_stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.store.items import Item


@click.command("migrate-stock")
@stage_or_local_shop
def migrate_stock(stage: str) -> None:
    """Move the stock of each product from its row into a stock row.

    Run it right after the release of version 1.0.0-dev.3 of the contract; until then products of the earlier layout are
    listed, but can't be bought. It can be interrupted and repeated: a product is moved in one transaction.
    """
    enter_stage(stage)
    click.echo(f"{move_stocks()} products moved.")


def move_stocks() -> int:
    """Move the stock of all products that aren't deleted, and return how many had the earlier layout."""
    return sum(retry_on_conflict(partial(_move, row["PK"]["S"])) for row in _products())


def _products() -> Iterator[Item]:
    """Yield the row of every product that isn't deleted, from the index."""
    for partition in (INACTIVE_PRODUCTS, *shards(ALL_PRODUCTS, settings.PRODUCT_LIST_SHARDS.value())):
        pages = (
            clients.dynamodb()
            .get_paginator("query")
            .paginate(
                TableName=settings.TABLE_NAME.value(),
                IndexName=GSI2,
                KeyConditionExpression="GSI2PK = :partition",
                ExpressionAttributeValues={":partition": text(partition)},
            )
        )
        for page in pages:
            yield from page["Items"]


def _move(partition: str) -> bool:
    """Move a product's stock; return False if it was moved before, or the product deleted."""
    key = product_key(partition.removeprefix("PRODUCT#"))
    (row,) = get_rows([key])
    if "stock" not in row or "deletedAt" in row:
        return False
    revision = text(new_id())
    # Functions of an earlier release need the attribute: they can't sell what is moved.
    moved = {"listedStock": row["stock"], "stock": None, "revision": revision}
    stock_row = new_stock_row(read_product(row)) | {"revision": revision}
    try_transaction([update_if(key, moved, unchanged(row)), put_if_absent(stock_row)])
    return True
