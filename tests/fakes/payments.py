"""A fake payment service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers.domain.ids import new_id
from handlers.domain.payments import Charge

if TYPE_CHECKING:
    from decimal import Decimal

    from handlers.adapters.payments.port import PaymentProvider
    from handlers.domain.products import Currency


@dataclass
class FakePaymentProvider:
    """Keeps the charges by key; raises ``error`` instead, if it is set."""

    charges: dict[str, Charge] = field(default_factory=dict)
    error: Exception | None = None

    def check_configuration(self) -> None:
        """Do nothing: nothing is configured."""

    def charge(self, key: str, *, amount: Decimal, currency: Currency, token: str) -> Charge:  # noqa: ARG002  # the port's
        """Charge ``tok_visa``, decline any other token."""
        declined = Charge(state="declined", payment_id=None)
        return self._record(key, Charge(state="charged", payment_id=new_id()) if token == "tok_visa" else declined)

    def settle(self, key: str) -> Charge:
        """Return the charge; void an unknown key."""
        return self._record(key, Charge(state="voided", payment_id=None))

    def refund(self, key: str) -> Charge:
        """Refund the charge; void an unknown key."""
        charge = self.settle(key)
        if charge.state == "charged":
            self.charges[key] = Charge(state="refunded", payment_id=charge.payment_id)
        return self.charges[key]

    def _record(self, key: str, charge: Charge) -> Charge:
        if self.error:
            raise self.error
        return self.charges.setdefault(key, charge)


_implements: type[PaymentProvider] = FakePaymentProvider
