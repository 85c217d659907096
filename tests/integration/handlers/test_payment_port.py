"""The port's result for every end of a call: done, certainly not done, or unknown."""

from __future__ import annotations

import json
from contextlib import nullcontext
from contextvars import Context
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from handlers.adapters.payments import payment_provider
from handlers.domain.errors import Misconfigured, PaymentOutcomeUnknown, PaymentUnavailable, Unavailable
from handlers.domain.payments import Charge
from handlers.runtime import invocation
from handlers.runtime.aws import clients
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_proxy import (
    ErrorResponse,
    Fault,
    Injected,
    always,
    error,
    silent_server,
    unreachable_url,
)
from tests.integration.handlers.paying import KEY, charge, charge_state, payment_events, refund, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Table

ID = "01JD8R2M4N6P8Q0R2S4T6V8W0X"
CALLS = pytest.mark.parametrize("call", [charge, settle, refund], ids=["charge", "settle", "refund"])


def response(content: object) -> ErrorResponse:
    """Return a response that the payment service itself would not send."""
    text = content if isinstance(content, str) else json.dumps(content)
    return ErrorResponse(200, text.encode(), "application/json")


def port_events(log_lines: LogLines) -> list[tuple[str, str]]:
    """Return the port's log events, with their reasons."""
    lines = [line for line in log_lines() if line["event"] in {"PAYMENT_UNAVAILABLE", "PAYMENT_OUTCOME_UNKNOWN"}]
    assert all(line["level"] == "WARN" and line["metadata"]["key"] == KEY for line in lines)
    return [(line["event"], line["metadata"]["reason"]) for line in lines]


def test_a_refund_that_leaves_the_key_charged_is_unknown(payment_proxy: FaultyProxy) -> None:
    payment_proxy.plan = always(response({"outcome": "charged", "paymentId": ID}))

    with pytest.raises(PaymentOutcomeUnknown):
        refund()


@CALLS
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (error("TooManyRequestsException", status=429), "TooManyRequestsException"),
        (error("ThrottlingException", status=400), "ThrottlingException"),
        (error("ResourceConflictException", status=409), "ResourceConflictException"),
        (response({"outcome": "failed"}), "failed"),
    ],
    ids=["throttled", "throttled, other code", "updating", "failed"],
)
def test_a_call_that_was_not_executed_is_unavailable(
    payment_proxy: FaultyProxy,
    table: Table,
    log_lines: LogLines,
    call: Callable[[], Charge],
    fault: Injected,
    reason: str,
) -> None:
    payment_proxy.plan = always(fault)

    with pytest.raises(PaymentUnavailable):
        call()

    assert payment_proxy.seen == ["Invoke"]
    assert table.rows() == {}
    assert port_events(log_lines) == [("PAYMENT_UNAVAILABLE", reason)]


