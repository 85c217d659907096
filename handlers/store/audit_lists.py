"""Lists of the entries of the audit, newest first: of a target from the table, of an actor or all from the indexes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from handlers.domain.audit import RETENTION_SECONDS
from handlers.domain.clock import now, seconds, timestamp
from handlers.domain.ids import PATTERN, max_id, min_id
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store import page_tokens
from handlers.store.audit import SHARDS, read_entry
from handlers.store.items import (
    ALL_AUDIT_ENTRIES,
    AUDIT_ENTRY_PREFIX,
    GSI1,
    GSI2,
    audit_actor_partition,
    audit_entry_key,
    text,
)
from handlers.store.parallel import in_parallel
from handlers.store.shards import shards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from handlers.domain.audit import AuditEntry
    from handlers.store.items import Item


# Sorts after every id.
_LAST = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """The entries to list: by actor, target and time range, both ends inclusive. None means no restriction."""

    actor: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        times = ("" if time is None else timestamp(time) for time in (self.since, self.until))
        return " ".join((self.actor or "", self.target or "", *times))


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of entries, newest first, and the token of the next page."""

    items: Sequence[AuditEntry]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class _QueryResult:
    rows: Sequence[Item]
    read_up_to: str
    """The sort key at which the query stopped, at its limit or at 1 MB; empty if it read everything."""


def list_entries(audit_filter: AuditFilter, *, limit: int, page: str | None) -> AuditPage:
    """Return a page of entries: one query, or one per shard of the list of all entries.

    With an actor and a target, entries of other actors are skipped, up to 1 MB of them: the page may then have fewer
    items than the limit and still be followed by another.

    Parameters
    ----------
    limit : int
        The maximum number of entries.
    page : str or None
        The token of the page; None for the first.

    Raises
    ------
    InvalidRequest
        If the token isn't one of this list.
    """
    list_key = f"audit {audit_filter}"
    position = page_tokens.read_token(page, list_key=list_key, pattern=AUDIT_ENTRY_PREFIX + PATTERN)
    # Expired entries may exist for some time.
    oldest = now() - seconds(RETENTION_SECONDS)
    first = AUDIT_ENTRY_PREFIX + min_id(max(oldest, audit_filter.since or oldest))
    last = AUDIT_ENTRY_PREFIX + (_LAST if audit_filter.until is None else max_id(audit_filter.until))
    if position is not None:
        last = page_tokens.before(position)
    if first > last:
        # DynamoDB rejects an empty range.
        return AuditPage([], None)
    results = in_parallel(partial(_run, first, last, limit), _queries(audit_filter))
    return _page(results, limit=limit, list_key=list_key)


def _queries(audit_filter: AuditFilter) -> Sequence[QueryInputTypeDef]:
    """Return the queries, without the range of the sort key."""
    table, condition = settings.TABLE_NAME.value(), "{0}PK = :partition AND {0}SK BETWEEN :first AND :last"
    if audit_filter.target is not None:
        query: QueryInputTypeDef = {
            "TableName": table,
            "ConsistentRead": True,
            "KeyConditionExpression": condition.format(""),
            "ExpressionAttributeValues": {":partition": audit_entry_key(audit_filter.target, "")["PK"]},
        }
        if audit_filter.actor is None:
            return [query]
        values = {**query["ExpressionAttributeValues"], ":actor": text(audit_filter.actor)}
        return [query | {"FilterExpression": "actor = :actor", "ExpressionAttributeValues": values}]
    index, partitions = GSI2, shards(ALL_AUDIT_ENTRIES, SHARDS)
    if audit_filter.actor is not None:
        index, partitions = GSI1, [audit_actor_partition(audit_filter.actor)]
    return [
        {
            "TableName": table,
            "IndexName": index,
            "KeyConditionExpression": condition.format(index),
            "ExpressionAttributeValues": {":partition": text(partition)},
        }
        for partition in partitions
    ]


def _run(first: str, last: str, limit: int, query: QueryInputTypeDef) -> _QueryResult:
    values = {**query["ExpressionAttributeValues"], ":first": text(first), ":last": text(last)}
    more: QueryInputTypeDef = {**query, "ExpressionAttributeValues": values, "ScanIndexForward": False}
    if "FilterExpression" not in query:
        # One more, to see whether there is a next page.
        more["Limit"] = limit + 1
    response = clients.dynamodb().query(**more)
    end = response.get("LastEvaluatedKey")
    return _QueryResult(response["Items"], end["SK"]["S"] if end else "")


def _page(results: Sequence[_QueryResult], *, limit: int, list_key: str) -> AuditPage:
    # A query also ends at 1 MB, before its limit: the others' entries may be older than those it left out.
    complete_to = max(result.read_up_to for result in results)
    rows = {row["SK"]["S"]: row for result in results for row in result.rows}
    keys = sorted((key for key in rows if key >= complete_to), reverse=True)
    position = keys[limit - 1] if len(keys) > limit else complete_to
    token = page_tokens.make_token(position, list_key=list_key) if position else None
    return AuditPage([read_entry(rows[key]) for key in keys[:limit]], token)
