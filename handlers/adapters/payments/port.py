"""The payment port. The order id is the idempotency key of every call, so a retry never charges or refunds twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from decimal import Decimal

    from handlers.domain.payments import Charge
    from handlers.domain.products import Currency


class PaymentProvider(Protocol):
    """A payment service.

    Each method raises `PaymentUnavailable` if the call had no effect, `PaymentOutcomeUnknown` if it may have had one (a
    retry is safe), and `Misconfigured` if a setting, a secret or a permission is missing, and the call had no effect.
    """

    def check_configuration(self) -> None:
        """Read all settings and secrets of a call, so that a missing one is reported before any write.

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
        """Return the final state of a charge. An unknown key is voided, so that later charges are rejected.

        Returns
        -------
        Charge
            ``charged``, ``declined`` or ``refunded``, else ``voided``.
        """
        ...

    def refund(self, key: str) -> Charge:
        """Refund a charge once. An unknown key is voided, so that later charges are rejected.

        Returns
        -------
        Charge
            ``refunded``, or ``declined`` or ``voided`` if there was nothing to refund.
        """
        ...
