"""A table for one test, and its rows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from mypy_boto3_dynamodb import DynamoDBClient

from handlers.domain.ids import new_id
from handlers.domain.sessions import open_session
from handlers.domain.users import new_user
from handlers.store.items import ADMINS, Item, session_key, user_key
from handlers.store.sessions import session_attributes
from handlers.store.user_rows import user_row
from local.aws.clients import client
from local.config import TABLE, LocalConfig
from tests.lambda_events import ADMIN, CUSTOMER

type Row = dict[str, Any]

# Throttle counters, the audit, e-mail requests with their deliveries, and e-mailed tokens.
_TRANSIENT = ("ATTEMPTS#", "AUDIT#", "EMAIL_REQUEST#", "TOKEN#")
_HASH = "$2b$04$N0b0dyN0b0dyN0b0dyN0buN0b0dyN0b0dyN0b0dyN0b0dyN0b0d"  # of no known password
_USER = new_user(email=ADMIN["email"], password_hash=_HASH, first_name="Olga", last_name="Ladyzhenskaya")
_OLGA = replace(_USER, user_id=ADMIN["userId"], role="admin", email_verified=True)
_SESSION = replace(open_session(_OLGA, longest=1)[0], session_id=ADMIN["sessionId"], expires_at=2**40)
# The callers of tests/integration/handlers/buying.py.
_BUYERS = [
    replace(_USER, user_id=f"{CUSTOMER['userId'][:-1]}{end}", email="buyer@example.com", email_verified=True)
    for end in "89"
]
_MADE = frozenset(
    (key["PK"]["S"], key["SK"]["S"])
    for key in (
        *(user_key(each.user_id) for each in (_OLGA, *_BUYERS)),
        ADMINS,
        session_key(_OLGA.user_id, _SESSION.session_id),
    )
)


def made_rows() -> Mapping[tuple[str, str], Item]:
    """Return the accounts of the caller ADMIN, the only admin, and of the buyers, and his session, by their keys."""
    rows = (
        *(user_row(each) | {"emailVerifiedAt": {"S": each.created_at}} for each in (_OLGA, *_BUYERS)),
        ADMINS | {"userIds": {"SS": [_OLGA.user_id]}},
        session_key(_OLGA.user_id, _SESSION.session_id) | session_attributes(_SESSION),
    )
    return {(row["PK"]["S"], row["SK"]["S"]): row for row in rows}


@dataclass(frozen=True, slots=True)
class Table:
    """A table, read and written directly, without the handlers."""

    name: str
    dynamodb: DynamoDBClient

    def rows(self) -> dict[tuple[str, str], Row]:
        """Return every row by its key, without those made here and what expires by itself; numbers are exact."""
        keyed = {(row["PK"], row["SK"]): row for row in self.all_rows() if not row["PK"].startswith(_TRANSIENT)}
        return {key: row for key, row in keyed.items() if key not in _MADE}

    def attempts(self) -> list[set[str]]:
        """Return the timestamps of the counted attempts, a set per throttle counter, the smallest first."""
        return sorted((row.get("stamps", set()) for row in self.all_rows() if row["SK"] == "ATTEMPTS"), key=len)

    def all_rows(self) -> list[Row]:
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
    puts: Any = [{"PutRequest": {"Item": row}} for row in made_rows().values()]
    dynamodb.batch_write_item(RequestItems={table.name: puts})
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
