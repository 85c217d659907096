"""The payment port. The order id is the idempotency key of every call, so a retry never charges or refunds twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from decimal import Decimal

    from handlers.domain.payments import Charge
    from handlers.domain.products import Currency


class PaymentProvider(Protocol):
    """A payment service.

    Each method raises `PaymentUnavailable` if this call did nothing, `PaymentOutcomeUnknown` if it may have taken
    effect (a retry is safe), and `Misconfigured` if a setting, a secret or a permission is missing and it did nothing.
    """

    def check_configuration(self) -> None:
        """Read everything that a call needs, so that a gap shows before anything is written.

        Raises
        ------
        Unavailable
            If a secret can't be read now.
        """
        ...

    def charge(self, key: str, *, amount: Decimal, currency: Currency, token: str) -> Charge:
        """Charge a card once; the same key returns the same charge.

        Parameters
        ----------
        key : str
            The idempotency key: the order id.
        token : str
            The payment method.

        Returns
        -------
        Charge
            ``charged`` or ``declined``; ``voided`` or ``refunded`` if the key was settled or refunded before.
        """
        ...

    def settle(self, key: str) -> Charge:
        """Return the final state of a charge. A key that is unknown is voided: later charges of it are refused.

        Returns
        -------
        Charge
            ``charged``, ``declined`` or ``refunded``, else ``voided``.
        """
        ...

    def refund(self, key: str) -> Charge:
        """Refund a charge once. A key that is unknown is voided: later charges of it are refused.

        Returns
        -------
        Charge
            ``refunded``, or ``declined`` or ``voided`` if there was nothing to refund.
        """
        ...
