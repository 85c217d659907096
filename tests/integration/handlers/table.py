"""A table for one test, and its rows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from mypy_boto3_dynamodb import DynamoDBClient

from handlers.domain.ids import new_id
from local.aws.clients import client
from local.config import TABLE, LocalConfig

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, read and written directly, without the handlers."""

    name: str
    dynamodb: DynamoDBClient

    def rows(self) -> dict[tuple[str, str], Row]:
        """Return every row by its key, without the throttle counters; numbers are exact."""
        return {(row["PK"], row["SK"]): row for row in self._scan() if row["SK"] != "ATTEMPTS"}

    def attempts(self) -> list[set[str]]:
        """Return the timestamps of the counted attempts, a set per throttle counter, the smallest first."""
        return sorted((row.get("stamps", set()) for row in self._scan() if row["SK"] == "ATTEMPTS"), key=len)

    def _scan(self) -> list[Row]:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True)
        return [plain(item) for page in pages for item in page["Items"]]

    def row(self, partition: str, sort: str) -> Row | None:
        key = {"PK": {"S": partition}, "SK": {"S": sort}}
        item = self.dynamodb.get_item(TableName=self.name, Key=key, ConsistentRead=True).get("Item")
        return None if item is None else plain(item)

    def put(self, row: Mapping[str, Any]) -> None:
        item = {name: TypeSerializer().serialize(value) for name, value in row.items()}
        self.dynamodb.put_item(TableName=self.name, Item=item)

    def delete(self, partition: str, sort: str) -> None:
        self.dynamodb.delete_item(TableName=self.name, Key={"PK": {"S": partition}, "SK": {"S": sort}})

    def sessions(self, user_id: str) -> set[str]:
        keys = [key for key in self.rows() if key[0] == f"USER#{user_id}" and key[1].startswith("SESSION#")]
        return {sort.removeprefix("SESSION#") for _, sort in keys}

    def enable_stream(self) -> None:
        self.dynamodb.update_table(
            TableName=self.name, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        )


@contextmanager
def empty_table(config: LocalConfig, *, name: str | None = None) -> Iterator[Table]:
    """Create a table like the provisioned one, without stream and TTL, and delete it afterwards."""
    dynamodb, shape = _provisioned(config.aws_url)
    table = Table(name or f"test-{new_id()}", dynamodb)
    dynamodb.create_table(TableName=table.name, BillingMode="PAY_PER_REQUEST", **shape)
    try:
        yield table
    finally:
        dynamodb.delete_table(TableName=table.name)


@cache
def _provisioned(aws_url: str) -> tuple[DynamoDBClient, Any]:
    """Return a client of the embedded services, and the keys and indexes of their table."""
    dynamodb: DynamoDBClient = client("dynamodb", aws_url)
    table = dynamodb.describe_table(TableName=TABLE)["Table"]
    indexes = [
        {name: value for name, value in index.items() if name in {"IndexName", "KeySchema", "Projection"}}
        for index in table["GlobalSecondaryIndexes"]
    ]
    shape = {name: table[name] for name in ("AttributeDefinitions", "KeySchema")}
    return dynamodb, shape | {"GlobalSecondaryIndexes": indexes}


def plain(item: Mapping[str, Any]) -> Row:
    """Return a row from DynamoDB's JSON; numbers are exact."""
    return {name: TypeDeserializer().deserialize(value) for name, value in item.items()}
