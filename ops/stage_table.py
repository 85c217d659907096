"""The table of a stage, as far as a purge needs it: rows by their keys, and no look at any other."""

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

# What BatchWriteItem takes.
_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class StageTable:
    """A stage's single table."""

    dynamodb: DynamoDBClient
    name: str

    def row(self, key: Item) -> Item | None:
        """Return a row, as last written, or None."""
        return self.dynamodb.get_item(TableName=self.name, Key=key, ConsistentRead=True).get("Item")

    def partition(self, key: Item) -> list[Item]:
        """Return every row that has a key's partition, as last written."""
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.name,
            ConsistentRead=True,
            KeyConditionExpression="PK = :partition",
            ExpressionAttributeValues={":partition": key["PK"]},
        )
        return [row for page in pages for row in page["Items"]]

    def delete(self, keys: Iterable[Item]) -> None:
        """Delete the rows that there are of these; what DynamoDB puts off is sent again.

        Parameters
        ----------
        keys : Iterable of Item
            Keys, or whole rows; one that comes twice is deleted once.

        Raises
        ------
        Unavailable
            If DynamoDB puts off some of them all the time.
        """
        each: dict[tuple[str, str], Item] = {
            (key["PK"]["S"], key["SK"]["S"]): {"PK": key["PK"], "SK": key["SK"]} for key in keys
        }
        for some in batched(each.values(), _AT_ONCE, strict=False):
            self._delete(some)

    def _delete(self, keys: Iterable[Item]) -> None:
        left: list[WriteRequestTypeDef | WriteRequestOutputTypeDef] = [{"DeleteRequest": {"Key": key}} for key in keys]

        def write() -> None:
            answer = self.dynamodb.batch_write_item(RequestItems={self.name: left})
            left[:] = answer["UnprocessedItems"].get(self.name, [])
            if left:
                raise RowConflict

        retry_on_conflict(write)
