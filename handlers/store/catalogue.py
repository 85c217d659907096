"""Lists of products, newest first: a page costs the same, however large the catalogue is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from handlers.domain.ids import PATTERN
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import page_tokens
from handlers.store.items import (
    ALL_PRODUCTS,
    GSI1,
    GSI2,
    INACTIVE_PRODUCTS,
    Item,
    category_partition,
    product_index_keys,
    product_key,
    text,
)
from handlers.store.parallel import in_parallel
from handlers.store.products import PRODUCT_ATTRIBUTES, read_product
from handlers.store.shards import shards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.domain.products import Product

# Some are reserved words of DynamoDB.
_NAMES = {f"#{name}": name for name in PRODUCT_ATTRIBUTES}
# Without the keys, of which each row has six, botocore parses a third less.
_PROJECTION: Mapping[str, Any] = {"ProjectionExpression": ", ".join(_NAMES), "ExpressionAttributeNames": _NAMES}


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A page of products, newest first, and the token of the next page."""

    items: Sequence[Product]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class _QueryResult:
    items: Sequence[Product]
    read_up_to: str
    """The id at which the query stopped, at its limit or at 1 MB; empty if it read everything."""


def list_products(*, category: str | None, limit: int, page: str | None) -> ProductPage:
    """Return a page of the active products, read from an index, which is eventually consistent.

    One query; of all products, one for each shard of their list.

    Parameters
    ----------
    category : str or None
        The category to list; None for all.
    limit : int
        The maximum number of items.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list.
    """
    list_key = ALL_PRODUCTS if category is None else category_partition(category)
    after = page_tokens.read_token(page, list_key=list_key)
    index, partitions = (GSI2, _shards()) if category is None else (GSI1, [list_key])
    return _list(index, [partitions], list_key, limit=limit, after=after)


def list_all_products(*, limit: int, page: str | None) -> ProductPage:
    """Return a page of the active and the inactive products: a query for each partition, of an index.

    The index is eventually consistent.

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
    list_key = f"{ALL_PRODUCTS} {INACTIVE_PRODUCTS}"
    after = page_tokens.read_token(page, list_key=list_key, pattern=PATTERN)
    # The inactive ones first: one that is activated meanwhile isn't missed.
    return _list(GSI2, [[INACTIVE_PRODUCTS], _shards()], list_key, limit=limit, after=after)


def _shards() -> Sequence[str]:
    return shards(ALL_PRODUCTS, settings.PRODUCT_LIST_SHARDS.value())


def _list(index: str, groups: Sequence[Sequence[str]], list_key: str, *, limit: int, after: str | None) -> ProductPage:
    """Return a page of several partitions: the groups are read one after another, those of a group in parallel."""
    # One more, to see whether there is a next page.
    read = partial(_query, index, after, limit=limit + 1)
    results = [result for partitions in groups for result in in_parallel(read, partitions)]
    # A query also ends at 1 MB, before its limit: the others' products may be older than those it left out.
    complete_to = max(result.read_up_to for result in results)
    # By id: a product that was activated between two queries was read twice.
    products = {product.product_id: product for result in results for product in result.items}
    ids = sorted((product_id for product_id in products if product_id >= complete_to), reverse=True)
    position = ids[limit - 1] if len(ids) > limit else complete_to
    token = page_tokens.make_token(position, list_key=list_key) if position else None
    return ProductPage([products[product_id] for product_id in ids[:limit]], token)


def _query(index: str, after: str | None, partition: str, *, limit: int) -> _QueryResult:
    start = {} if after is None else {"ExclusiveStartKey": _position(index, partition, after)}
    response = clients.dynamodb().query(
        TableName=settings.TABLE_NAME.value(),
        IndexName=index,
        KeyConditionExpression=f"{index}PK = :partition",
        ExpressionAttributeValues={":partition": text(partition)},
        ScanIndexForward=False,
        Limit=limit,
        **_PROJECTION,
        **start,  # type: ignore[arg-type]  # the stubs want a literal for an optional argument
    )
    items = [read_product(item) for item in response["Items"]]
    return _QueryResult(items, items[-1].product_id if "LastEvaluatedKey" in response else "")


def _position(index: str, partition: str, product_id: str) -> Item:
    # Rebuilt from the id alone, so that a forged token can't read another list.
    keys = product_index_keys(product_id, "")
    return product_key(product_id) | {f"{index}PK": text(partition), f"{index}SK": keys[f"{index}SK"]}
