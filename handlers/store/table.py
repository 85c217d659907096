"""Reads and writes of the table's rows: batches, conditional updates and transactions, retried on conflict."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from handlers.domain.errors import Unavailable
from handlers.domain.ids import new_id
from handlers.runtime import invocation, settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import cancellation_codes
from handlers.store.items import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from handlers.store.items import Item

# For 200 buyers at once of a row that each transaction holds for 10 ms: tests/performance/conflicts.py.
ATTEMPTS = 12
_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0
_LONGEST_RETRY_AFTER = 5
# Of the operating system: functions that are restored from one snapshot must not wait in step.
_random = random.SystemRandom()


class RowConflict(Exception):
    """The row was changed, or is being changed, by another transaction; nothing was written."""


def retry_on_conflict[R](write: Callable[[], R]) -> R:
    """Return the result of a write, retrying it while it raises `RowConflict`.

    Raises
    ------
    Unavailable
        If every attempt conflicted, or the invocation ends too soon for another one.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return write()
        except RowConflict:
            if attempt == ATTEMPTS or invocation.ends_within(clients.ATTEMPT_MILLISECONDS):
                break
        time.sleep(_random.uniform(0, longest_wait(attempt)))
    # At random, so that rejected clients don't come back in step.
    raise Unavailable("a row with too many concurrent writes", retry_after=_random.randint(1, _LONGEST_RETRY_AFTER))


def longest_wait(attempt: int) -> float:
    """Return the most seconds to wait after an attempt, counted from 1; the wait is random, from none to that."""
    return min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * (1 << attempt))


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
        response = clients.dynamodb().batch_get_item(RequestItems={table: {"Keys": pending, "ConsistentRead": True}})
        rows.extend(response["Responses"].get(table, []))
        pending[:] = response["UnprocessedKeys"].get(table, {"Keys": []})["Keys"]
        if pending:
            raise RowConflict

    if pending:
        retry_on_conflict(read)
    return rows


@dataclass(frozen=True, slots=True)
class Expression:
    """A DynamoDB expression and its values."""

    expression: str
    values: Mapping[str, AttributeValueTypeDef]

    def __and__(self, other: Expression) -> Expression:
        """Return the conjunction of two conditions."""
        return Expression(f"{self.expression} AND {other.expression}", {**self.values, **other.values})


ROW_ABSENT = Expression("attribute_not_exists(PK)", {})


class ConditionFailed(Exception):
    """The condition of an update failed; nothing was written.

    Parameters
    ----------
    row : Item
        The current row.
    """

    def __init__(self, row: Item) -> None:
        super().__init__("the condition of the update failed")
        self.row = row


def revision_in(revisions: Sequence[str] | None) -> Expression:
    """Return the condition that the row exists with one of these revisions; None means any."""
    if revisions is None:
        return Expression("attribute_exists(revision)", {})
    if not revisions:
        # Never true, not even for a missing row, which the update would create.
        return Expression("attribute_exists(revision) AND attribute_not_exists(revision)", {})
    values = {f":expected{index}": text(revision) for index, revision in enumerate(revisions)}
    return Expression(f"revision IN ({', '.join(values)})", values)


def update_row(key: Item, changes: Mapping[str, AttributeValueTypeDef | None], condition: Expression) -> Item | None:
    """Update a row and give it a new revision.

    Parameters
    ----------
    key : Item
        The row's key.
    changes : Mapping
        The new values of its attributes; None removes one.
    condition : Expression
        The condition of the update.

    Returns
    -------
    Item or None
        The updated row, or None if the row doesn't exist.

    Raises
    ------
    ConditionFailed
        If the row exists and the condition fails.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    revision = new_id()
    return retry_on_conflict(partial(_update_row, key, {**changes, "revision": text(revision)}, condition, revision))


def _update_row(
    key: Item, changes: Mapping[str, AttributeValueTypeDef | None], condition: Expression, revision: str
) -> Item | None:
    update = _update(changes)
    client = clients.dynamodb()
    try:
        response = client.update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=key,
            UpdateExpression=update.expression,
            ExpressionAttributeNames={f"#{name}": name for name in changes},
            ConditionExpression=condition.expression,
            ExpressionAttributeValues={**update.values, **condition.values},
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as error:
        return _row_if_ours(cast("dict[str, Item]", error.response).get("Item"), revision)
    except client.exceptions.TransactionConflictException as error:
        raise RowConflict from error
    return response["Attributes"]


def _update(changes: Mapping[str, AttributeValueTypeDef | None]) -> Expression:
    values = {f":{name}": value for name, value in changes.items() if value is not None}
    assigned = [f"#{name} = :{name}" for name, value in changes.items() if value is not None]
    removed = [f"#{name}" for name, value in changes.items() if value is None]
    expression = f"SET {', '.join(assigned)}" + (f" REMOVE {', '.join(removed)}" if removed else "")
    return Expression(expression, values)


def _row_if_ours(row: Item | None, revision: str) -> Item | None:
    # On the SDK's retry of a call that succeeded, the row has this update's revision.
    if row and row["revision"]["S"] != revision:
        raise ConditionFailed(row)
    return row


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


def update_if(
    key: Item, changes: Mapping[str, AttributeValueTypeDef | None], condition: Expression
) -> TransactWriteItemTypeDef:
    """Return the action that updates a row under a condition; a value of None removes the attribute."""
    update = _update(changes)
    return {
        "Update": {
            "TableName": settings.TABLE_NAME.value(),
            "Key": key,
            "UpdateExpression": update.expression,
            "ExpressionAttributeNames": {f"#{name}": name for name in changes},
            "ConditionExpression": condition.expression,
            "ExpressionAttributeValues": {**update.values, **condition.values},
        }
    }


def unchanged(row: Item) -> Expression:
    """Return the condition that a row still has the revision that was read."""
    return Expression("revision = :read", {":read": row["revision"]})


def write_transaction(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    """Execute up to `MAX_ACTIONS` actions atomically.

    Raises
    ------
    TransactionConditionFailed
        If a condition fails.
    Unavailable
        If every attempt conflicted with another transaction.
    """
    retry_on_conflict(partial(_write, actions))


def try_transaction(actions: Sequence[TransactWriteItemTypeDef]) -> None:
    """Execute up to `MAX_ACTIONS` actions atomically, in one attempt: the caller reads again before the next.

    Raises
    ------
    RowConflict
        If a condition fails, or another transaction is changing one of the rows.
    """
    try:
        _write(actions)
    except TransactionConditionFailed as failure:
        raise RowConflict from failure


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
