"""The payment service, or the table after a payment, fails while an order is placed or cancelled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from handlers.domain.ids import new_id
from handlers.runtime.aws import clients
from tests.integration.handlers.buying import (
    ADA,
    DESKS,
    IDEMPOTENCY_KEY,
    add_to_cart,
    assert_undone,
    cancel,
    cart_quantities,
    create_desks,
    get,
    is_replay,
    key_record,
    order,
    order_id,
    placed_orders,
    refund_of,
    settle,
    stock,
)
from tests.integration.handlers.calling import call
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_proxy import (
    ErrorResponse,
    Fault,
    FaultyProxy,
    always,
    cancelled,
    error,
    silent_server,
    unreachable_url,
)
from tests.integration.handlers.paying import charge_state
from tests.support.requests import order_request

if TYPE_CHECKING:
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.faulty_proxy import Injected, Plan
    from tests.integration.handlers.table import Table

UNAVAILABLE = (503, "unavailable")
INTERNAL_ERROR = (500, "internal-error")
IN_FLIGHT = (409, "request-in-flight")
FAILED_RESPONSE = ErrorResponse(200, json.dumps({"outcome": "failed"}).encode(), "application/json")
NULL_RESPONSE = ErrorResponse(200, b"null", "application/json")


def assert_nothing_left(table: Table, product_id: str) -> None:
    """Assert that Ada's order is cancelled, her idempotency key free, and everything else unchanged."""
    (made,) = placed_orders(table)
    assert get(ADA, made).body["status"] == "cancelled"
    assert (stock(table, product_id), cart_quantities(ADA)) == (DESKS, {product_id: 1})
    assert (charge_state(table, made), key_record(table)) == (None, None)


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (error("TooManyRequestsException", status=429), UNAVAILABLE),
        (error("ResourceConflictException", status=409), UNAVAILABLE),
        (FAILED_RESPONSE, UNAVAILABLE),
        (error("AccessDeniedException", status=403), INTERNAL_ERROR),
        (error("ResourceNotFoundException", status=404), INTERNAL_ERROR),
    ],
    ids=["throttled", "updating", "failed", "not allowed", "missing"],
)
def test_an_order_is_cancelled_if_its_charge_certainly_failed(
    payment_proxy: FaultyProxy, table: Table, fault: Injected, problem: tuple[int, str]
) -> None:
    # Given a payment service that reports that it did nothing
    product_id = create_desks()
    add_to_cart(ADA, product_id)
    payment_proxy.plan = always(fault)

    assert order(ADA, product_id, 2, key=IDEMPOTENCY_KEY).problem == problem

    assert_nothing_left(table, product_id)
    # And the same request succeeds once the service works
    payment_proxy.plan = always(None)
    again = order(ADA, product_id, 2, key=IDEMPOTENCY_KEY)
    assert (again.status, is_replay(again)) == (201, False)


