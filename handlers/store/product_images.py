"""Pictures of products in the table: only their keys."""

from __future__ import annotations

from functools import partial

from handlers.domain.audit import OPERATOR, Change, product_entry
from handlers.domain.clock import now, timestamp
from handlers.domain.errors import NotFound, PreconditionFailed
from handlers.domain.ids import new_id
from handlers.store.audit import put_entry, read_entry
from handlers.store.items import Item, audit_entry_key, product_key, text
from handlers.store.products import read_product
from handlers.store.table import get_rows, retry_on_conflict, try_transaction, unchanged, update_if


def set_image(product_id: str, image_id: str, key: str) -> None:
    """Set the picture of a product, unless it has a newer one.

    Parameters
    ----------
    product_id : str
        A ULID.
    image_id : str
        The ULID of the picture; a higher one is newer.
    key : str
        The key in the image bucket, ``products/<product id>/<picture id>.<type>``.

    Raises
    ------
    NotFound
        If the product doesn't exist or is deleted.
    PreconditionFailed
        If it has this picture or a newer one.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    retry_on_conflict(partial(_set_image, product_id, image_id, key))


def _set_image(product_id: str, image_id: str, key: str) -> None:
    own_key, upload_key = product_key(product_id), audit_entry_key(f"product:{product_id}", image_id)
    rows = {row["PK"]["S"]: row for row in get_rows([own_key, upload_key])}
    row, upload = (rows.get(each["PK"]["S"]) for each in (own_key, upload_key))
    if row is None or "deletedAt" in row:
        raise NotFound("product")
    product = read_product(row)
    # The keys of one product's pictures differ only in the ULID, so they sort by time.
    if product.image_key is not None and product.image_key >= key:
        raise PreconditionFailed
    # Without an entry about its upload, no admin has uploaded it through the API.
    origin = OPERATOR if upload is None else read_entry(upload).origin
    entry = product_entry(origin, "product.image-changed", product_id, [Change("imageKey", product.image_key, key)])
    changes: Item = {"imageKey": text(key), "updatedAt": text(timestamp(now())), "revision": text(new_id())}
    try_transaction([update_if(own_key, changes, unchanged(row)), put_entry(entry)])