@CALLS
@pytest.mark.parametrize(
    "fault",
    [
        error("ServiceException", status=500),
        ErrorResponse(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html"),
        Fault.LOST_RESPONSE,
        Fault.BROKEN_CONNECTION,
        Fault.TRUNCATED_RESPONSE,
        *map(
            response,
            [
                "",
                "hello",
                None,
                [],
                5,
                {},
                {"outcome": None},
                {"outcome": "paid"},
                {"outcome": ["charged"]},
                {"outcome": "charged"},
                {"outcome": "charged", "paymentId": None},
                {"outcome": "charged", "paymentId": 5},
                {"outcome": "refunded"},
                {"outcome": "voided", "paymentId": ID},
                {"paymentId": ID},
            ],
        ),
    ],
    ids=str,
)
def test_a_call_with_an_unknown_outcome_is_reported_and_never_repeated(
    payment_proxy: FaultyProxy, log_lines: LogLines, call: Callable[[], Charge], fault: Injected
) -> None:
    payment_proxy.plan = always(fault)

    with pytest.raises(PaymentOutcomeUnknown):
        call()

    # The port never retries: the caller decides what to do.
    assert payment_proxy.seen == ["Invoke"]
    assert [event for event, _ in port_events(log_lines)] == ["PAYMENT_OUTCOME_UNKNOWN"]


def test_settle_finds_a_charge_whose_response_was_lost(payment_proxy: FaultyProxy, table: Table) -> None:
    payment_proxy.plan = always(Fault.LOST_RESPONSE)
    with pytest.raises(PaymentOutcomeUnknown):
        charge()
    assert charge_state(table) == "charged"

    payment_proxy.plan = always(None)

    assert settle().state == "charged"
    assert settle() == charge()


def test_settle_voids_a_charge_that_never_arrived(payment_proxy: FaultyProxy, table: Table) -> None:
    payment_proxy.plan = always(Fault.BROKEN_CONNECTION)
    with pytest.raises(PaymentOutcomeUnknown):
        charge()

    payment_proxy.plan = always(None)

    assert settle() == charge() == Charge(state="voided", payment_id=None)


def test_a_failing_function_has_an_unknown_outcome(table: Table, log_lines: LogLines) -> None:
    with pytest.raises(PaymentOutcomeUnknown):
        charge("tok_timeout")

    assert port_events(log_lines) == [("PAYMENT_OUTCOME_UNKNOWN", "the function failed")]


@CALLS
def test_a_read_timeout_has_an_unknown_outcome(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines, call: Callable[[], Charge]
) -> None:
    monkeypatch.setattr(clients, "_PAYMENT_CONFIG", clients._PAYMENT_CONFIG.merge(Config(read_timeout=0.2)))
    with silent_server() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", url)

        with pytest.raises(PaymentOutcomeUnknown):
            call()

    assert port_events(log_lines) == [("PAYMENT_OUTCOME_UNKNOWN", "ReadTimeoutError")]


@CALLS
def test_an_unreachable_service_is_unavailable(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines, call: Callable[[], Charge]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", unreachable_url())

    with pytest.raises(PaymentUnavailable):
        call()

    assert port_events(log_lines) == [("PAYMENT_UNAVAILABLE", "EndpointConnectionError")]


@pytest.mark.parametrize(("milliseconds", "is_sent"), [(0, False), (14_999, False), (15_000, True)])
def test_a_call_that_might_not_end_in_time_is_not_started(
    payment_proxy: FaultyProxy, table: Table, milliseconds: int, is_sent: bool
) -> None:
    def settle_in_time() -> Charge:
        invocation.set_deadline(lambda: milliseconds)
        return payment_provider.settle(KEY)

    if is_sent:
        assert Context().run(settle_in_time).state == "voided"
    else:
        with pytest.raises(PaymentUnavailable):
            Context().run(settle_in_time)
    assert bool(payment_proxy.seen) == bool(table.rows()) == is_sent


@CALLS
def test_an_unknown_function_is_reported_by_name(
    new_process: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines, call: Callable[[], Charge]
) -> None:
    monkeypatch.setenv("PAYMENT_FUNCTION_NAME", "no-such-function")

    with pytest.raises(Misconfigured, match="no-such-function"):
        call()


@pytest.mark.parametrize("code", ["AccessDeniedException", "UnrecognizedClientException"])
def test_a_missing_permission_is_reported_by_name(payment_proxy: FaultyProxy, code: str) -> None:
    payment_proxy.plan = always(error(code, status=403))

    with pytest.raises(Misconfigured, match="ecommerce-local-payment-mock"):
        charge()


def test_a_missing_setting_is_reported_by_name(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAYMENT_FUNCTION_NAME")
    forget_clients()

    with pytest.raises(Misconfigured, match="PAYMENT_FUNCTION_NAME"):
        charge()


def test_both_errors_are_dependency_errors() -> None:
    # So that an uncaught one becomes a 503 with Retry-After.
    assert issubclass(PaymentUnavailable, Unavailable)
    assert issubclass(PaymentOutcomeUnknown, Unavailable)
    assert not issubclass(PaymentOutcomeUnknown, PaymentUnavailable)


def test_no_card_is_logged(payment_proxy: FaultyProxy, table: Table, log_lines: LogLines) -> None:
    for number, token in enumerate(["tok_visa", "tok_declined", "tok_error", "tok_timeout"]):
        key = f"{KEY[:-1]}{number}"
        for fault in (None, Fault.LOST_RESPONSE, error("ServiceException", status=500), response({"token": token})):
            payment_proxy.plan = always(fault)
            with pytest.raises(Unavailable) if fault or number > 1 else nullcontext():
                charge(token, key=key)

    assert payment_events(log_lines)
    assert "tok_" not in json.dumps(log_lines())
