"""Delivery records: each notification is delivered once per channel.

A delivery is claimed before it is attempted, and the claim counts the attempt. An attempt that sent nothing is
released; one with an unknown outcome stays counted. So a delivery with unknown outcomes is attempted at most twice, and
an e-mail that its receiver can request again only once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.clock import epoch_seconds, now, timestamp
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import Item, delivery_key, number, read_integer, read_text, text
from handlers.store.table import ROW_ABSENT, ConditionFailed, Expression, revision_in, update_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

MAX_ATTEMPTS = 2
# Longer than sending and recording take, with every retry by the SDK.
CLAIM_SECONDS = 45
_RETENTION_SECONDS = 30 * 24 * 3600


class AttemptsExhausted(Exception):
    """The delivery has used all its attempts and their outcome is unknown."""


class DeliveryInProgress(Exception):
    """Another process has claimed the delivery and may have died since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event of an order, or one e-mail request, on one channel.

    Parameters
    ----------
    attempts : int
        Attempts whose outcome is unknown.
    claimed_until : int
        When the current claim ends, in seconds since 1970.
    revision : str or None
        The row's revision; None if there is no row.
    """

    key: Item
    attempts: int
    is_delivered: bool
    claimed_until: int
    revision: str | None


def find_delivery(partition: str, event: str, channel: str) -> Delivery:
    """Return a delivery record, read consistently; if there is no row, a record without attempts.

    Parameters
    ----------
    partition : str
        The partition of the notification's order or e-mail request.
    event : str
        The event, such as ``OrderPlaced``.
    channel : str
        The channel's name, such as ``mail``.
    """
    key = delivery_key(partition, event, channel)
    response = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    item = response.get("Item")
    if item is None or read_integer(item, "expiresAt") <= epoch_seconds(now()):
        revision = None if item is None else read_text(item, "revision")
        return Delivery(key=key, attempts=0, is_delivered=False, claimed_until=0, revision=revision)
    return _delivery(key, item)


def claim_delivery(delivery: Delivery, *, reset_attempts: bool, max_attempts: int = MAX_ATTEMPTS) -> Delivery:
    """Claim a delivery for the next attempt, and count it.

    Parameters
    ----------
    delivery : Delivery
        An undelivered record, as found.
    reset_attempts : bool
        Whether to ignore earlier attempts.
    max_attempts : int
        The maximum number of attempts with an unknown outcome.

    Raises
    ------
    AttemptsExhausted
        If no attempt is left.
    DeliveryInProgress
        If another process has claimed it.
    Unavailable
        If every attempt conflicted with another write.
    """
    moment = epoch_seconds(now())
    if delivery.claimed_until > moment:
        raise DeliveryInProgress
    attempts = 0 if reset_attempts else delivery.attempts
    if attempts >= max_attempts:
        raise AttemptsExhausted
    changes: dict[str, AttributeValueTypeDef | None] = {
        "attempts": number(attempts + 1),
        "claimedUntil": number(moment + CLAIM_SECONDS),
        "deliveredAt": None,
        "expiresAt": number(moment + _RETENTION_SECONDS),
    }
    condition = ROW_ABSENT if delivery.revision is None else revision_in([delivery.revision])
    try:
        row = update_row(delivery.key, changes, condition)
    except ConditionFailed as changed:
        raise DeliveryInProgress from changed
    if row is None:
        raise DeliveryInProgress
    return _delivery(delivery.key, row)


def record_delivery(claimed: Delivery) -> None:
    """Record that a claimed delivery succeeded, even if another process has claimed it since.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another write.
    """
    _change(claimed, {"deliveredAt": text(timestamp(now())), "claimedUntil": None}, revision_in(None))


def record_dead_letter(partition: str, event: str, channel: str) -> None:
    """Record that a delivery waits in the dead-letter queue; one that was never claimed has no row.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another write.
    """
    update_row(delivery_key(partition, event, channel), {"deadLetteredAt": text(timestamp(now()))}, revision_in(None))


def release_attempt(claimed: Delivery) -> None:
    """Release a claim and its attempt: nothing was sent.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another write.
    """
    _change(claimed, {"attempts": number(claimed.attempts - 1), "claimedUntil": None}, _unchanged(claimed))


def release_claim(claimed: Delivery) -> None:
    """Release a claim and keep its attempt counted: the outcome is unknown.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another write.
    """
    _change(claimed, {"claimedUntil": None}, _unchanged(claimed))


def _unchanged(claimed: Delivery) -> Expression:
    return revision_in([claimed.revision] if claimed.revision else [])


def _change(claimed: Delivery, changes: Mapping[str, AttributeValueTypeDef | None], condition: Expression) -> None:
    # A later claim has its own count.
    with suppress(ConditionFailed):
        update_row(claimed.key, changes, condition)


def _delivery(key: Item, item: Item) -> Delivery:
    return Delivery(
        key=key,
        attempts=read_integer(item, "attempts"),
        is_delivered="deliveredAt" in item,
        claimed_until=read_integer(item, "claimedUntil") if "claimedUntil" in item else 0,
        revision=read_text(item, "revision"),
    )
