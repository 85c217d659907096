"""Products in the table."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from handlers.domain.clock import now, timestamp
from handlers.domain.errors import NotFound, PreconditionFailed
from handlers.domain.products import Currency, Product, ProductDetails
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import (
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
from handlers.store.table import ROW_ABSENT, ConditionFailed, Expression, revision_in, update_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_INDEX_KEYS = ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK")
# All that `read_product` reads of a row.
PRODUCT_ATTRIBUTES = (
    *("productId", "name", "description", "price", "currency", "category", "stock", "isActive", "imageKey"),
    *("createdAt", "updatedAt", "revision"),
)
_NOT_DELETED = Expression("attribute_not_exists(deletedAt)", {})


def add_product(product: Product) -> None:
    """Add a product; idempotent, so that a retry doesn't undo later changes."""
    client = clients.dynamodb()
    # The id is new: if it exists, this is the SDK's retry of a call that succeeded.
    with suppress(client.exceptions.ConditionalCheckFailedException):
        client.put_item(
            TableName=settings.TABLE_NAME.value(), Item=product_row(product), ConditionExpression=ROW_ABSENT.expression
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
    item = _find_row(product_id)
    if item is None or "deletedAt" in item:
        raise NotFound("product")
    return read_product(item)


def check_existed(product_id: str) -> None:
    """Check that a product exists, or did until it was deleted.

    Raises
    ------
    NotFound
        If it never existed.
    """
    if _find_row(product_id) is None:
        raise NotFound("product")


def _find_row(product_id: str) -> Item | None:
    response = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(), Key=product_key(product_id), ConsistentRead=True
    )
    return response.get("Item")


def replace_product(
    product_id: str, details: ProductDetails, *, stock: int | None, revisions: Sequence[str] | None
) -> Product:
    """Replace the details of a product, active or not, and return the product.

    Parameters
    ----------
    stock : int or None
        The new stock; None to leave it unchanged, so that concurrent sales aren't overwritten.
    revisions : Sequence[str] or None
        The revisions that may be replaced; None for any.

    Raises
    ------
    NotFound
        If it doesn't exist or is deleted.
    PreconditionFailed
        If it has another revision.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    changes = _details(product_id, details)
    if stock is not None:
        changes["stock"] = number(stock)
    return read_product(_change(product_id, changes, revision_in(revisions)))


def delete_product(product_id: str) -> None:
    """Delete a product: mark its row as deleted and remove it from all lists.

    Raises
    ------
    NotFound
        If it doesn't exist or is deleted.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    deletion = {"isActive": boolean(False), "deletedAt": text(timestamp(now()))}
    _change(product_id, {**dict.fromkeys(_INDEX_KEYS), **deletion}, revision_in(None))


def set_image(product_id: str, key: str) -> None:
    """Set the picture of a product, unless it has a newer one.

    Parameters
    ----------
    product_id : str
        A ULID.
    key : str
        The key in the image bucket, ``products/<product id>/<ULID>.<type>``; a higher ULID is a newer picture.

    Raises
    ------
    NotFound
        If the product doesn't exist or is deleted.
    PreconditionFailed
        If it has this picture or a newer one.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    # The keys of one product's pictures differ only in the ULID, so they sort by time.
    newer = Expression("(attribute_not_exists(imageKey) OR imageKey < :imageKey)", {})
    _change(product_id, {"imageKey": text(key)}, revision_in(None) & newer)


def _change(product_id: str, changes: Mapping[str, AttributeValueTypeDef | None], condition: Expression) -> Item:
    stamped = {**changes, "updatedAt": text(timestamp(now()))}
    try:
        row = update_row(product_key(product_id), stamped, condition & _NOT_DELETED)
    except ConditionFailed as failure:
        raise NotFound("product") if "deletedAt" in failure.row else PreconditionFailed from failure
    if row is None:
        raise NotFound("product")
    return row


def product_row(product: Product) -> Item:
    """Return the row of a new product."""
    own = {
        "productId": text(product.product_id),
        "stock": number(product.stock),
        "createdAt": text(product.created_at),
        "updatedAt": text(product.updated_at),
        "revision": text(product.revision),
    }
    return product_key(product.product_id) | without_none(_details(product.product_id, product)) | own


def _details(product_id: str, details: ProductDetails) -> dict[str, AttributeValueTypeDef | None]:
    index_keys = (
        product_index_keys(product_id, details.category)
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


def read_product(item: Item) -> Product:
    """Return the product in a row.

    A page has a hundred of them, so that a call per attribute would take most of the time.
    """
    return Product(
        product_id=item["productId"]["S"],
        name=item["name"]["S"],
        description=item["description"]["S"] if "description" in item else None,
        price=Decimal(item["price"]["N"]),
        currency=cast("Currency", item["currency"]["S"]),
        category=item["category"]["S"],
        stock=int(item["stock"]["N"]),
        is_active=item["isActive"]["BOOL"],
        image_key=item["imageKey"]["S"] if "imageKey" in item else None,
        created_at=item["createdAt"]["S"],
        updated_at=item["updatedAt"]["S"],
        revision=item["revision"]["S"],
    )
