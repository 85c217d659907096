"""Lookup of products in the table.

Apart from their changes, so that what only reads, such as a cart, starts faster.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from handlers.domain.errors import NotFound, Unavailable
from handlers.domain.products import Product
from handlers.store.items import (
    Item,
    product_key,
    read_text,
    text,
)
from handlers.store.stock_rows import (
    read_with_stock,
    rewrite,
    total_units,
)
from handlers.store.table import (
    get_rows,
    unchanged,
    update_if,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef


# All that `read_product` reads of a row.
PRODUCT_ATTRIBUTES = (
    *("productId", "name", "description", "price", "currency", "category", "stock", "isActive", "imageKey"),
    *("listedStock", "createdAt", "updatedAt", "revision"),
)


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
    product = read_product(row)
    product.stock, product.revision = total_units(stock), revision
    return StoredProduct(product, row, stock)


def _common_revision(rows: Sequence[Item]) -> str:
    """Return the revision that rows were given together, or a digest of their own ones."""
    revisions = [read_text(row, "revision") for row in rows]
    if len(set(revisions)) == 1:
        return revisions[0]
    return hashlib.sha256(" ".join(revisions).encode()).hexdigest()[:32]


def read_product(item: Item) -> Product:
    """Return the product in a row, with the stock as listed: it follows the sales within seconds.

    A page has a hundred of them, so that a call per attribute would take most of the time.
    """
    return Product(
        product_id=item["productId"]["S"],
        name=item["name"]["S"],
        description=item["description"]["S"] if "description" in item else None,
        price=Decimal(item["price"]["N"]),
        currency=item["currency"]["S"],  # type: ignore[arg-type]  # a cast is a call
        category=item["category"]["S"],
        stock=int(item["listedStock" if "listedStock" in item else "stock"]["N"]),
        is_active=item["isActive"]["BOOL"],
        image_key=item["imageKey"]["S"] if "imageKey" in item else None,
        created_at=item["createdAt"]["S"],
        updated_at=item["updatedAt"]["S"],
        revision=item["revision"]["S"],
    )
