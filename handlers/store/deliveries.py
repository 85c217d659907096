"""What was told of an order, and how: remembered, so that nobody is told twice.

A delivery is claimed before it is tried, and the claim counts the attempt. Whoever is told that nothing was sent gives
the attempt back; whoever isn't told anything doesn't. So what nobody knows the end of is tried twice at most.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain.clock import epoch_seconds, now, timestamp
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.attributes import number, read_integer, read_text, text
from handlers.store.keys import Item, delivery_key
from handlers.store.updates import ROW_ABSENT, ConditionFailed, Expression, revision_in, update_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

MOST_ATTEMPTS = 2
# Longer than it takes to send something and to remember that, with every repeat by the SDK.
CLAIM_SECONDS = 45
_KEPT_SECONDS = 30 * 24 * 3600


class AttemptsUsedUp(Exception):
    """It was tried as often as it may be, and nobody knows whether it was delivered."""


class DeliveryAtWork(Exception):
    """Another process is about to deliver it, or died when it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event of an order, told in one way.

    Parameters
    ----------
    attempts : int
        How often it was tried without being told that nothing was sent.
    claimed_until : int
        Seconds since 1970 until when somebody else is at work on it.
    revision : str or None
        Of the row; None where there is none.
    """

    key: Item
    attempts: int
    is_delivered: bool
    claimed_until: int
    revision: str | None


def find_delivery(order_id: str, event: str, channel: str) -> Delivery:
    """Return what is remembered of a delivery, as last written; one that was never tried has no attempts.

    Parameters
    ----------
    event : str
        What happened to the order, such as ``OrderPlaced``.
    channel : str
        How it is told, such as ``mail``.
    """
    key = delivery_key(order_id, event, channel)
    answer = clients.dynamodb().get_item(TableName=settings.TABLE_NAME.value(), Key=key, ConsistentRead=True)
    item = answer.get("Item")
    if item is None or read_integer(item, "expiresAt") <= epoch_seconds(now()):
        revision = None if item is None else read_text(item, "revision")
        return Delivery(key=key, attempts=0, is_delivered=False, claimed_until=0, revision=revision)
    return _delivery(key, item)


def claim_delivery(delivery: Delivery, *, anew: bool) -> Delivery:
    """Claim a delivery for the next attempt, and count it.

    Parameters
    ----------
    delivery : Delivery
        As it was found, not delivered.
    anew : bool
        Whether the attempts before don't count any more.

    Raises
    ------
    AttemptsUsedUp
        If there were as many as there may be.
    DeliveryAtWork
        If somebody else has claimed it.
    Unavailable
        If other transactions were always quicker.
    """
    moment = epoch_seconds(now())
    if delivery.claimed_until > moment:
        raise DeliveryAtWork
    attempts = 0 if anew else delivery.attempts
    if attempts >= MOST_ATTEMPTS:
        raise AttemptsUsedUp
    changes: dict[str, AttributeValueTypeDef | None] = {
        "attempts": number(attempts + 1),
        "claimedUntil": number(moment + CLAIM_SECONDS),
        "deliveredAt": None,
        "expiresAt": number(moment + _KEPT_SECONDS),
    }
    condition = ROW_ABSENT if delivery.revision is None else revision_in([delivery.revision])
    try:
        row = update_row(delivery.key, changes, condition)
    except ConditionFailed as changed:
        raise DeliveryAtWork from changed
    if row is None:
        raise DeliveryAtWork
    return _delivery(delivery.key, row)


def record_delivery(claimed: Delivery) -> None:
    """Remember that a claimed delivery was made, whoever may have claimed it since.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    _change(claimed, {"deliveredAt": text(timestamp(now())), "claimedUntil": None}, revision_in(None))


def give_back_attempt(claimed: Delivery) -> None:
    """Give back the attempt of a claim, and the claim: nothing was sent.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    _change(claimed, {"attempts": number(claimed.attempts - 1), "claimedUntil": None}, _still(claimed))


def give_up_claim(claimed: Delivery) -> None:
    """Give back a claim, but not its attempt: nobody knows what became of it.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    _change(claimed, {"claimedUntil": None}, _still(claimed))


def _still(claimed: Delivery) -> Expression:
    return revision_in([claimed.revision] if claimed.revision else [])


def _change(claimed: Delivery, changes: Mapping[str, AttributeValueTypeDef | None], condition: Expression) -> None:
    # Whoever has claimed it since counts for themselves.
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
