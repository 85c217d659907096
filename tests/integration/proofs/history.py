"""The history of each row of a table, read from the table's stream."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from local.aws.clients import client
from tests.integration.handlers.table import Row, Table, plain

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

type Change = tuple[Row, Row]
"""A row before and after; empty where there is none."""

# Legal transitions, by the row and its attribute.
_TRANSITIONS = {
    ("USER", "ORDER", "status"): {
        (None, "pending"),
        ("pending", "processing"),
        ("pending", "cancelled"),
        ("processing", "completed"),
        ("processing", "cancelled"),
    },
    ("PAYMENT", "CHARGE", "state"): {
        (None, "charged"),
        (None, "declined"),
        (None, "voided"),
        ("charged", "refunded"),
    },
    ("ORDER", "REFUND", "refund"): {(None, "due"), ("due", "done")},
}
_ACCEPTED = 202
_STORED = frozenset({"answered", "orderId", "fingerprint", "shortages"})
_SHOWN = frozenset({"shownStatus", "shownUpdatedAt", "shownRevision"})


def changes(table: Table) -> list[Change]:
    streams = _streams(table.dynamodb.meta.endpoint_url)
    arn = table.dynamodb.describe_table(TableName=table.name)["Table"]["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    position = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
    iterator, found = position["ShardIterator"], []
    while (response := streams.get_records(ShardIterator=iterator, Limit=1000))["Records"]:
        found.extend(record["dynamodb"] for record in response["Records"])
        iterator = response["NextShardIterator"]
    return [(plain(change.get("OldImage", {})), plain(change.get("NewImage", {}))) for change in found]


def is_legal(table: Table) -> None:
    """Assert that every change was legal: no double payment or refund, no changed response, no negative stock."""
    history = changes(table)
    assert history
    for before, after in history:
        row = after or before
        kind, part = row["PK"].partition("#")[0], row["SK"].partition("#")[0]
        _is_legal_transition(kind, part, before, after)
        if (kind, part) == ("PRODUCT", "METADATA"):
            _keeps_its_stock(before, after)
        if part == "IDEMPOTENCY":
            _keeps_its_response(before, after)


@cache
def _streams(url: str) -> DynamoDBStreamsClient:
    streams: DynamoDBStreamsClient = client("dynamodbstreams", url)
    return streams


def _is_legal_transition(kind: str, part: str, before: Row, after: Row) -> None:
    for of, transitions in _TRANSITIONS.items():
        if of[:2] == (kind, part):
            transition = (before.get(of[2]), after.get(of[2]))
            # Each write of one is a transition: a second refund would leave the value unchanged.
            assert transition in transitions, f"{(before or after)['PK']} went from {transition[0]} to {transition[1]}"


def _keeps_its_stock(before: Row, after: Row) -> None:
    assert after["stock"] >= 0, f"{after['stock']} of {after['PK']} were in stock"
    if "deletedAt" in before:
        assert after["stock"] == before["stock"], f"{after['PK']} is deleted, and got back stock"


def _keeps_its_response(before: Row, after: Row) -> None:
    if "answered" not in before:
        return
    # The replay of a 202 shows the current order.
    kept = _STORED if before["answered"] == _ACCEPTED else _STORED | _SHOWN
    changed = {name for name in kept if before.get(name) != after.get(name)}
    assert not changed, f"{before['SK']} was answered, and then changed its {changed}"
