"""Stock adjustments in the table, in the partition of their product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.audit import Change, product_entry
from handlers.domain.errors import NotFound
from handlers.domain.ids import PATTERN, new_id
from handlers.domain.stock_adjustments import StockAdjustment
from handlers.domain.stock_rows import spread
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import idempotency, page_tokens
from handlers.store.audit import put_entry
from handlers.store.items import (
    ADJUSTMENT_PREFIX,
    Item,
    number,
    optional_text,
    product_key,
    read_integer,
    read_optional_text,
    read_text,
    stock_adjustment_key,
    text,
    without_none,
)
from handlers.store.products import stored_product
from handlers.store.stock_rows import read_with_stock
from handlers.store.table import put_if_absent, try_transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.domain.audit import AuditEntry, Origin
    from handlers.domain.idempotency import IdempotencyRecord, RequestKey
    from handlers.store.products import StoredProduct


@dataclass(frozen=True, slots=True)
class StockAdjustmentPage:
    """A page of stock adjustments, newest first, and the token of the next page."""

    items: Sequence[StockAdjustment]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class AdjustmentContext:
    """The state read before a stock is adjusted: the request's idempotency record, if any, and the product."""

    record: IdempotencyRecord | None
    rows: Sequence[Item]
    stock: Sequence[Item]

    @property
    def stored(self) -> StoredProduct:
        """The product; raises `NotFound` if it doesn't exist or is deleted."""
        return stored_product(self.rows, self.stock)


def read_adjustment_context(request: RequestKey, product_id: str) -> AdjustmentContext:
    """Return the idempotency record of a request and the product whose stock it adjusts: one batch read.

    Raises
    ------
    Unavailable
        If DynamoDB doesn't return all rows in time.
    """
    key = product_key(product_id)
    rows, stocks = read_with_stock([product_id], [idempotency.record_key(request), key])
    products = [row for row in rows if row["SK"] == key["SK"]]
    records = [idempotency.read_record(row) for row in rows if row["SK"] != key["SK"]]
    return AdjustmentContext(records[0] if records else None, products, stocks.get(product_id, ()))


def save_adjustment(adjustment: StockAdjustment, stored: StoredProduct, request: RequestKey, origin: Origin) -> None:
    """Write an adjustment and the product's new stock, and claim the request's key, in one attempt.

    Parameters
    ----------
    stored : StoredProduct
        The product as read when the adjustment was made.
    origin : Origin
        Who adjusts it.

    Raises
    ------
    RowConflict
        If the key has been claimed, or the product or its stock has changed, since it was read.
    """
    row = _row(adjustment) | {"userId": text(request.user_id)}
    claim = idempotency.claim_key_for_created(request, {"adjustmentId": adjustment.adjustment_id})
    stamps: Item = {"updatedAt": text(adjustment.created_at), "revision": text(new_id())}
    # On condition of the rows as read, and not only of enough units, so that the adjustment's `stock` is exact.
    stock = stored.rewrite(
        stamps | {"listedStock": number(adjustment.stock)}, {}, spread(adjustment.stock, len(stored.stock))
    )
    try_transaction([claim, put_if_absent(row), *stock, put_entry(_entry(adjustment, stored, origin))])


def _entry(adjustment: StockAdjustment, stored: StoredProduct, origin: Origin) -> AuditEntry:
    changes = [
        Change("stock", str(stored.product.stock), str(adjustment.stock)),
        Change("adjustmentId", after=adjustment.adjustment_id),
    ]
    return product_entry(origin, "stock.adjusted", adjustment.product_id, changes)


def find_adjustment(product_id: str, adjustment_id: str) -> StockAdjustment:
    """Return an adjustment.

    Raises
    ------
    NotFound
        If it doesn't exist.
    """
    response = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(),
        Key=stock_adjustment_key(product_id, adjustment_id),
        ConsistentRead=True,
    )
    if "Item" not in response:
        raise NotFound("stock adjustment")
    return _adjustment(response["Item"])


def list_adjustments(product_id: str, *, limit: int, page: str | None) -> StockAdjustmentPage:
    """Return a page of the adjustments of a product's stock: one query.

    Parameters
    ----------
    limit : int
        The maximum number of items.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list.
    """
    partition = product_key(product_id)["PK"]
    list_key = f"{partition['S']} stock adjustments"
    after = None if page is None else page_tokens.read_token(page, list_key=list_key, pattern=PATTERN)
    start = {} if after is None else {"ExclusiveStartKey": stock_adjustment_key(product_id, after)}
    response = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        ConsistentRead=True,
        KeyConditionExpression="PK = :product AND begins_with(SK, :adjustment)",
        ExpressionAttributeValues={":product": partition, ":adjustment": text(ADJUSTMENT_PREFIX)},
        ScanIndexForward=False,
        # One more, to see whether there is a next page; the result is far below the limit of 1 MB.
        Limit=limit + 1,
        **start,  # type: ignore[arg-type]  # the stubs want a literal for an optional argument
    )
    adjustments = [_adjustment(item) for item in response["Items"]]
    items = adjustments[:limit]
    token = page_tokens.make_token(items[-1].adjustment_id, list_key=list_key) if len(adjustments) > limit else None
    return StockAdjustmentPage(items, token)


def _row(adjustment: StockAdjustment) -> Item:
    own = {
        "adjustmentId": text(adjustment.adjustment_id),
        "productId": text(adjustment.product_id),
        "change": number(adjustment.change),
        "stock": number(adjustment.stock),
        "reason": optional_text(adjustment.reason),
        "createdAt": text(adjustment.created_at),
    }
    return stock_adjustment_key(adjustment.product_id, adjustment.adjustment_id) | without_none(own)


def _adjustment(item: Item) -> StockAdjustment:
    return StockAdjustment(
        adjustment_id=read_text(item, "adjustmentId"),
        product_id=read_text(item, "productId"),
        change=read_integer(item, "change"),
        stock=read_integer(item, "stock"),
        reason=read_optional_text(item, "reason"),
        created_at=read_text(item, "createdAt"),
    )
