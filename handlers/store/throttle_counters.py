"""Attempts in the table: a row for each thing that is limited, and in it a stamp for each attempt that counts.

An attempt is counted before it is made, in one write under the condition that there is room; so no more are made than
there may be, however many come at once. Its stamp is an id: it says when it was made, and a write that the SDK repeats
counts once. Stamps that no longer count are taken out when there is no room, so the limit holds for any period,
wherever it begins. Of those whose end is still open, the row knows that, too: they may make room in a moment.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.clock import epoch_seconds, now, seconds
from handlers.domain.errors import TooManyAttempts, Unavailable
from handlers.domain.ids import decode_time, new_id
from handlers.runtime import observability, settings
from handlers.runtime.aws import clients
from handlers.store.attributes import number
from handlers.store.keys import Item, attempts_key

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from handlers.domain.throttling import Limit

# Longer than a function takes: what is still open then was cut off, and counts like any other.
_OPEN_SECONDS = 30
_SOON_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted."""

    key: Item
    stamp: str


@dataclass(frozen=True, slots=True)
class _Full:
    """The stamps of a row that has no room, and those of them whose end was open."""

    stamps: Collection[str]
    provisional: Collection[str]


def count_attempt(at: str, limit: Limit, *, provisional: bool = False) -> Attempt:
    """Count an attempt that is about to be made.

    Parameters
    ----------
    at : str
        At what, and by whom.
    limit : Limit
        How many there may be of these.
    provisional : bool
        Whether it will be taken back if it succeeds, or said to count if not.

    Raises
    ------
    TooManyAttempts
        If there were as many already; this one doesn't count.
    """
    attempt = Attempt(attempts_key(at), new_id())
    # Each round takes out some of what was there before, so there is an end to them.
    sets = "stamps :stamp, provisional :stamp" if provisional else "stamps :stamp"
    while (full := _add(attempt, limit, sets)) is not None:
        over = limit.over(full.stamps, now())
        if not over:
            raise TooManyAttempts(retry_after=_wait(limit, full))
        _remove(attempt.key, over)
    return attempt


def undo_attempts(attempts: Sequence[Attempt]) -> None:
    """Let attempts not have been any, as far as DynamoDB answers: the caller goes on in any case."""
    for attempt in attempts:
        _end(attempt, "DELETE stamps :stamp, provisional :stamp")


def keep_attempts(attempts: Sequence[Attempt]) -> None:
    """Say of attempts that they stay counted, as far as DynamoDB answers: they do in any case."""
    for attempt in attempts:
        _end(attempt, "DELETE provisional :stamp")


def _wait(limit: Limit, full: _Full) -> int:
    if any(decode_time(stamp) > now() - seconds(_OPEN_SECONDS) for stamp in full.provisional):
        return _SOON_SECONDS
    return max(1, math.ceil((limit.next_allowed_at(full.stamps) - now()).total_seconds()))


def _add(attempt: Attempt, limit: Limit, sets: str) -> _Full | None:
    """Count an attempt; return what there is if there is no room."""
    client = clients.dynamodb()
    try:
        client.update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=attempt.key,
            UpdateExpression=f"ADD {sets} SET expiresAt = :end",
            ConditionExpression="attribute_not_exists(stamps) OR size(stamps) < :most",
            ExpressionAttributeValues={
                ":stamp": {"SS": [attempt.stamp]},
                ":end": number(epoch_seconds(now() + limit.period)),
                ":most": number(limit.max_attempts),
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as error:
        row = cast("dict[str, Item]", error.response)["Item"]
        full = _Full(row["stamps"]["SS"], row["provisional"]["SS"] if "provisional" in row else [])
        # The SDK repeats a call whose answer got lost: it may have been this very one that took the last room.
        return None if attempt.stamp in full.stamps else full
    return None


def _end(attempt: Attempt, update: str) -> None:
    try:
        clients.dynamodb().update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=attempt.key,
            UpdateExpression=update,
            ExpressionAttributeValues={":stamp": {"SS": [attempt.stamp]}},
        )
    except (BotoCoreError, ClientError, Unavailable) as error:
        message = "An attempt stays counted as it was"
        observability.log_warning("ATTEMPT_NOT_ENDED", message, error=type(error).__name__)


def _remove(key: Item, stamps: Collection[str]) -> None:
    clients.dynamodb().update_item(
        TableName=settings.TABLE_NAME.value(),
        Key=key,
        UpdateExpression="DELETE stamps :stamps, provisional :stamps",
        ExpressionAttributeValues={":stamps": {"SS": sorted(stamps)}},
    )
