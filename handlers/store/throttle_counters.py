"""Throttle counters in the table: one row per scope, with a stamp for each counted attempt.

Each attempt is checked and counted in one write, so concurrent attempts can't exceed the limit. A stamp is an id: it
contains the time, and the SDK's retry of a write counts once. Expired stamps are removed when the limit is reached, so
the limit holds for any period (a sliding window).

Of some attempts only failures count. Until its outcome is known such an attempt is in flight, and counted: as many may
be at once as may still fail. One that doesn't end, because its function was terminated, never counts as a failure.
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
    from datetime import timedelta

    from handlers.domain.throttling import Limit

# Longer than a function's timeout: the function of an older attempt in flight was terminated.
_IN_FLIGHT_SECONDS = 30
_SHORT_RETRY_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that is counted, or in flight."""

    key: Item
    stamp: str
    period: timedelta


@dataclass(frozen=True, slots=True)
class _LimitReached:
    """The stamps of a row at its limit: counted attempts, and those of them that are in flight."""

    stamps: Collection[str]
    in_flight: Collection[str]


def count_attempt(scope: str, limit: Limit, *, stamp: str | None = None) -> None:
    """Count an attempt, whatever its outcome will be.

    Parameters
    ----------
    scope : str
        The action, network address and account to count attempts for.
    limit : Limit
        The limit of the scope.
    stamp : str, optional
        The attempt's id, if it may be counted again after a crash: it counts once.

    Raises
    ------
    TooManyAttempts
        If the limit is reached; the attempt isn't counted.
    """
    attempt = Attempt(attempts_key(scope), stamp or new_id(), limit.period)
    # Terminates: each iteration removes expired stamps.
    while (reached := _count(attempt, limit.max_attempts)) is not None:
        expired = limit.expired(reached.stamps, now())
        if not expired:
            raise TooManyAttempts(retry_after=max(_SHORT_RETRY_SECONDS, _wait(limit, reached)))
        _remove(attempt.key, expired)


def begin_attempt(scope: str, limit: Limit) -> Attempt:
    """Begin an attempt that counts only if it fails; `fail_attempts` or `undo_attempts` ends it.

    Parameters
    ----------
    scope : str
        The action, network address and account to count failures for.
    limit : Limit
        The limit of the scope.

    Raises
    ------
    TooManyAttempts
        If the limit is reached, or too many attempts are in flight.
    """
    attempt = Attempt(attempts_key(scope), new_id(), limit.period)
    # Terminates: each iteration removes stamps.
    while (reached := _begin(attempt, limit.max_attempts)) is not None:
        outdated = limit.expired(reached.stamps, now()) | _terminated(reached.in_flight)
        if outdated:
            _remove(attempt.key, outdated)
            continue
        if reached.in_flight:
            raise TooManyAttempts(retry_after=_SHORT_RETRY_SECONDS)
        wait = _wait(limit, reached)
        if wait > 0:
            raise TooManyAttempts(retry_after=wait)
        return _begin_alone(attempt, reached)
    return attempt


def fail_attempts(attempts: Sequence[Attempt]) -> None:
    """Count attempts as failures."""
    for attempt in attempts:
        end = number(epoch_seconds(now() + attempt.period))
        _end(attempt, "ADD stamps :stamp DELETE provisional :stamp SET expiresAt = :end", {":end": end})


def undo_attempts(attempts: Sequence[Attempt]) -> None:
    """End attempts without counting them, best effort: if DynamoDB fails, they stay in flight for a while."""
    for attempt in attempts:
        try:
            _end(attempt, "DELETE stamps :stamp, provisional :stamp", {})
        except (BotoCoreError, ClientError, Unavailable) as error:
            message = "Throttle counter not updated; the attempt stays in flight for a while"
            observability.log_warning("THROTTLE_COUNTER_NOT_UPDATED", message, error=type(error).__name__)


def _begin_alone(attempt: Attempt, reached: _LimitReached) -> Attempt:
    """Begin an attempt beyond the free ones, after its wait: one at a time."""
    if _begin(attempt, len(reached.stamps) + 1, alone=True) is not None:
        raise TooManyAttempts(retry_after=_SHORT_RETRY_SECONDS)
    return attempt


def _wait(limit: Limit, reached: _LimitReached) -> int:
    """Return the seconds until the next attempt is allowed."""
    return max(0, math.ceil((limit.next_allowed_at(reached.stamps) - now()).total_seconds()))


def _terminated(in_flight: Collection[str]) -> set[str]:
    return {stamp for stamp in in_flight if decode_time(stamp) <= now() - seconds(_IN_FLIGHT_SECONDS)}


def _count(attempt: Attempt, max_attempts: int) -> _LimitReached | None:
    """Count an attempt, and return None; if the limit is reached, return the row's stamps instead."""
    condition = "attribute_not_exists(stamps) OR size(stamps) < :max"
    return _add(attempt, "stamps :stamp", condition, max_attempts)


def _begin(attempt: Attempt, max_attempts: int, *, alone: bool = False) -> _LimitReached | None:
    """Add an attempt to those in flight, and return None; if it isn't admitted, return the row's stamps instead."""
    condition = "(attribute_not_exists(stamps) OR size(stamps) < :max)"
    condition += " AND attribute_not_exists(provisional)" if alone else ""
    return _add(attempt, "stamps :stamp, provisional :stamp", condition, max_attempts)


def _add(attempt: Attempt, sets: str, condition: str, max_attempts: int) -> _LimitReached | None:
    client = clients.dynamodb()
    try:
        client.update_item(
            TableName=settings.TABLE_NAME.value(),
            Key=attempt.key,
            UpdateExpression=f"ADD {sets} SET expiresAt = :end",
            ConditionExpression=condition,
            ExpressionAttributeValues={
                ":stamp": {"SS": [attempt.stamp]},
                ":end": number(epoch_seconds(now() + attempt.period)),
                ":max": number(max_attempts),
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as error:
        row = cast("dict[str, Item]", error.response)["Item"]
        stamps, in_flight = (row[each]["SS"] if each in row else [] for each in ("stamps", "provisional"))
        # On the SDK's retry of a call that succeeded, the row contains this attempt.
        return None if attempt.stamp in stamps else _LimitReached(stamps, in_flight)
    return None


def _end(attempt: Attempt, update: str, values: Item) -> None:
    clients.dynamodb().update_item(
        TableName=settings.TABLE_NAME.value(),
        Key=attempt.key,
        UpdateExpression=update,
        ExpressionAttributeValues={":stamp": {"SS": [attempt.stamp]}, **values},
    )


def _remove(key: Item, stamps: Collection[str]) -> None:
    clients.dynamodb().update_item(
        TableName=settings.TABLE_NAME.value(),
        Key=key,
        UpdateExpression="DELETE stamps :stamps, provisional :stamps",
        ExpressionAttributeValues={":stamps": {"SS": sorted(stamps)}},
    )
