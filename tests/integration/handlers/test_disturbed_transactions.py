"""Transaction conflicts, injected by the proxy: no engine here raises them as DynamoDB does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.store import table as rows
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, sign_up
from tests.integration.handlers.buying import get, set_status, settle
from tests.integration.handlers.calling import call, send
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.faulty_proxy import FaultyProxy, always, cancelled, error, first
from tests.lambda_events import ADMIN, CUSTOMER

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

UNAVAILABLE = (503, "unavailable")
CREDENTIALS = {"email": ADA["email"], "password": ADA["password"]}
GRACE = {**ADA, "email": "grace@example.com"}
# The cart and order operations that write, with the number of their transactions.
TRANSACTIONS = {
    "addCartItem": 1,
    "updateCartItem": 1,
    "removeCartItem": 1,
    "clearCart": 1,
    "createOrder": 2,
    "cancelOrder": 1,
    "updateOrderStatus": 1,
}
PASSWORDS = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}


@pytest.mark.parametrize("times", [1, 3])
def test_a_registration_is_retried_after_a_conflict(aws_proxy: FaultyProxy, times: int) -> None:
    aws_proxy.plan = first(times, cancelled("TransactionConflict", "None"), "TransactWriteItems")

    assert call("registerUser", body=ADA).status == 201
    assert aws_proxy.seen == ["UpdateItem", *["TransactWriteItems"] * (times + 1)]


@pytest.mark.parametrize("operation_id", ["loginUser", "changePassword"])
def test_a_session_change_is_retried_after_a_conflict(aws_proxy: FaultyProxy, operation_id: str) -> None:
    # Given that the next transaction conflicts with another
    login = sign_up()
    del aws_proxy.seen[:]
    aws_proxy.plan = first(1, cancelled("None", "TransactionConflict"), "TransactWriteItems")

    body = CREDENTIALS if operation_id == "loginUser" else PASSWORDS
    response = call(operation_id, body=body, caller=login.caller)

    assert response.status in {200, 204}
    assert aws_proxy.seen.count("TransactWriteItems") == 2


def test_an_edit_is_retried_after_a_conflict(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given a product whose write conflicts twice with a transaction
    product_id = catalog.create_id()
    del aws_proxy.seen[:]
    aws_proxy.plan = first(2, cancelled("None", "TransactionConflict"), "TransactWriteItems")

    response = catalog.put(product_id, {**catalog.DESK, "name": "Oak desk"})

    assert response.body["name"] == "Oak desk"
    assert aws_proxy.seen == ["BatchGetItem", *["BatchGetItem", "TransactWriteItems"] * 3]


def test_an_edit_that_always_conflicts_is_a_503(
    aws_proxy: FaultyProxy, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_FIRST_WAIT_SECONDS", 0)
    product_id = catalog.create_id()
    before = table.rows()
    del aws_proxy.seen[:]
    aws_proxy.plan = always(cancelled("None", "TransactionConflict"), "TransactWriteItems")

    response = catalog.put(product_id)

    assert response.problem == UNAVAILABLE
    assert 1 <= int(response.headers["Retry-After"]) <= 5
    assert aws_proxy.seen == ["BatchGetItem", *["BatchGetItem", "TransactWriteItems"] * rows.ATTEMPTS]
    assert table.rows() == before


def test_transactions_that_always_conflict_are_a_503(
    aws_proxy: FaultyProxy, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_FIRST_WAIT_SECONDS", 0)
    aws_proxy.plan = always(cancelled("TransactionConflict", "TransactionConflict"), "TransactWriteItems")

    response = call("registerUser", body=ADA)

    assert response.problem == UNAVAILABLE
    assert aws_proxy.seen == ["UpdateItem", *["TransactWriteItems"] * rows.ATTEMPTS]
    assert table.rows() == {}


def test_a_failed_condition_takes_precedence_over_a_conflict(aws_proxy: FaultyProxy) -> None:
    aws_proxy.plan = always(cancelled("ConditionalCheckFailed", "TransactionConflict"), "TransactWriteItems")

    assert call("registerUser", body=ADA).problem == (409, "email-taken")
    # Then the account of the address is read, which could be replaced if it weren't verified, or is gone
    assert aws_proxy.seen == ["UpdateItem", "TransactWriteItems", "GetItem", "GetItem", "TransactWriteItems"]


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_is_a_503(aws_proxy: FaultyProxy, table: Table, code: str) -> None:
    aws_proxy.plan = always(cancelled("None", code), "TransactWriteItems")

    assert call("registerUser", body=ADA).problem == UNAVAILABLE
    assert table.rows() == {}


@pytest.mark.parametrize("operation_id", TRANSACTIONS)
@pytest.mark.parametrize("times", [1, 3])
def test_a_purchase_is_retried_after_a_conflict(
    aws_proxy: FaultyProxy, table: Table, operation_id: str, times: int
) -> None:
    # Given that the next transactions conflict with another
    event = good_event(operation_id, make())
    del aws_proxy.seen[:]
    aws_proxy.plan = first(times, cancelled("None", "TransactionConflict"), "TransactWriteItems")

    assert send(operation_id, event).status in {200, 201, 204}
    assert aws_proxy.seen.count("TransactWriteItems") == times + TRANSACTIONS[operation_id]


def test_a_completion_is_retried_after_a_conflict(aws_proxy: FaultyProxy, table: Table) -> None:
    made = make()
    del aws_proxy.seen[:]
    aws_proxy.plan = first(2, cancelled("TransactionConflict", "None"), "TransactWriteItems")

    assert set_status(ADMIN, made.order_id, "completed").body["status"] == "completed"
    assert aws_proxy.seen.count("TransactWriteItems") == 3


def test_a_settlement_is_retried_after_a_conflict(aws_proxy: FaultyProxy, table: Table) -> None:
    order_id = buying.order_id(CUSTOMER, catalog.create_id(stock=1), token="tok_timeout")
    aws_proxy.plan = first(1, cancelled("TransactionConflict"), "TransactWriteItems")
    del aws_proxy.seen[:]

    settle()

    assert aws_proxy.seen.count("TransactWriteItems") == 2
    assert get(CUSTOMER, order_id).body["status"] == "processing"


@pytest.mark.parametrize("operation_id", TRANSACTIONS)
@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError"])
def test_a_purchase_that_always_conflicts_changes_nothing(
    aws_proxy: FaultyProxy, table: Table, operation_id: str, code: str
) -> None:
    event = good_event(operation_id, make())
    before = table.rows()
    aws_proxy.plan = always(cancelled("None", code), "TransactWriteItems")

    assert send(operation_id, event).problem == UNAVAILABLE
    assert table.rows() == before


def test_a_product_whose_stock_always_changes_first_is_a_503(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given a product whose stock changes before every sale
    product_id = catalog.create_id(stock=5)
    before = table.rows()
    aws_proxy.plan = always(cancelled("None", "None", "None", "ConditionalCheckFailed"), "TransactWriteItems")

    assert buying.order(CUSTOMER, product_id).problem == UNAVAILABLE
    assert table.rows() == before


@pytest.mark.parametrize("operation_id", ["registerUser", "loginUser", "changePassword"])
def test_a_failed_transaction_leaves_no_partial_change(aws_proxy: FaultyProxy, table: Table, operation_id: str) -> None:
    login = sign_up()
    before = table.rows()
    aws_proxy.plan = always(error("InternalServerError", status=500), "TransactWriteItems")

    bodies = {"registerUser": GRACE, "loginUser": CREDENTIALS, "changePassword": PASSWORDS}
    response = call(operation_id, body=bodies[operation_id], caller=login.caller)

    assert response.problem == UNAVAILABLE
    assert table.rows() == before
