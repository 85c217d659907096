"""Reading many rows by their keys at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.conflicts import RowConflict, retry_on_conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.store.keys import Item


def get_rows(keys: Sequence[Item]) -> list[Item]:
    """Return those of the rows that there are, as last written, in no order: one request, and what DynamoDB puts off.

    Parameters
    ----------
    keys : Sequence[Item]
        Up to 100 keys, each once.

    Raises
    ------
    Unavailable
        If DynamoDB puts off some of them all the time.
    """
    table = settings.TABLE_NAME.value()
    rows: list[Item] = []
    wanted = list(keys)

    def read() -> None:
        answer = clients.dynamodb().batch_get_item(RequestItems={table: {"Keys": wanted, "ConsistentRead": True}})
        rows.extend(answer["Responses"].get(table, []))
        wanted[:] = answer["UnprocessedKeys"].get(table, {"Keys": []})["Keys"]
        if wanted:
            raise RowConflict

    if wanted:
        retry_on_conflict(read)
    return rows
