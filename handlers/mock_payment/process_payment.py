"""The payment service: a mock that moves no money, and keeps its books as durably as one that does.

An event is ``{"action": "charge", "key", "amount", "currency", "token"}``, ``{"action": "settle", "key"}`` or
``{"action": "refund", "key"}``, each with the ``apiKey`` that opens the service. The answer is ``{"outcome",
"paymentId"?}``: the state of what stands under the key now, or, where the service has done nothing and will not,
``failed``, or ``unauthorized`` to another ``apiKey``. Whoever gets no answer may ask again, in any way.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from handlers.domain.payments import AnotherPayment, Charge, NoAnswer
from handlers.mock_payment.callers import is_known
from handlers.runtime import observability
from handlers.runtime.event_function import event_function
from handlers.store.charges import decline_charge, find_charge, make_charge, refund_charge, void_charge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.domain.products import Currency
    from handlers.store.charges import LedgerEntry

_PAYS = "tok_visa"
_PAYS_AND_SAYS_NOTHING = "tok_timeout"
_FAILS = "tok_error"

type Answer = dict[str, str]


@event_function("process_payment")
def handler(event: Mapping[str, Any]) -> Answer:
    """Do what is asked for under the key, once, however often it is asked for."""
    if not is_known(event.get("apiKey")):
        observability.log_warning("PAYMENT_CALLER_REFUSED", "The API key is not the payment service's")
        return {"outcome": "unauthorized"}
    key: str = event["key"]
    match event["action"]:
        case "charge":
            return _charge(key, amount=Decimal(event["amount"]), currency=event["currency"], token=event["token"])
        case "settle":
            return _settle(key)
        case "refund":
            return _refund(key)
    raise ValueError("the payment service has no such action")


def _charge(key: str, *, amount: Decimal, currency: Currency, token: str) -> Answer:
    known = find_charge(key)
    if known is None and token == _FAILS:
        observability.log_warning("PAYMENT_FAILED", "Payment failed", key=key)
        return {"outcome": "failed"}
    if known is None:
        entry = _try_card(key, amount=amount, currency=currency, token=token)
        known = entry.charge
    if known.amount is not None and (known.amount, known.currency) != (amount, currency):
        raise AnotherPayment("The key is that of another amount or currency.")
    return _answer(known)


def _try_card(key: str, *, amount: Decimal, currency: Currency, token: str) -> LedgerEntry:
    if token not in {_PAYS, _PAYS_AND_SAYS_NOTHING}:
        entry = decline_charge(key, amount=amount, currency=currency)
        if entry.is_new:
            observability.log("PAYMENT_DECLINED", "Payment declined", key=key, amount=amount, currency=currency)
        return entry
    entry = make_charge(key, amount=amount, currency=currency)
    if entry.is_new:
        payment_id = entry.charge.payment_id
        observability.log(
            "PAYMENT_PROCESSED", "Payment processed", key=key, paymentId=payment_id, amount=amount, currency=currency
        )
        observability.count("PaymentProcessed")
        if token == _PAYS_AND_SAYS_NOTHING:
            raise NoAnswer
    return entry


def _settle(key: str) -> Answer:
    entry = void_charge(key)
    if entry.is_new:
        observability.log("PAYMENT_VOIDED", "Payment voided", key=key)
    return _answer(entry.charge)


def _refund(key: str) -> Answer:
    entry = refund_charge(key)
    if entry.is_new and entry.charge.state == "refunded":
        observability.log("PAYMENT_REFUNDED", "Payment refunded", key=key, paymentId=entry.charge.payment_id)
    elif entry.is_new:
        observability.log("PAYMENT_VOIDED", "Payment voided", key=key)
    return _answer(entry.charge)


def _answer(charge: Charge) -> Answer:
    identified = {} if charge.payment_id is None else {"paymentId": charge.payment_id}
    return {"outcome": charge.state, **identified}
