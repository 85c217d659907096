"""Lists of orders, newest first: a user's from the user's partition, all users' from the index by status.

A page begins right after the last order of the previous page, even if that order has changed since: the token contains
only its key, which is the upper bound of the range to read.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from handlers.domain.clock import timestamp
from handlers.domain.ids import PATTERN, max_id, min_id
from handlers.domain.orders import STATUSES
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import page_tokens
from handlers.store.items import GSI2, ORDER_PREFIX, order_age_key, order_key, status_partition, text
from handlers.store.orders import read_order
from handlers.store.page_tokens import before
from handlers.store.parallel import in_parallel
from handlers.store.shards import shards

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from handlers.domain.orders import Order, Status
    from handlers.store.items import Item

# Sorts after every character of a key.
_LAST = "~"
# The regular expression of the sort key of an order.
_POSITION = rf"{ORDER_PREFIX}(.+#)?{PATTERN}"
_PENDING_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """The orders to list: by status and time range, both ends inclusive. None means no restriction."""

    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        times = ("" if time is None else timestamp(time) for time in (self.since, self.until))
        return " ".join((self.status or "", *times))


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders, newest first, and the token of the next page."""

    items: Sequence[Order]
    next_page: str | None


# Returned without a query: DynamoDB rejects an empty range.
_EMPTY_PAGE = OrderPage([], None)


@dataclass(frozen=True, slots=True)
class _QueryResult:
    rows: Sequence[Item]
    read_up_to: str | None
    """The sort key at which the query stopped, at its limit or at 1 MB; None if it read everything."""


def list_user_orders(user_id: str, order_filter: OrderFilter, *, limit: int, page: str | None) -> OrderPage:
    """Return a page of a user's orders: one query.

    A filter by status skips other orders, up to 1 MB of them: the page may then have fewer items than the limit and
    still be followed by another.

    Parameters
    ----------
    limit : int
        The maximum number of orders.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list.
    """
    partition = order_key(user_id, "")["PK"]["S"]
    list_key = f"{partition} {order_filter}"
    first = ORDER_PREFIX + ("" if order_filter.since is None else min_id(order_filter.since))
    last = ORDER_PREFIX + (_LAST if order_filter.until is None else max_id(order_filter.until))
    position = page_tokens.read_token(page, list_key=list_key, pattern=_POSITION)
    if position is not None:
        last = before(position)
    if first > last:
        return _EMPTY_PAGE
    query: QueryInputTypeDef = {
        "TableName": settings.TABLE_NAME.value(),
        "ConsistentRead": True,
        "KeyConditionExpression": "PK = :partition AND SK BETWEEN :first AND :last",
        "ExpressionAttributeValues": {":partition": text(partition), ":first": text(first), ":last": text(last)},
    }
    if order_filter.status is None:
        query["Limit"] = limit + 1
    else:
        query["FilterExpression"] = "#status = :status"
        query["ExpressionAttributeNames"] = {"#status": "status"}
        values = query["ExpressionAttributeValues"]
        query["ExpressionAttributeValues"] = {**values, ":status": text(order_filter.status)}
    return _page([_run(query, sort_key="SK")], "SK", limit=limit, list_key=list_key)


def list_all_orders(order_filter: OrderFilter, *, limit: int, page: str | None) -> OrderPage:
    """Return a page of all users' orders: one query per status and shard, of an index, which is eventually consistent.

    Parameters
    ----------
    limit : int
        The maximum number of orders.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list.
    """
    list_key = f"orders {order_filter}"
    last = order_age_key(_LAST if order_filter.until is None else timestamp(order_filter.until), _LAST)
    position = page_tokens.read_token(page, list_key=list_key, pattern=_POSITION)
    if position is not None:
        last = before(position)
    first = ORDER_PREFIX + ("" if order_filter.since is None else timestamp(order_filter.since))
    if first > last:
        return _EMPTY_PAGE
    statuses = STATUSES if order_filter.status is None else (order_filter.status,)
    # The statuses one after another, in the order of an order's life: one that changes meanwhile isn't missed.
    results = [
        result
        for status in statuses
        for result in in_parallel(
            partial(_run, sort_key="GSI2SK"),
            [_in_partition(partition, first, last, limit=limit + 1) for partition in _partitions(status)],
        )
    ]
    return _page(results, "GSI2SK", limit=limit, list_key=list_key)


def iter_pending_orders(moment: datetime) -> Iterator[Item]:
    """Yield the row of every pending order placed before a time, oldest first: one query per page of a shard.

    Rows are not parsed, so that a corrupt one doesn't block the others.
    """
    last = order_age_key(timestamp(moment))
    yield from heapq.merge(
        *(_iter_oldest_first(partition, last) for partition in _partitions("pending")),
        key=lambda row: row["GSI2SK"]["S"],
    )


def _iter_oldest_first(partition: str, last: str) -> Iterator[Item]:
    query = _in_partition(partition, ORDER_PREFIX, last, limit=_PENDING_PAGE_SIZE)
    pages = clients.dynamodb().get_paginator("query").paginate(**query)  # type: ignore[misc]  # it takes all of these
    for page in pages:
        yield from page["Items"]


def _partitions(status: Status) -> list[str]:
    return shards(status_partition(status), settings.ORDER_LIST_SHARDS.value())


def _in_partition(partition: str, first: str, last: str, *, limit: int) -> QueryInputTypeDef:
    return {
        "TableName": settings.TABLE_NAME.value(),
        "IndexName": GSI2,
        "KeyConditionExpression": "GSI2PK = :partition AND GSI2SK BETWEEN :first AND :last",
        "ExpressionAttributeValues": {
            ":partition": text(partition),
            ":first": text(first),
            ":last": text(last),
        },
        "Limit": limit,
    }


def _run(query: QueryInputTypeDef, *, sort_key: str) -> _QueryResult:
    response = clients.dynamodb().query(**query | {"ScanIndexForward": False})
    last = response.get("LastEvaluatedKey")
    return _QueryResult(response["Items"], last[sort_key]["S"] if last else None)


def _page(results: Sequence[_QueryResult], sort_key: str, *, limit: int, list_key: str) -> OrderPage:
    """Merge query results into a page: the newest orders, down to where every query has read."""
    complete_to = max((each.read_up_to for each in results if each.read_up_to is not None), default="")
    # By key: an order whose status changed between two queries was read twice.
    rows = {row[sort_key]["S"]: row for each in results for row in each.rows}
    keys = sorted((key for key in rows if key >= complete_to), reverse=True)
    items = keys[:limit]
    position = items[-1] if len(keys) > limit else complete_to
    token = page_tokens.make_token(position, list_key=list_key) if position else None
    return OrderPage([read_order(rows[key]) for key in items], token)
