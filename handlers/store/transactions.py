"""Transactions: atomic writes of several rows."""

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
    """A condition of the transaction failed; nothing was written.

    Parameters
    ----------
    codes : Sequence[str]
        The reason per action, in the order of the actions: ``None`` or ``ConditionalCheckFailed``.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


def put_if_absent(row: Item) -> TransactWriteItemTypeDef:
    """Return the action that writes a row on condition that its key doesn't exist."""
    table, absent = settings.TABLE_NAME.value(), ROW_ABSENT.expression
    return {"Put": {"TableName": table, "Item": row, "ConditionExpression": absent}}


def write_transaction(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    """Carry out up to `MAX_ACTIONS` actions atomically.

    Raises
    ------
    TransactionConditionFailed
        If a condition fails.
    Unavailable
        If every attempt conflicted with another transaction.
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
