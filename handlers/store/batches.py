"""Batch reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.conflicts import RowConflict, retry_on_conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.store.keys import Item


def get_rows(keys: Sequence[Item]) -> list[Item]:
    """Return the rows that exist, in any order: one request, plus retries for keys that DynamoDB left unprocessed.

    Parameters
    ----------
    keys : Sequence[Item]
        Up to 100 distinct keys.

    Raises
    ------
    Unavailable
        If some keys are still unprocessed after the last retry.
    """
    table = settings.TABLE_NAME.value()
    rows: list[Item] = []
    pending = list(keys)

    def read() -> None:
        answer = clients.dynamodb().batch_get_item(RequestItems={table: {"Keys": pending, "ConsistentRead": True}})
        rows.extend(answer["Responses"].get(table, []))
        pending[:] = answer["UnprocessedKeys"].get(table, {"Keys": []})["Keys"]
        if pending:
            raise RowConflict

    if pending:
        retry_on_conflict(read)
    return rows
