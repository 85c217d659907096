"""Writing several rows at once, all or none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import cancellation_codes
from handlers.store.conflicts import RowConflict, retry_on_conflict
from handlers.store.updates import ROW_ABSENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from handlers.store.keys import Item

MAX_ACTIONS = 100


class TransactionConditionFailed(Exception):
    """A condition of the transaction did not hold, and nothing was written.

    Parameters
    ----------
    codes : Sequence[str]
        Why, one code an action, in the order of the actions: ``None`` or ``ConditionalCheckFailed``.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


def put_if_absent(row: Item) -> TransactWriteItemTypeDef:
    """Return the action that writes a row, if there is none with its key."""
    table, new = settings.TABLE_NAME.value(), ROW_ABSENT.expression
    return {"Put": {"TableName": table, "Item": row, "ConditionExpression": new}}


def write_transaction(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    """Write all or nothing.

    Raises
    ------
    TransactionConditionFailed
        If a condition doesn't hold.
    Unavailable
        If other transactions were always quicker.
    """
    retry_on_conflict(partial(_write, actions))


def _write(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    client = clients.dynamodb()
    try:
        client.transact_write_items(TransactItems=actions)
    except client.exceptions.TransactionCanceledException as error:
        codes = list(cancellation_codes(error))
        if "ConditionalCheckFailed" in codes:
            raise TransactionConditionFailed(codes) from error
        if "TransactionConflict" in codes:
            raise RowConflict from error
        raise
