"""Throttle counters in the table: one row per scope, with a stamp for each counted attempt.

An attempt is counted before it is made, in one write on condition that the limit isn't reached, so concurrent attempts
can't exceed the limit. The stamp is an id: it contains the time, and the SDK's retry of a write counts once. Expired
stamps are removed when the limit is reached, so the limit holds for any period (a sliding window). A provisional
attempt is one whose outcome isn't known yet: it may soon be undone, which allows another attempt.
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
from handlers.store.items import Item, attempts_key, number

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from handlers.domain.throttling import Limit

# Longer than a function's timeout: the function of an older provisional attempt was terminated, so the attempt counts.
_PROVISIONAL_SECONDS = 30
_SHORT_RETRY_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt."""

    key: Item
    stamp: str


@dataclass(frozen=True, slots=True)
class _LimitReached:
    """The stamps of a row at its limit, and those that are provisional."""

    stamps: Collection[str]
    provisional: Collection[str]


def count_attempt(scope: str, limit: Limit, *, provisional: bool = False) -> Attempt:
    """Count an attempt that is about to be made.

    Parameters
    ----------
    scope : str
        The action, network address and account to count attempts for.
    limit : Limit
        The limit of the scope.
    provisional : bool
        Whether `undo_attempts` or `keep_attempts` will be called once the outcome is known.

    Raises
    ------
    TooManyAttempts
        If the limit is reached; the attempt isn't counted.
    """
    attempt = Attempt(attempts_key(scope), new_id())
    # Terminates: each iteration removes expired stamps.
    sets = "stamps :stamp, provisional :stamp" if provisional else "stamps :stamp"
    while (reached := _add(attempt, limit, sets)) is not None:
        expired = limit.expired(reached.stamps, now())
        if not expired:
            raise TooManyAttempts(retry_after=_wait(limit, reached))
        _remove(attempt.key, expired)
    return attempt


def undo_attempts(attempts: Sequence[Attempt]) -> None:
    """Undo attempts, best effort: if DynamoDB fails, they stay counted."""
    for attempt in attempts:
        _end(attempt, "DELETE stamps :stamp, provisional :stamp")


def keep_attempts(attempts: Sequence[Attempt]) -> None:
    """Mark attempts as no longer provisional, best effort: they stay counted in any case."""
    for attempt in attempts:
        _end(attempt, "DELETE provisional :stamp")


def _wait(limit: Limit, reached: _LimitReached) -> int:
    if any(decode_time(stamp) > now() - seconds(_PROVISIONAL_SECONDS) for stamp in reached.provisional):
        return _SHORT_RETRY_SECONDS
    return max(1, math.ceil((limit.next_allowed_at(reached.stamps) - now()).total_seconds()))


def _add(attempt: Attempt, limit: Limit, sets: str) -> _LimitReached | None:
    """Count an attempt, and return None; if the limit is reached, return the row's stamps instead."""
    client = clients.dynamodb()
    try:
        client.update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=attempt.key,
            UpdateExpression=f"ADD {sets} SET expiresAt = :end",
            ConditionExpression="attribute_not_exists(stamps) OR size(stamps) < :max",
            ExpressionAttributeValues={
                ":stamp": {"SS": [attempt.stamp]},
                ":end": number(epoch_seconds(now() + limit.period)),
                ":max": number(limit.max_attempts),
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as error:
        row = cast("dict[str, Item]", error.response)["Item"]
        reached = _LimitReached(row["stamps"]["SS"], row["provisional"]["SS"] if "provisional" in row else [])
        # On the SDK's retry of a call that succeeded, the row contains this attempt.
        return None if attempt.stamp in reached.stamps else reached
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
        message = "Throttle counter not updated; the attempt stays counted"
        observability.log_warning("THROTTLE_COUNTER_NOT_UPDATED", message, error=type(error).__name__)


def _remove(key: Item, stamps: Collection[str]) -> None:
    clients.dynamodb().update_item(
        TableName=settings.TABLE_NAME.value(),
        Key=key,
        UpdateExpression="DELETE stamps :stamps, provisional :stamps",
        ExpressionAttributeValues={":stamps": {"SS": sorted(stamps)}},
    )
