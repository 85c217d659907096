"""Changing one row, under a condition."""

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
    """A DynamoDB expression and the values it names."""

    expression: str
    values: Mapping[str, AttributeValueTypeDef]

    def __and__(self, other: Expression) -> Expression:
        """Return the condition that both conditions hold."""
        return Expression(f"{self.expression} AND {other.expression}", {**self.values, **other.values})


# There is no such row yet.
ROW_ABSENT = Expression("attribute_not_exists(PK)", {})


class ConditionFailed(Exception):
    """The row is not as the change asks for; nothing was written.

    Parameters
    ----------
    row : Item
        The row as it is.
    """

    def __init__(self, row: Item) -> None:
        super().__init__("the row is not as the change asks for")
        self.row = row


def revision_in(revisions: Sequence[str] | None) -> Expression:
    """Return the condition that the row is still one of these revisions; None stands for any."""
    if revisions is None:
        return Expression("attribute_exists(revision)", {})
    if not revisions:
        # Holds for no row, and not where there is none: an update under it would make one.
        return Expression("attribute_exists(revision) AND attribute_not_exists(revision)", {})
    values = {f":expected{place}": text(revision) for place, revision in enumerate(revisions)}
    return Expression(f"revision IN ({', '.join(values)})", values)


def update_row(key: Item, changes: Mapping[str, AttributeValueTypeDef | None], condition: Expression) -> Item | None:
    """Change a row that has revisions, and give it a new one.

    Parameters
    ----------
    key : Item
        The row's key.
    changes : Mapping
        What its attributes become; None removes one.
    condition : Expression
        Under which it is changed.

    Returns
    -------
    Item or None
        The row as it is now, or None if there is no such row.

    Raises
    ------
    ConditionFailed
        If the condition doesn't hold; the row is as it was.
    Unavailable
        If other transactions were always quicker.
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
    # The SDK repeats a call whose answer got lost: the row may be at our revision already.
    if row and row["revision"]["S"] != revision:
        raise ConditionFailed(row)
    return row
