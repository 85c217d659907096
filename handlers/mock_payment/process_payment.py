"""The mock payment service. It moves no money, but stores its charges as durably as a real provider.

A request is ``{"action": "charge", "key", "amount", "currency", "token"}``, ``{"action": "settle", "key"}`` or
``{"action": "refund", "key"}``, each with ``apiKey``. The response is ``{"outcome", "paymentId"?}``: the state of the
charge under the key; ``failed`` if the request has no effect, now or later; ``unauthorized`` for a wrong ``apiKey``. A
caller that gets no response can retry any request.
"""

from __future__ import annotations

import hmac
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from handlers.adapters.payments.api_keys import current_key, previous_key
from handlers.domain.payments import Charge, PaymentMismatch, SimulatedTimeout
from handlers.runtime import observability
from handlers.runtime.invocation import event_function
from handlers.store.charges import decline_charge, find_charge, make_charge, refund_charge, void_charge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from handlers.domain.products import Currency
    from handlers.store.charges import LedgerEntry

_APPROVED = "tok_visa"
_APPROVED_WITHOUT_RESPONSE = "tok_timeout"
_FAILING = "tok_error"
_current, _previous = current_key(), previous_key()

type PaymentResponse = dict[str, str]


@event_function("process_payment")
def handler(event: Mapping[str, Any]) -> PaymentResponse:
    """Charge, settle or refund once per key, even if the request is repeated."""
    if not _is_authentic(event.get("apiKey")):
        observability.log_warning("PAYMENT_CALLER_REFUSED", "Wrong API key")
        return {"outcome": "unauthorized"}
    key: str = event["key"]
    match event["action"]:
        case "charge":
            return _charge(key, amount=Decimal(event["amount"]), currency=event["currency"], token=event["token"])
        case "settle":
            return _settle(key)
        case "refund":
            return _refund(key)
    raise ValueError("unknown action")


def _is_authentic(api_key: object) -> bool:
    """Return whether a caller's API key is the current or the previous one."""
    if not isinstance(api_key, str):
        return False
    candidate = api_key.encode(errors="surrogatepass")
    return any(hmac.compare_digest(candidate, key.encode()) for key in _valid_keys())


def _valid_keys() -> Iterator[str]:
    """Yield the valid keys, most likely first; each secret is read lazily."""
    yield _current.value()
    yield _current.refresh()
    for previous in (_previous.value, _previous.refresh):
        key = previous()
        if key is not None:
            yield key


def _charge(key: str, *, amount: Decimal, currency: Currency, token: str) -> PaymentResponse:
    charge = find_charge(key)
    if charge is None and token == _FAILING:
        observability.log_warning("PAYMENT_FAILED", "Payment failed", key=key)
        return {"outcome": "failed"}
    if charge is None:
        charge = _charge_card(key, amount=amount, currency=currency, token=token).charge
    if charge.amount is not None and (charge.amount, charge.currency) != (amount, currency):
        raise PaymentMismatch("The key was used with another amount or currency.")
    return _response(charge)


def _charge_card(key: str, *, amount: Decimal, currency: Currency, token: str) -> LedgerEntry:
    if token not in {_APPROVED, _APPROVED_WITHOUT_RESPONSE}:
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
        if token == _APPROVED_WITHOUT_RESPONSE:
            raise SimulatedTimeout
    return entry


def _settle(key: str) -> PaymentResponse:
    entry = void_charge(key)
    if entry.is_new:
        observability.log("PAYMENT_VOIDED", "Payment voided", key=key)
    return _response(entry.charge)


def _refund(key: str) -> PaymentResponse:
    entry = refund_charge(key)
    if entry.is_new and entry.charge.state == "refunded":
        observability.log("PAYMENT_REFUNDED", "Payment refunded", key=key, paymentId=entry.charge.payment_id)
    elif entry.is_new:
        observability.log("PAYMENT_VOIDED", "Payment voided", key=key)
    return _response(entry.charge)


def _response(charge: Charge) -> PaymentResponse:
    payment_id = {} if charge.payment_id is None else {"paymentId": charge.payment_id}
    return {"outcome": charge.state, **payment_id}
