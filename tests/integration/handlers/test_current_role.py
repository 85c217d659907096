"""R29: what only an admin may do, and what changes an account's security, checks session, role and account now.

The caller of each request here is one that the authorizer's cache still accepts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import Login, authorize, authorizer_error, is_authorized, log_in, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call, send
from tests.integration.handlers.every_function import good_event, make
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.table import Table

FOR_ADMINS = sorted(name for name, row in OPERATIONS.items() if row.roles == {"admin"})
OF_SECURITY = ["changeEmail", "changePassword", "deleteSession", "getDataExport", "listSessions"]
OF_SECURITY += ["requestDataExport", "requestDeletion"]
UNAUTHORIZED, FORBIDDEN = (401, "unauthorized"), (403, "forbidden")
PROFILE = (f"USER#{ADMIN['userId']}", "PROFILE")


def set_role(table: Table, user_id: str, role: str) -> None:
    row = table.row(f"USER#{user_id}", "PROFILE")
    assert row is not None
    table.put({**row, "role": role})


def end_session(table: Table) -> None:
    table.delete(f"USER#{ADMIN['userId']}", f"SESSION#{ADMIN['sessionId']}")


def delete_account(table: Table) -> None:
    table.delete(*PROFILE)


@pytest.mark.parametrize("operation_id", FOR_ADMINS)
def test_lost_role_ends_an_admins_rights_at_once(table: Table, operation_id: str) -> None:
    event = good_event(operation_id, make())
    set_role(table, ADMIN["userId"], "customer")
    rows = table.rows()

    assert send(operation_id, event).problem == FORBIDDEN
    assert table.rows() == rows


@pytest.mark.parametrize("end", [end_session, delete_account])
@pytest.mark.parametrize("operation_id", FOR_ADMINS)
def test_ended_session_and_deleted_account_end_an_admins_rights_at_once(
    table: Table, operation_id: str, end: Callable[[Table], None]
) -> None:
    event = good_event(operation_id, make())
    end(table)
    rows = table.rows()

    assert send(operation_id, event).problem == UNAUTHORIZED
    assert table.rows() == rows


@pytest.mark.parametrize("operation_id", OF_SECURITY)
def test_ended_session_cant_touch_the_accounts_security(table: Table, operation_id: str) -> None:
    made = make()
    event = good_event(operation_id, made)
    call("logoutUser", caller=made.login.caller)
    rows = table.rows()

    assert send(operation_id, event).problem == UNAUTHORIZED
    assert table.rows() == rows


def test_admin_who_lost_the_role_sees_and_cancels_own_orders_only(table: Table) -> None:
    # Given the order of a customer, and an order of an admin who has lost the role
    product_id = catalog.create_id(stock=9)
    others = buying.order_id(sign_up().caller, product_id)
    own = buying.order_id(ADMIN, product_id)
    assert buying.get(ADMIN, others).status == 200
    set_role(table, ADMIN["userId"], "customer")

    # When the admin reads and cancels orders
    listed = call("listOrders", caller=ADMIN).body["items"]

    # Then only the own ones are there, with a customer's actions
    assert [(order["orderId"], order["allowedActions"]) for order in listed] == [(own, ["cancel"])]
    assert buying.get(ADMIN, others).problem == (404, "not-found")
    assert buying.cancel(ADMIN, others).problem == (404, "not-found")
    assert call("getOrderStatus", path={"id": others}, caller=ADMIN).problem == (404, "not-found")
    assert buying.cancel(ADMIN, own).status == 200


def role_of(login: Login) -> str:
    return str(authorize(f"Bearer {login.access_token}")["context"]["role"])


def test_authorizer_follows_the_accounts_role_without_a_new_login(table: Table) -> None:
    # Given an admin's token
    login = sign_up(as_admin=True)
    assert role_of(login) == "admin"

    # When the role is taken away, then the token has it no longer, and gets it back with the role
    set_role(table, login.user_id, "customer")
    assert role_of(login) == "customer"
    set_role(table, login.user_id, "admin")
    assert role_of(login) == "admin"


def test_authorizer_rejects_the_tokens_of_a_deleted_account(table: Table) -> None:
    login, other = sign_up(), log_in()
    table.delete(f"USER#{login.user_id}", "PROFILE")

    assert not is_authorized(login)
    assert authorizer_error(f"Bearer {other.access_token}") == "Unauthorized"
    assert call("refreshSession", body={"refreshToken": login.refresh_token}).problem == (401, "invalid-refresh-token")


def test_customers_requests_are_not_checked_again() -> None:
    admins = {name for name, row in OPERATIONS.items() if row.roles == {"admin"}}
    shared = {"listOrders", "getOrder", "getOrderStatus", "cancelOrder"}
    # Of products, of the account that orders, and of the key's record.
    own_reads = {"getProduct", "getCart", "addCartItem", "updateCartItem", "createOrder"}
    checked = {name for name in OPERATIONS if "dynamodb:BatchGetItem" in FUNCTIONS[name]["actions"]}

    second_factor = {"createMfaEnrolment", "confirmMfaEnrolment", "removeMfa"}
    assert checked == admins | shared | own_reads | second_factor | {*OF_SECURITY, "refreshSession"}
