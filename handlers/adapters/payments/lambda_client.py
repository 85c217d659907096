"""Client of a payment service that is a Lambda function; an API key authenticates the shop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from handlers.adapters.payments.api_keys import current_key
from handlers.domain.errors import Misconfigured, PaymentOutcomeUnknown, PaymentUnavailable, Unavailable
from handlers.domain.payments import CHARGE_STATES, STATES_WITH_PAYMENT_ID, Charge
from handlers.runtime import invocation, observability, settings
from handlers.runtime.aws import clients
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.aws.send_once import NO_COMPLETE_RESPONSE, NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from handlers.domain.products import Currency

# Throttled or being updated: Lambda rejects the call before it runs the function.
_NOT_STARTED = frozenset({409, 429})
_FIRST_SERVER_ERROR = 500


class _KeyRejected(Exception):
    """The payment service rejected our API key; the call had no effect."""


class LambdaPaymentClient:
    """The `PaymentProvider` that invokes the function ``PAYMENT_FUNCTION_NAME``."""

    def __init__(self) -> None:
        self._api_key = current_key()

    def check_configuration(self) -> None:
        """Read the function's name and its API key."""
        settings.require(settings.PAYMENT_FUNCTION_NAME)
        self._api_key.value()

    def charge(self, key: str, *, amount: Decimal, currency: Currency, token: str) -> Charge:
        """Charge a card once."""
        request = {"action": "charge", "key": key, "amount": f"{amount:f}", "currency": currency, "token": token}
        return self._request(request)

    def settle(self, key: str) -> Charge:
        """Return the final state of a charge."""
        return self._request({"action": "settle", "key": key})

    def refund(self, key: str) -> Charge:
        """Refund a charge once."""
        return self._request({"action": "refund", "key": key})

    def _request(self, request: Mapping[str, str]) -> Charge:
        # The key may have been rotated since we read it. A rejected call had no effect, so a retry is safe.
        for find_key in (self._api_key.value, self._api_key.refresh):
            try:
                return _invoke(request, find_key)
            except _KeyRejected:
                _warn("PAYMENT_KEY_REJECTED", "The payment service rejected our API key", request, "unauthorized")
        raise Misconfigured(f"The payment service rejects the API key in {settings.PAYMENT_SECRET_NAME.value()}.")


def _invoke(request: Mapping[str, str], find_key: Callable[[], str]) -> Charge:
    try:
        payload = json.dumps({**request, "apiKey": find_key()})
    except Unavailable as error:
        raise _unavailable(request, "no API key") from error
    if invocation.ends_within(clients.PAYMENT_MILLISECONDS):
        raise _unavailable(request, "out of time")
    try:
        response = clients.lambda_().invoke(FunctionName=settings.PAYMENT_FUNCTION_NAME.value(), Payload=payload)
        body = response["Payload"].read()
    except NOT_SENT as error:
        raise _unavailable(request, type(error).__name__) from error
    except NO_COMPLETE_RESPONSE as error:
        raise _outcome_unknown(request, type(error).__name__) from error
    except ClientError as error:
        raise _translate(request, error) from error
    if response.get("FunctionError"):
        raise _outcome_unknown(request, "the function failed")
    return _read_response(request, body)


def _translate(request: Mapping[str, str], error: ClientError) -> Exception:
    status, code = error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    # Lambda may fail after the function has finished.
    if status >= _FIRST_SERVER_ERROR:
        return _outcome_unknown(request, code)
    cause = translate_error(error)
    return _unavailable(request, code) if status in _NOT_STARTED or isinstance(cause, Unavailable) else cause


def _read_response(request: Mapping[str, str], body: bytes) -> Charge:
    try:
        response = json.loads(body)
        outcome, payment_id = response["outcome"], response.get("paymentId")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _outcome_unknown(request, "malformed response") from None
    if outcome == "failed":
        raise _unavailable(request, outcome)
    if outcome == "unauthorized":
        raise _KeyRejected
    # A refund whose charge is still ``charged`` failed.
    not_refunded = request["action"] == "refund" and outcome == "charged"
    if (
        not_refunded
        or outcome not in CHARGE_STATES
        or isinstance(payment_id, str) != (outcome in STATES_WITH_PAYMENT_ID)
    ):
        raise _outcome_unknown(request, "malformed response")
    return Charge(state=outcome, payment_id=payment_id)


def _unavailable(request: Mapping[str, str], reason: str) -> PaymentUnavailable:
    _warn("PAYMENT_UNAVAILABLE", "The payment service did nothing", request, reason)
    return PaymentUnavailable()


def _outcome_unknown(request: Mapping[str, str], reason: str) -> PaymentOutcomeUnknown:
    _warn("PAYMENT_OUTCOME_UNKNOWN", "The outcome of the payment request is unknown", request, reason)
    return PaymentOutcomeUnknown()


def _warn(name: str, message: str, request: Mapping[str, str], reason: str) -> None:
    # Never the whole request, because it contains the payment token and the API key.
    observability.log_warning(name, message, key=request["key"], action=request["action"], reason=reason)
