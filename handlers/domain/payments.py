"""Payments: the states of a charge.

::

    unknown ──► charged ──► refunded
        ├─────► declined
        └─────► voided      final: a later charge is rejected
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
# These have a payment id.
STATES_WITH_PAYMENT_ID: frozenset[ChargeState] = frozenset({"charged", "refunded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A charge as the payment service returns it.

    Parameters
    ----------
    payment_id : str or None
        The ULID of a charge that was made, refunded or not.
    """

    state: ChargeState
    payment_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCharge(Charge):
    """A charge in the mock's ledger.

    Parameters
    ----------
    key : str
        The idempotency key.
    amount : Decimal or None
        None for a key that was voided before a charge.
    """

    key: str
    amount: Decimal | None
    currency: Currency | None
    created_at: str
    updated_at: str


class PaymentMismatch(ShopError):
    """The key was used with another amount or currency."""


class SimulatedTimeout(ShopError):
    """The charge succeeded, and the response is withheld to simulate a timeout (``tok_timeout``)."""
