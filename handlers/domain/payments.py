"""Payments: what becomes of the charge that stands under a key, and only once.

::

    unknown ──► charged ──► refunded
        ├─────► declined
        └─────► voided      for good: whoever charges it later is refused
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
# Those of a charge that was made, which has an id.
STATES_WITH_PAYMENT_ID: frozenset[ChargeState] = frozenset({"charged", "refunded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What the payment service tells of a key.

    Parameters
    ----------
    payment_id : str or None
        A ULID, of a charge that was made, refunded or not.
    """

    state: ChargeState
    payment_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCharge(Charge):
    """A charge as it stands in the payment service's books.

    Parameters
    ----------
    key : str
        The caller's key: nothing is ever charged under it twice.
    amount : Decimal or None
        What was to be charged; None of a key that was voided before anybody said.
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
