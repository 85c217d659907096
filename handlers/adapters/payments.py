"""The port to the payment service: a Lambda that is called by name, is shown an API key, and answers at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from handlers.adapters.payment_keys import current_key
from handlers.domain.errors import Misconfigured, PaymentUnanswered, PaymentUnavailable, Unavailable
from handlers.domain.payments import CHARGE_STATES, STATES_WITH_PAYMENT_ID, Charge
from handlers.runtime import deadline, observability, settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import meaning
from handlers.runtime.aws.send_once import NO_WHOLE_ANSWER, NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from handlers.domain.products import Currency

# Throttled, or being updated: Lambda says so before it runs the function.
_NOT_BEGUN = frozenset({409, 429})
_FIRST_SERVER_ERROR = 500
_api_key = current_key()


class _KeyRefused(Exception):
    """The payment service doesn't take our API key, and has done nothing."""


def get_ready() -> None:
    """Read what every call needs, so that what is missing shows before anything is written.

    Raises
    ------
    Unavailable
        If the API key can't be read now.
    Misconfigured
        If a setting, the API key or a permission is missing.
    """
    settings.require(settings.PAYMENT_FUNCTION_NAME)
    _api_key.value()


def charge(key: str, *, amount: Decimal, currency: Currency, token: str) -> Charge:
    """Charge a card, once: the same key again tells of the same charge.

    Parameters
    ----------
    key : str
        What the charge is for: the order's id.
    token : str
        What stands for the card.

    Returns
    -------
    Charge
        ``charged`` or ``declined``; ``voided`` or ``refunded`` if the key was settled or refunded before.

    Raises
    ------
    PaymentUnavailable
        If nothing was charged by this call, and nothing will be.
    PaymentUnanswered
        If it may have charged, or may do so yet.
    Misconfigured
        If a setting, the function, its API key or a permission is missing: nothing was charged.
    """
    return _ask({"action": "charge", "key": key, "amount": f"{amount:f}", "currency": currency, "token": token})


def settle(key: str) -> Charge:
    """Find out for good what became of a charge: one that is not there yet will never be.

    Parameters
    ----------
    key : str
        What it is for: the order's id.

    Returns
    -------
    Charge
        ``charged``, ``declined`` or ``refunded`` as it stands, else ``voided``.

    Raises
    ------
    PaymentUnavailable
        If nothing was done.
    PaymentUnanswered
        If the answer is missing; asking again is safe.
    Misconfigured
        If a setting, the function, its API key or a permission is missing.
    """
    return _ask({"action": "settle", "key": key})


def refund(key: str) -> Charge:
    """Give back what was charged, once; what is not charged yet will never be.

    Parameters
    ----------
    key : str
        What the charge was for: the order's id.

    Returns
    -------
    Charge
        ``refunded``, or ``declined`` or ``voided`` where there was nothing to give back.

    Raises
    ------
    PaymentUnavailable
        If nothing was given back by this call.
    PaymentUnanswered
        If the answer is missing; asking again is safe.
    Misconfigured
        If a setting, the function, its API key or a permission is missing.
    """
    return _ask({"action": "refund", "key": key})


def _ask(event: Mapping[str, str]) -> Charge:
    # The key may have been changed since we read it. A call that was refused has done nothing, and can be made again.
    for find_key in (_api_key.value, _api_key.refresh):
        try:
            return _call(event, find_key)
        except _KeyRefused:
            _warn("PAYMENT_KEY_REFUSED", "The payment service doesn't take our API key", event, "unauthorized")
    raise Misconfigured(f"The payment service doesn't take the API key in {settings.PAYMENT_SECRET_NAME.value()}.")


def _call(event: Mapping[str, str], find_key: Callable[[], str]) -> Charge:
    try:
        payload = json.dumps({**event, "apiKey": find_key()})
    except Unavailable as error:
        raise _unavailable(event, "no API key") from error
    if deadline.is_within(clients.PAYMENT_MILLISECONDS):
        raise _unavailable(event, "no time left")
    try:
        answer = clients.lambda_().invoke(FunctionName=settings.PAYMENT_FUNCTION_NAME.value(), Payload=payload)
        text = answer["Payload"].read()
    except NOT_SENT as error:
        raise _unavailable(event, type(error).__name__) from error
    except NO_WHOLE_ANSWER as error:
        raise _unanswered(event, type(error).__name__) from error
    except ClientError as error:
        raise _meaning(event, error) from error
    if answer.get("FunctionError"):
        raise _unanswered(event, "the function failed")
    return _read(event, text)


def _meaning(event: Mapping[str, str], error: ClientError) -> Exception:
    status, code = error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    # What went wrong inside Lambda may have done so after the function was done.
    if status >= _FIRST_SERVER_ERROR:
        return _unanswered(event, code)
    cause = meaning(error)
    return _unavailable(event, code) if status in _NOT_BEGUN or isinstance(cause, Unavailable) else cause


def _read(event: Mapping[str, str], text: bytes) -> Charge:
    try:
        said = json.loads(text)
        outcome, payment_id = said["outcome"], said.get("paymentId")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _unanswered(event, "no answer of the payment service's") from None
    if outcome == "failed":
        raise _unavailable(event, outcome)
    if outcome == "unauthorized":
        raise _KeyRefused
    # What is to be given back and stays charged was not given back, whatever happened.
    is_kept = event["action"] == "refund" and outcome == "charged"
    if is_kept or outcome not in CHARGE_STATES or isinstance(payment_id, str) != (outcome in STATES_WITH_PAYMENT_ID):
        raise _unanswered(event, "no answer of the payment service's")
    return Charge(state=outcome, payment_id=payment_id)


def _unavailable(event: Mapping[str, str], reason: str) -> PaymentUnavailable:
    _warn("PAYMENT_UNAVAILABLE", "The payment service did nothing", event, reason)
    return PaymentUnavailable()


def _unanswered(event: Mapping[str, str], reason: str) -> PaymentUnanswered:
    _warn("PAYMENT_UNANSWERED", "The payment service gave no answer", event, reason)
    return PaymentUnanswered()


def _warn(name: str, message: str, event: Mapping[str, str], reason: str) -> None:
    # Never the whole event: it holds the card's token.
    observability.log_warning(name, message, key=event["key"], action=event["action"], reason=reason)
