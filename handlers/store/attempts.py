"""Attempts in the table: a row for each thing that is limited, and in it a stamp for each attempt that counts.

An attempt is counted before it is made, in one write under the condition that there is room; so no more are made than
there may be, however many come at once. Its stamp is an id: it says when it was made, and a write that the SDK repeats
counts once. Stamps that no longer count are taken out when there is no room, so the limit holds for any period,
wherever it begins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.errors import TooManyAttempts
from handlers.domain.ids import new_id
from handlers.runtime import clients, settings
from handlers.store.attributes import number
from handlers.store.keys import Item, attempts_key

if TYPE_CHECKING:
    from collections.abc import Collection

    from handlers.domain.attempts import Limit


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted."""

    key: Item
    stamp: str


def count_attempt(at: str, limit: Limit) -> Attempt:
    """Count an attempt that is about to be made.

    Parameters
    ----------
    at : str
        At what, and by whom.
    limit : Limit
        How many there may be of these.

    Raises
    ------
    TooManyAttempts
        If there were as many already; this one doesn't count.
    Misconfigured
        If a setting is missing.
    """
    attempt = Attempt(attempts_key(at), new_id())
    # Each round takes out some of what was there before, so there is an end to them.
    while (stamps := _add(attempt, limit)) is not None:
        over = limit.over(stamps, now())
        if not over:
            wait = limit.has_room_at(stamps) - now()
            raise TooManyAttempts(retry_after=max(1, math.ceil(wait.total_seconds())))
        _remove(attempt.key, over)
    return attempt


def take_back(attempt: Attempt) -> None:
    """Let an attempt not have been one.

    Raises
    ------
    Misconfigured
        If a setting is missing.
    """
    _remove(attempt.key, {attempt.stamp})


def _add(attempt: Attempt, limit: Limit) -> Collection[str] | None:
    """Count an attempt; return those that there are if there is no room."""
    client = clients.dynamodb()
    try:
        client.update_item(
            TableName=settings.table_name(),
            Key=attempt.key,
            UpdateExpression="ADD stamps :stamp SET expiresAt = :end",
            ConditionExpression="attribute_not_exists(stamps) OR size(stamps) < :most",
            ExpressionAttributeValues={
                ":stamp": {"SS": [attempt.stamp]},
                ":end": number(epoch_seconds(now() + limit.period)),
                ":most": number(limit.most),
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as error:
        stamps = cast("dict[str, Item]", error.response)["Item"]["stamps"]["SS"]
        # The SDK repeats a call whose answer got lost: it may have been this very one that took the last room.
        return None if attempt.stamp in stamps else stamps
    return None


def _remove(key: Item, stamps: Collection[str]) -> None:
    clients.dynamodb().update_item(
        TableName=settings.table_name(),
        Key=key,
        UpdateExpression="DELETE stamps :stamps",
        ExpressionAttributeValues={":stamps": {"SS": sorted(stamps)}},
    )
