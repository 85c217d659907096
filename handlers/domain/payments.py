"""Payments: the states of a charge. A key has at most one charge.

::

    unknown ──► charged ──► refunded
        ├─────► declined
        └─────► voided      final: later charges with the key are refused
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handlers.domain.errors import ShopError

if TYPE_CHECKING:
    from decimal import Decimal

    from handlers.domain.products import Currency

type ChargeState = Literal["charged", "declined", "voided", "refunded"]

CHARGE_STATES: tuple[ChargeState, ...] = ("charged", "declined", "voided", "refunded")
# The states of a charge that has a payment id.
STATES_WITH_PAYMENT_ID: frozenset[ChargeState] = frozenset({"charged", "refunded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """The charge of a key, as the payment service reports it.

    Parameters
    ----------
    payment_id : str or None
        A ULID if the charge was made, refunded or not; else None.
    """

    state: ChargeState
    payment_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCharge(Charge):
    """A charge in the payment service's ledger.

    Parameters
    ----------
    key : str
        The caller's idempotency key: it is charged at most once.
    amount : Decimal or None
        The amount to charge; None if the key was voided before any charge.
    """

    key: str
    amount: Decimal | None
    currency: Currency | None
    created_at: str
    updated_at: str


class AnotherPayment(ShopError):
    """The key is that of a charge of another amount or currency: whoever asks has mixed up two payments."""


class NoAnswer(ShopError):
    """The payment service has done what it was asked to, and gives no answer, as ``tok_timeout`` asks for."""
