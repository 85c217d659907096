"""Products in the table."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from handlers.domain.clock import now, timestamp
from handlers.domain.errors import NotFound, PreconditionFailed
from handlers.domain.products import Currency, Product, ProductDetails
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.attributes import (
    boolean,
    number,
    optional_text,
    read_decimal,
    read_integer,
    read_optional_text,
    read_text,
    text,
    without_none,
)
from handlers.store.keys import Item, product_index_keys, product_key
from handlers.store.updates import ROW_ABSENT, ConditionFailed, Expression, revision_in, update_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_INDEX_KEYS = ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK")
_NOT_DELETED = Expression("attribute_not_exists(deletedAt)", {})


def add_product(product: Product) -> None:
    """Add a product; adding the same one twice is adding it once, and undoes nothing that came in between."""
    client = clients.dynamodb()
    # The id is new: if it is known, the SDK repeated a call that had gone through.
    with suppress(client.exceptions.ConditionalCheckFailedException):
        client.put_item(
            TableName=settings.TABLE_NAME.value(), Item=_item(product), ConditionExpression=ROW_ABSENT.expression
        )


def find_product(product_id: str) -> Product:
    """Return an active product, as last written.

    Raises
    ------
    NotFound
        If there is none, or it is inactive or deleted.
    """
    answer = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(), Key=product_key(product_id), ConsistentRead=True
    )
    item = answer.get("Item")
    if item is None or not item["isActive"]["BOOL"]:
        raise NotFound("product")
    return read_product(item, settings.IMAGE_BASE_URL.value())


def replace_product(
    product_id: str, details: ProductDetails, *, stock: int | None, revisions: Sequence[str] | None
) -> Product:
    """Replace what describes a product, active or not; its stock stays as it is unless it is given.

    Parameters
    ----------
    stock : int or None
        The new stock, or None to leave it to the sales that go on.
    revisions : Sequence[str] or None
        The revisions to start from; None for any.

    Raises
    ------
    NotFound
        If there is none, or it is deleted.
    PreconditionFailed
        If it is at another revision.
    Unavailable
        If other transactions were always quicker.
    """
    changes = _details(product_id, details)
    if stock is not None:
        changes["stock"] = number(stock)
    # Read before anything is written: a missing setting is to leave nothing half-done.
    image_base_url = settings.IMAGE_BASE_URL.value()
    return read_product(_change(product_id, changes, revision_in(revisions)), image_base_url)


def delete_product(product_id: str) -> None:
    """Take a product out of the catalogue; its row stays for the orders that name it.

    Raises
    ------
    NotFound
        If there is none, or it is deleted already.
    Unavailable
        If other transactions were always quicker.
    """
    gone = dict.fromkeys(_INDEX_KEYS)
    _change(product_id, {**gone, "isActive": boolean(False), "deletedAt": text(timestamp(now()))}, revision_in(None))


def set_image(product_id: str, key: str) -> None:
    """Give a product the picture of an object's key; an older one never replaces a newer that came first.

    Parameters
    ----------
    product_id : str
        A ULID.
    key : str
        The key in the bucket, ``products/<product id>/<ULID>.<type>``; a later ULID is a newer picture.

    Raises
    ------
    NotFound
        If there is no such product.
    PreconditionFailed
        If it has this picture or a newer one.
    Unavailable
        If other transactions were always quicker.
    """
    # Keys of one product's pictures differ in a ULID, so they sort by the time of their upload form.
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


def _item(product: Product) -> Item:
    own = {
        "productId": text(product.product_id),
        "stock": number(product.stock),
        "createdAt": text(product.created_at),
        "updatedAt": text(product.updated_at),
        "revision": text(product.revision),
    }
    return product_key(product.product_id) | without_none(_details(product.product_id, product)) | own


def _details(product_id: str, details: ProductDetails) -> dict[str, AttributeValueTypeDef | None]:
    index_keys: Mapping[str, AttributeValueTypeDef | None] = (
        product_index_keys(product_id, details.category) if details.is_active else dict.fromkeys(_INDEX_KEYS)
    )
    return {
        **index_keys,
        "name": text(details.name),
        "description": optional_text(details.description),
        "price": number(details.price),
        "currency": text(details.currency),
        "category": text(details.category),
        "isActive": boolean(details.is_active),
    }


def read_product(item: Item, image_base_url: str) -> Product:
    """Return the product that a row holds; its picture is kept by key, as URLs change with the deployment.

    Parameters
    ----------
    item : Item
        A product's row as DynamoDB gives it.
    image_base_url : str
        Where the bucket's pictures are read, without a slash at its end.
    """
    image_key = read_optional_text(item, "imageKey")
    return Product(
        product_id=read_text(item, "productId"),
        name=read_text(item, "name"),
        description=read_optional_text(item, "description"),
        price=read_decimal(item, "price"),
        currency=cast("Currency", read_text(item, "currency")),
        category=read_text(item, "category"),
        stock=read_integer(item, "stock"),
        is_active=item["isActive"]["BOOL"],
        image_url=None if image_key is None else f"{image_base_url}/{image_key}",
        created_at=read_text(item, "createdAt"),
        updated_at=read_text(item, "updatedAt"),
        revision=read_text(item, "revision"),
    )