def test_an_order_is_cancelled_if_the_payment_service_is_unreachable(
    new_process: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    product_id = create_desks()
    add_to_cart(ADA, product_id)
    forget_clients()
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", unreachable_url())

    assert order(ADA, product_id, 2, key=IDEMPOTENCY_KEY).problem == UNAVAILABLE
    assert_nothing_left(new_process, product_id)


def test_a_missing_payment_function_is_logged_by_name_and_leaves_nothing(
    table: Table, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    product_id = create_desks()
    add_to_cart(ADA, product_id)
    monkeypatch.setenv("PAYMENT_FUNCTION_NAME", "no-such-function")

    assert order(ADA, product_id, 2, key=IDEMPOTENCY_KEY).problem == INTERNAL_ERROR

    assert_nothing_left(table, product_id)
    (line,) = [line for line in log_lines() if line["level"] == "ERROR"]
    assert "no-such-function" in line["message"]


def test_an_order_without_time_for_its_payment_is_not_charged(payment_proxy: FaultyProxy, table: Table) -> None:
    product_id = create_desks()
    add_to_cart(ADA, product_id)

    body, headers = order_request((product_id, 2)), {"Idempotency-Key": IDEMPOTENCY_KEY}
    response = call("createOrder", body=body, headers=headers, caller=ADA, seconds=14)

    assert (response.problem, payment_proxy.seen) == (UNAVAILABLE, [])
    assert_nothing_left(table, product_id)


@pytest.mark.parametrize(
    ("fault", "charged"),
    [
        (error("ServiceException", status=500), False),
        (Fault.BROKEN_CONNECTION, False),
        (Fault.TRUNCATED_RESPONSE, False),
        (NULL_RESPONSE, False),
        (Fault.LOST_RESPONSE, True),
    ],
    ids=["server error", "connection broken", "truncated response", "null response", "response lost"],
)
def test_an_order_with_an_unknown_payment_outcome_is_pending_until_it_is_settled(
    payment_proxy: FaultyProxy, table: Table, fault: Injected, charged: bool
) -> None:
    product_id = create_desks()
    add_to_cart(ADA, product_id)
    payment_proxy.plan = always(fault)

    response = order(ADA, product_id, 2, key=IDEMPOTENCY_KEY)

    assert (response.status, response.body["status"]) == (202, "pending")
    assert (stock(table, product_id), cart_quantities(ADA)) == (DESKS - 2, {product_id: 1})
    payment_proxy.plan = always(None)
    settle()
    status, left = ("processing", {}) if charged else ("cancelled", {product_id: 1})
    again = order(ADA, product_id, 2, key=IDEMPOTENCY_KEY)
    assert (again.status, is_replay(again), again.body["status"]) == (202, True, status)
    assert (stock(table, product_id), cart_quantities(ADA)) == (DESKS - 2 if charged else DESKS, left)
    assert payment_proxy.seen == ["Invoke", "Invoke"]


def test_a_silent_payment_service_times_out_early(new_process: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    product_id = create_desks()
    forget_clients()
    monkeypatch.setattr(clients, "_PAYMENT_CONFIG", clients._PAYMENT_CONFIG.merge(Config(read_timeout=0.2)))
    with silent_server() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", url)

        assert order(ADA, product_id).body["status"] == "pending"


def after_the_first(fault: Injected, operation: str = "TransactWriteItems") -> Plan:
    """Return a plan that applies a fault to every request of an operation but the first."""
    return lambda requested, number: fault if requested == operation and number > 0 else None


DOWN: dict[str, Injected] = {
    "throttled": error("ProvisionedThroughputExceededException"),
    "server error": error("InternalServerError", status=500),
    "connection broken": Fault.BROKEN_CONNECTION,
    "responses lost": Fault.LOST_RESPONSE,
    "always busy": cancelled("TransactionConflict"),
}


@pytest.mark.parametrize(
    ("card", "end"),
    [("tok_visa", (201, "processing")), ("tok_declined", (402, "cancelled")), ("tok_error", (503, "cancelled"))],
    ids=["charged", "declined", "failed"],
)
@pytest.mark.parametrize("down", DOWN.values(), ids=DOWN)
def test_an_order_is_settled_later_if_the_table_fails_after_the_payment(
    aws_proxy: FaultyProxy, table: Table, down: Injected, card: str, end: tuple[int, str]
) -> None:
    # Given a table whose writes fail after the payment
    product_id, (status, state_of_order) = create_desks(), end
    del aws_proxy.seen[:]
    aws_proxy.plan = after_the_first(down)

    assert order(ADA, product_id, 2, token=card, key=IDEMPOTENCY_KEY).problem == UNAVAILABLE

    # When it recovers, and settle has run
    aws_proxy.plan = always(None)
    settle()

    # Then the order has its payment's outcome, and so has the replay, unless the request is processed again
    (made,) = placed_orders(table)
    assert get(ADA, made).body["status"] == state_of_order
    assert stock(table, product_id) == (DESKS - 2 if status == 201 else DESKS)
    again = order(ADA, product_id, 2, token=card, key=IDEMPOTENCY_KEY)
    assert again.status == status
    assert is_replay(again) == (status != 503)


def test_a_pending_order_whose_response_was_not_stored_is_in_progress(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given an order whose payment outcome is unknown and couldn't be stored
    product_id = create_desks()
    del aws_proxy.seen[:]
    # The first write is the payment service's: it uses the same table
    aws_proxy.plan = after_the_first(error("InternalServerError", status=500), "UpdateItem")
    assert order(ADA, product_id, 2, token="tok_timeout", key=IDEMPOTENCY_KEY).problem == UNAVAILABLE
    aws_proxy.plan = always(None)

    # When the request is retried, before settle and after
    assert order(ADA, product_id, 2, token="tok_timeout", key=IDEMPOTENCY_KEY).problem == IN_FLIGHT
    settle()
    again = order(ADA, product_id, 2, token="tok_timeout", key=IDEMPOTENCY_KEY)

    # Then there is one order, and it is paid for
    assert (again.status, again.body["status"], is_replay(again)) == (201, "processing", True)
    assert placed_orders(table) == [again.body["orderId"]]


def test_an_order_is_cancelled_without_time_for_its_refund(payment_proxy: FaultyProxy, table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)
    del payment_proxy.seen[:]

    response = call("cancelOrder", path={"id": made}, caller=ADA, seconds=14)

    assert (response.status, payment_proxy.seen) == (200, [])
    row = refund_of(table, made)
    assert row is not None
    assert row["refund"] == "due"
    settle()
    assert_undone(table, product_id, made)


@pytest.mark.parametrize("down", DOWN.values(), ids=DOWN)
def test_a_failed_cancellation_can_be_retried(aws_proxy: FaultyProxy, table: Table, down: Injected) -> None:
    product_id, key = create_desks(), new_id()
    made = order(ADA, product_id, 2, key=key).body["orderId"]
    aws_proxy.plan = always(down, "TransactWriteItems")

    assert cancel(ADA, made).problem == UNAVAILABLE

    aws_proxy.plan = always(None)
    assert cancel(ADA, made).body["status"] == "cancelled"
    settle()
    assert_undone(table, product_id, made)
