"""Conditional updates of single rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from handlers.domain.ids import new_id
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.attributes import text
from handlers.store.conflicts import RowConflict, retry_on_conflict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from handlers.store.keys import Item


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
        answer = client.update_item(
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
    return answer["Attributes"]


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
