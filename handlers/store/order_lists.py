"""Lists of orders, newest first: a user's are read from the user's partition, everybody's from the index by status.

A page begins right after the last order of the page before, wherever that stands by now: its key is all that a token
holds, and the upper end of the range that is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.clock import timestamp
from handlers.domain.ids import PATTERN, max_id, min_id
from handlers.domain.orders import STATUSES
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import page_tokens
from handlers.store.attributes import text
from handlers.store.keys import GSI2, ORDER_PREFIX, order_age_key, order_key, status_partition
from handlers.store.orders import read_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from handlers.domain.orders import Order, Status
    from handlers.store.keys import Item

# Sorts after all that keys are made of.
_LAST = "~"
# The sort key of an order in a list, as a regular expression.
_POSITION = rf"{ORDER_PREFIX}(.+#)?{PATTERN}"
_PENDING_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders of a list are wanted; None of each for all. Both moments are within."""

    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        moments = ("" if moment is None else timestamp(moment) for moment in (self.since, self.until))
        return " ".join((self.status or "", *moments))


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders, newest first, and the token of the next page."""

    items: Sequence[Order]
    next_page: str | None


# DynamoDB takes no empty range.
_NOTHING = OrderPage([], None)


@dataclass(frozen=True, slots=True)
class _Found:
    rows: Sequence[Item]
    read_up_to: str | None
    """The sort key at which the query ended, at its limit or at 1 MB; None where there is nothing more."""


def list_user_orders(user_id: str, wanted: OrderFilter, *, limit: int, page: str | None) -> OrderPage:
    """Return a page of a user's orders, as last written: one query.

    With a status wanted it reads past the other orders, up to 1 MB of them: then a page may hold fewer than it could,
    and be followed by another all the same.

    Parameters
    ----------
    limit : int
        How many orders the page holds at most.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token is not one of this list.
    """
    partition = order_key(user_id, "")["PK"]["S"]
    of = f"{partition} {wanted}"
    first = ORDER_PREFIX + ("" if wanted.since is None else min_id(wanted.since))
    last = ORDER_PREFIX + (_LAST if wanted.until is None else max_id(wanted.until))
    if page is not None:
        last = _before(page_tokens.read_token(page, of=of, like=_POSITION))
    if first > last:
        return _NOTHING
    query: QueryInputTypeDef = {
        "TableName": settings.TABLE_NAME.value(),
        "ConsistentRead": True,
        "KeyConditionExpression": "PK = :partition AND SK BETWEEN :first AND :last",
        "ExpressionAttributeValues": {":partition": text(partition), ":first": text(first), ":last": text(last)},
    }
    if wanted.status is None:
        query["Limit"] = limit + 1
    else:
        query["FilterExpression"] = "#status = :status"
        query["ExpressionAttributeNames"] = {"#status": "status"}
        query["ExpressionAttributeValues"] = {**query["ExpressionAttributeValues"], ":status": text(wanted.status)}
    return _page([_read(query, "SK")], "SK", limit=limit, of=of)


def list_all_orders(wanted: OrderFilter, *, limit: int, page: str | None) -> OrderPage:
    """Return a page of everybody's orders: one query a status.

    They are read from an index, which follows a change within moments.

    Parameters
    ----------
    limit : int
        How many orders the page holds at most.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token is not one of this list.
    """
    of = f"orders {wanted}"
    last = order_age_key(_LAST if wanted.until is None else timestamp(wanted.until), _LAST)
    if page is not None:
        last = _before(page_tokens.read_token(page, of=of, like=_POSITION))
    first = ORDER_PREFIX + ("" if wanted.since is None else timestamp(wanted.since))
    if first > last:
        return _NOTHING
    statuses = STATUSES if wanted.status is None else (wanted.status,)
    found = [_read(_by_status(status, first, last, limit=limit + 1), "GSI2SK") for status in statuses]
    return _page(found, "GSI2SK", limit=limit, of=of)


def iter_pending_orders(moment: datetime) -> Iterator[Item]:
    """Yield the row of every order that was placed before a moment and is pending, oldest first, a query a page.

    Unread: one that can't be read is not to hold back the others.
    """
    query = _by_status("pending", ORDER_PREFIX, order_age_key(timestamp(moment)), limit=_PENDING_AT_ONCE)
    pages = clients.dynamodb().get_paginator("query").paginate(**query)  # type: ignore[misc]  # it takes all of these
    for page in pages:
        yield from page["Items"]


def _by_status(status: Status, first: str, last: str, *, limit: int) -> QueryInputTypeDef:
    return {
        "TableName": settings.TABLE_NAME.value(),
        "IndexName": GSI2,
        "KeyConditionExpression": "GSI2PK = :partition AND GSI2SK BETWEEN :first AND :last",
        "ExpressionAttributeValues": {
            ":partition": text(status_partition(status)),
            ":first": text(first),
            ":last": text(last),
        },
        "Limit": limit,
    }


def _read(query: QueryInputTypeDef, sort: str) -> _Found:
    answer = clients.dynamodb().query(**query | {"ScanIndexForward": False})
    more = answer.get("LastEvaluatedKey")
    return _Found(answer["Items"], more[sort]["S"] if more else None)


def _page(found: Sequence[_Found], sort: str, *, limit: int, of: str) -> OrderPage:
    """Return the newest of what was found, as far as nothing newer can be missing."""
    ends = [each.read_up_to for each in found if each.read_up_to is not None]
    known_to = max(ends, default="")
    # By its key: an order that moved between two queries was found twice.
    rows = {row[sort]["S"]: row for each in found for row in each.rows}
    keys = sorted((key for key in rows if key >= known_to), reverse=True)
    shown = keys[:limit]
    position = shown[-1] if len(keys) > limit else known_to
    token = page_tokens.make_token(position, of=of) if position else None
    return OrderPage([read_order(rows[key]) for key in shown], token)


def _before(key: str) -> str:
    """Return what sorts right before a key, and after all that sort before it: keys of a list are of one length."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}{_LAST}"
