"""A stage's table, for a purge: rows by their keys, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING

from handlers.store.table import RowConflict, retry_on_conflict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_dynamodb import DynamoDBClient

    from handlers.store.items import Item

# The most that TransactWriteItems takes.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class StageTable:
    """A stage's single table."""

    dynamodb: DynamoDBClient
    name: str

    def row(self, key: Item) -> Item | None:
        """Return a row, read consistently; None if there is none."""
        return self.dynamodb.get_item(TableName=self.name, Key=key, ConsistentRead=True).get("Item")

    def partition(self, key: Item) -> list[Item]:
        """Return every row of a key's partition, read consistently."""
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.name,
            ConsistentRead=True,
            KeyConditionExpression="PK = :partition",
            ExpressionAttributeValues={":partition": key["PK"]},
        )
        return [row for page in pages for row in page["Items"]]

    def delete(self, keys: Iterable[Item]) -> None:
        """Delete rows by their keys.

        In transactions, because IAM can't tell a deletion from a put in BatchWriteItem; in a transaction it can ("Using
        IAM with DynamoDB transactions", DynamoDB Developer Guide).

        Parameters
        ----------
        keys : Iterable of Item
            Keys, or whole rows, possibly repeated.

        Raises
        ------
        Unavailable
            If every attempt conflicted with another write.
        """
        each: dict[tuple[str, str], Item] = {
            (key["PK"]["S"], key["SK"]["S"]): {"PK": key["PK"], "SK": key["SK"]} for key in keys
        }
        for batch in batched(each.values(), _AT_ONCE, strict=False):
            retry_on_conflict(partial(self._delete, batch))

    def _delete(self, keys: Iterable[Item]) -> None:
        try:
            self.dynamodb.transact_write_items(
                TransactItems=[{"Delete": {"TableName": self.name, "Key": key}} for key in keys]
            )
        except self.dynamodb.exceptions.TransactionCanceledException as error:
            raise RowConflict from error
