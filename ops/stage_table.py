"""A stage's table, for a purge: rows by their keys, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from handlers.store.table import RowConflict, retry_on_conflict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WriteRequestOutputTypeDef, WriteRequestTypeDef

    from handlers.store.items import Item

# The most that BatchWriteItem takes.
_AT_ONCE = 25


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
        """Delete rows by their keys; unprocessed ones are retried.

        Parameters
        ----------
        keys : Iterable of Item
            Keys, or whole rows, possibly repeated.

        Raises
        ------
        Unavailable
            If DynamoDB keeps returning some of them as unprocessed.
        """
        each: dict[tuple[str, str], Item] = {
            (key["PK"]["S"], key["SK"]["S"]): {"PK": key["PK"], "SK": key["SK"]} for key in keys
        }
        for batch in batched(each.values(), _AT_ONCE, strict=False):
            self._delete(batch)

    def _delete(self, keys: Iterable[Item]) -> None:
        left: list[WriteRequestTypeDef | WriteRequestOutputTypeDef] = [{"DeleteRequest": {"Key": key}} for key in keys]

        def write() -> None:
            response = self.dynamodb.batch_write_item(RequestItems={self.name: left})
            left[:] = response["UnprocessedItems"].get(self.name, [])
            if left:
                raise RowConflict

        retry_on_conflict(write)
