"""All rows of an account's partition, read page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import user_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.store.items import Item


def iter_account_rows(user_id: str) -> Iterator[Item]:
    """Yield the rows of an account, in the order of their keys: one query per page of up to 1 MB."""
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings.TABLE_NAME.value(),
            ConsistentRead=True,
            KeyConditionExpression="PK = :user",
            ExpressionAttributeValues={":user": user_key(user_id)["PK"]},
        )
    )
    return (row for page in pages for row in page["Items"])
