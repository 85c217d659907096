"""The ledger of the payment mock: one row per key; every write is conditional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from handlers.domain.clock import now, timestamp
from handlers.domain.ids import new_id
from handlers.domain.payments import ChargeState, RecordedCharge
from handlers.runtime import settings
from handlers.runtime.aws import clients
from handlers.store.items import Item, charge_key, number, read_decimal, read_optional_text, read_text, text
from handlers.store.table import ROW_ABSENT, ConditionFailed, Expression, update_row

if TYPE_CHECKING:
    from decimal import Decimal

    from handlers.domain.products import Currency

_CHARGED = Expression("#state = :charged", {":charged": text("charged")})


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """The charge of a key, and whether this call wrote it."""

    charge: RecordedCharge
    is_new: bool


def find_charge(key: str) -> RecordedCharge | None:
    """Return the charge of a key, or None."""
    response = clients.dynamodb().get_item(
        TableName=settings.TABLE_NAME.value(), Key=charge_key(key), ConsistentRead=True
    )
    item = response.get("Item")
    return None if item is None else _charge(item)


def make_charge(key: str, *, amount: Decimal, currency: Currency) -> LedgerEntry:
    """Record a charge, if the key is unknown.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    payment_id = new_id()
    details = {"amount": number(amount), "currency": text(currency), "paymentId": text(payment_id)}
    entry = _record(key, "charged", details)
    # If the response was lost, the charge may have been refunded before the SDK's retry: this call still wrote it.
    return LedgerEntry(entry.charge, is_new=entry.charge.payment_id == payment_id)


def decline_charge(key: str, *, amount: Decimal, currency: Currency) -> LedgerEntry:
    """Record that the card was declined, if the key is unknown.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return _record(key, "declined", {"amount": number(amount), "currency": text(currency)})


def void_charge(key: str) -> LedgerEntry:
    """Void a key, if it is unknown, so that it is never charged.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    return _record(key, "voided", {})


def refund_charge(key: str) -> LedgerEntry:
    """Refund the charge of a key; void the key if it is unknown.

    Raises
    ------
    Unavailable
        If every attempt conflicted with another transaction.
    """
    entry = void_charge(key)
    if entry.charge.state != "charged":
        return entry
    return _write(key, {"state": text("refunded"), "updatedAt": text(timestamp(now()))}, _CHARGED)


def _record(key: str, state: ChargeState, details: Item) -> LedgerEntry:
    moment = text(timestamp(now()))
    own = {"key": text(key), "state": text(state), "createdAt": moment, "updatedAt": moment}
    return _write(key, own | details, ROW_ABSENT)


def _write(key: str, changes: Item, condition: Expression) -> LedgerEntry:
    try:
        row = update_row(charge_key(key), changes, condition)
    except ConditionFailed as failure:
        return LedgerEntry(_charge(failure.row), is_new=False)
    # Never None: under either condition the row exists or is created.
    return LedgerEntry(_charge(cast("Item", row)), is_new=True)


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
