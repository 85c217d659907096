"""Product snapshots: the price, stock and name that carts and checkouts need."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handlers.domain.products import Currency, ProductSnapshot
from handlers.store.items import Item, product_key, read_decimal, read_integer, read_text
from handlers.store.table import get_rows

if TYPE_CHECKING:
    from collections.abc import Iterable


def find_snapshots(product_ids: Iterable[str]) -> dict[str, ProductSnapshot]:
    """Return the products that exist, active or not, by id: one batch read.

    Parameters
    ----------
    product_ids : Iterable[str]
        Up to 100 distinct ids; repetitions are ignored.

    Raises
    ------
    Unavailable
        If DynamoDB doesn't return all rows in time.
    """
    rows = get_rows([product_key(product_id) for product_id in dict.fromkeys(product_ids)])
    return {product.product_id: product for product in map(read_snapshot, rows)}


def read_snapshot(item: Item) -> ProductSnapshot:
    """Return the snapshot of a product's row."""
    return ProductSnapshot(
        product_id=read_text(item, "productId"),
        name=read_text(item, "name"),
        price=read_decimal(item, "price"),
        currency=cast("Currency", read_text(item, "currency")),
        stock=read_integer(item, "stock"),
        is_active=item["isActive"]["BOOL"],
    )
