"""Transaction conflicts, injected by the proxy: no engine here raises them as DynamoDB does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers import buying, shelf
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, sign_up
from tests.integration.handlers.buying import get, set_status, settle
from tests.integration.handlers.calling import call, send
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.faulty_aws import Way, always, cancelled, error, first
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
def test_a_registration_is_retried_after_a_conflict(way: Way, times: int) -> None:
    way.plan = first(times, cancelled("TransactionConflict", "None"), "TransactWriteItems")

    assert call("registerUser", body=ADA).status == 201
    assert way.seen == ["UpdateItem", *["TransactWriteItems"] * (times + 1)]


@pytest.mark.parametrize("operation_id", ["loginUser", "changePassword"])
def test_a_session_change_is_retried_after_a_conflict(way: Way, operation_id: str) -> None:
    # Given that the next transaction conflicts with another
    login = sign_up()
    del way.seen[:]
    way.plan = first(1, cancelled("None", "TransactionConflict"), "TransactWriteItems")

    body = CREDENTIALS if operation_id == "loginUser" else PASSWORDS
    answer = call(operation_id, body=body, caller=login.caller)

    assert answer.status in {200, 204}
    assert way.seen.count("TransactWriteItems") == 2


def test_an_edit_is_retried_after_a_conflict(way: Way, table: Table) -> None:
    # Given a product whose write conflicts twice with a transaction
    product_id = shelf.create_id()
    del way.seen[:]
    way.plan = first(2, error("TransactionConflictException"), "UpdateItem")

    answer = shelf.put(product_id, {**shelf.DESK, "name": "Oak desk"})

    assert answer.body["name"] == "Oak desk"
    assert way.seen == ["UpdateItem"] * 3


def test_an_edit_that_always_conflicts_is_a_503(way: Way, table: Table) -> None:
    product_id = shelf.create_id()
    before = table.rows()
    del way.seen[:]
    way.plan = always(error("TransactionConflictException"), "UpdateItem")

    assert shelf.put(product_id).problem == UNAVAILABLE
    assert way.seen == ["UpdateItem"] * 6
    assert table.rows() == before


def test_transactions_that_always_conflict_are_a_503(way: Way, table: Table) -> None:
    way.plan = always(cancelled("TransactionConflict", "TransactionConflict"), "TransactWriteItems")

    answer = call("registerUser", body=ADA)

    assert answer.problem == UNAVAILABLE
    assert way.seen == ["UpdateItem", *["TransactWriteItems"] * 6]
    assert table.rows() == {}


def test_a_failed_condition_takes_precedence_over_a_conflict(way: Way) -> None:
    way.plan = always(cancelled("ConditionalCheckFailed", "TransactionConflict"), "TransactWriteItems")

    assert call("registerUser", body=ADA).problem == (409, "email-taken")
    assert way.seen == ["UpdateItem", "TransactWriteItems"]


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_is_a_503(way: Way, table: Table, code: str) -> None:
    way.plan = always(cancelled("None", code), "TransactWriteItems")

    assert call("registerUser", body=ADA).problem == UNAVAILABLE
    assert table.rows() == {}


@pytest.mark.parametrize("operation_id", TRANSACTIONS)
@pytest.mark.parametrize("times", [1, 3])
def test_a_purchase_is_retried_after_a_conflict(way: Way, table: Table, operation_id: str, times: int) -> None:
    # Given that the next transactions conflict with another
    event = good_event(operation_id, make())
    del way.seen[:]
    way.plan = first(times, cancelled("None", "TransactionConflict"), "TransactWriteItems")

    assert send(operation_id, event).status in {200, 201, 204}
    assert way.seen.count("TransactWriteItems") == times + TRANSACTIONS[operation_id]


def test_a_completion_is_retried_after_a_conflict(way: Way, table: Table) -> None:
    made = make()
    del way.seen[:]
    way.plan = first(2, error("TransactionConflictException"), "UpdateItem")

    assert set_status(ADMIN, made.order_id, "completed").body["status"] == "completed"
    assert way.seen.count("UpdateItem") == 3


def test_a_settlement_is_retried_after_a_conflict(way: Way, table: Table) -> None:
    order_id = buying.order_id(CUSTOMER, shelf.create_id(stock=1), token="tok_timeout")
    way.plan = first(1, cancelled("TransactionConflict"), "TransactWriteItems")
    del way.seen[:]

    settle()

    assert way.seen.count("TransactWriteItems") == 2
    assert get(CUSTOMER, order_id).body["status"] == "processing"


@pytest.mark.parametrize("operation_id", TRANSACTIONS)
@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError"])
def test_a_purchase_that_always_conflicts_changes_nothing(way: Way, table: Table, operation_id: str, code: str) -> None:
    event = good_event(operation_id, make())
    before = table.rows()
    way.plan = always(cancelled("None", code), "TransactWriteItems")

    assert send(operation_id, event).problem == UNAVAILABLE
    assert table.rows() == before


def test_a_product_whose_stock_always_changes_first_is_a_503(way: Way, table: Table) -> None:
    # Given a product whose stock changes before every sale
    product_id = shelf.create_id(stock=5)
    before = table.rows()
    way.plan = always(cancelled("None", "None", "None", "ConditionalCheckFailed"), "TransactWriteItems")

    assert buying.order(CUSTOMER, product_id).problem == UNAVAILABLE
    assert table.rows() == before


@pytest.mark.parametrize("operation_id", ["registerUser", "loginUser", "changePassword"])
def test_a_failed_transaction_leaves_no_partial_change(way: Way, table: Table, operation_id: str) -> None:
    login = sign_up()
    before = table.rows()
    way.plan = always(error("InternalServerError", status=500), "TransactWriteItems")

    bodies = {"registerUser": GRACE, "loginUser": CREDENTIALS, "changePassword": PASSWORDS}
    answer = call(operation_id, body=bodies[operation_id], caller=login.caller)

    assert answer.problem == UNAVAILABLE
    assert table.rows() == before
