"""The payment service's books: one row a key, and every entry under a condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from handlers.domain.clock import now, timestamp
from handlers.domain.ids import new_id
from handlers.domain.payments import ChargeState, RecordedCharge
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.attributes import number, read_decimal, read_optional_text, read_text, text
from handlers.store.keys import Item, charge_key
from handlers.store.updates import ROW_ABSENT, ConditionFailed, Expression, update_row

if TYPE_CHECKING:
    from decimal import Decimal

    from handlers.domain.products import Currency

_CHARGED = Expression("#state = :charged", {":charged": text("charged")})


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under a key now, and whether this call has made it so."""

    charge: RecordedCharge
    is_ours: bool


def find_charge(key: str) -> RecordedCharge | None:
    """Return what stands under a key, or None."""
    answer = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(), Key=charge_key(key), ConsistentRead=True
    )
    item = answer.get("Item")
    return None if item is None else _charge(item)


def make_charge(key: str, *, amount: Decimal, currency: Currency) -> Entry:
    """Charge a key that is unknown.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    payment_id = new_id()
    details = {"amount": number(amount), "currency": text(currency), "paymentId": text(payment_id)}
    entry = _record(key, "charged", details)
    # Somebody may have refunded it before the SDK repeated the call whose answer got lost: it was ours all the same.
    return Entry(entry.charge, is_ours=entry.charge.payment_id == payment_id)


def decline_charge(key: str, *, amount: Decimal, currency: Currency) -> Entry:
    """Note under a key that is unknown that its card was declined.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    return _record(key, "declined", {"amount": number(amount), "currency": text(currency)})


def void_charge(key: str) -> Entry:
    """Void a key that is unknown, so that it is never charged.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    return _record(key, "voided", {})


def refund_charge(key: str) -> Entry:
    """Give back what was charged under a key, or see to it that nothing ever is.

    Raises
    ------
    Unavailable
        If other transactions were always quicker.
    """
    entry = void_charge(key)
    if entry.charge.state != "charged":
        return entry
    return _enter(key, {"state": text("refunded"), "updatedAt": text(timestamp(now()))}, _CHARGED)


def _record(key: str, state: ChargeState, details: Item) -> Entry:
    moment = text(timestamp(now()))
    own = {"key": text(key), "state": text(state), "createdAt": moment, "updatedAt": moment}
    return _enter(key, own | details, ROW_ABSENT)


def _enter(key: str, changes: Item, condition: Expression) -> Entry:
    try:
        row = update_row(charge_key(key), changes, condition)
    except ConditionFailed as other:
        return Entry(_charge(other.row), is_ours=False)
    # There is one: each condition holds for a row that is there, or makes it.
    return Entry(_charge(cast("Item", row)), is_ours=True)


def _charge(item: Item) -> RecordedCharge:
    return RecordedCharge(
        state=cast("ChargeState", read_text(item, "state")),
        payment_id=read_optional_text(item, "paymentId"),
        key=read_text(item, "key"),
        amount=read_decimal(item, "amount") if "amount" in item else None,
        currency=cast("Currency | None", read_optional_text(item, "currency")),
        created_at=read_text(item, "createdAt"),
        updated_at=read_text(item, "updatedAt"),
    )
