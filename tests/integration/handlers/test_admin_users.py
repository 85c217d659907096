"""Admins find accounts, change their roles, disable and enable them, and end their sessions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from generated.operations import OPERATIONS
from handlers.domain.audit import OPERATOR
from handlers.domain.errors import LastAdmin
from handlers.domain.sessions import open_session
from handlers.domain.users import User
from handlers.store.account_changes import change_account
from handlers.store.session_changes import add_session
from handlers.store.users import find_user
from tests.integration.handlers import buying
from tests.integration.handlers.accounts import (
    ADA,
    NEW_PASSWORD,
    Login,
    emailed_token,
    is_authorized,
    log_in,
    register,
    sign_up,
)
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.calling import Response, call, send
from tests.integration.handlers.every_function import good_event, make
from tests.lambda_events import ADMIN
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

OF_ACCOUNTS = sorted(name for name, row in OPERATIONS.items() if row.path.startswith("/admin/users"))
# The accounts of every table.
ACTIVE = [caller["userId"] for caller in (ADMIN, buying.ADA, buying.GRACE)]
SECRETS = ("password", "hash", "epoch", "GSI", "revision")


def act(operation_id: str, user_id: str, **contents: Any) -> Response:
    return call(operation_id, path={"id": user_id}, **{"caller": ADMIN, **contents})


def set_role(user_id: str, role: str, caller: Any = ADMIN) -> Response:
    return act("setUserRole", user_id, body={"role": role}, caller=caller)


def pages(**query: str) -> list[list[str]]:
    """Return the ids on each page of a list."""
    token, found = "first", []
    while token:
        body = call("listUsers", query={**query, "page": token}, caller=ADMIN).body
        found.append([item["userId"] for item in body["items"]])
        token = body.get("nextPage", "")
    return found


def log_in_status(password: str = ADA["password"]) -> tuple[int, str]:
    return call("loginUser", body={"email": ADA["email"], "password": password}).problem


def refresh(login: Login) -> Response:
    return call("refreshSession", body={"refreshToken": login.refresh_token})


def test_disabled_account_can_log_in_again_once_it_is_enabled(table: Table) -> None:
    # Given a customer, whom an admin disables
    login = sign_up()
    assert act("disableUser", login.user_id).status == 204

    # Then nobody logs in to the account, until it is enabled
    assert log_in_status() == (403, "account-disabled")
    assert act("enableUser", login.user_id).status == 204
    assert is_authorized(log_in())
    # And its sessions from before stay ended
    assert not is_authorized(login)
    assert refresh(login).problem == (401, "invalid-refresh-token")


def test_wrong_password_doesnt_reveal_that_an_account_is_disabled(table: Table) -> None:
    act("disableUser", register())

    assert log_in_status("wrong-horse-battery") == (401, "invalid-credentials")


def test_sessions_of_a_disabled_account_end(table: Table) -> None:
    login, other = sign_up(), log_in()

    assert act("disableUser", login.user_id).status == 204

    for each in (login, other):
        assert not is_authorized(each)
        assert refresh(each).problem == (401, "invalid-refresh-token")
    assert table.sessions(login.user_id) == set()


CHANGING = sorted(
    name
    for name, row in OPERATIONS.items()
    if "GET" not in row.methods and "customer" in row.roles and "anonymous" not in row.roles and name != "logoutUser"
)


@pytest.mark.parametrize("operation_id", CHANGING)
def test_disabled_account_changes_nothing(table: Table, operation_id: str) -> None:
    # Given a customer with a cart and orders, whose policy the authorizer's cache still has
    made = make()
    event = good_event(operation_id, made)
    event["requestContext"]["authorizer"] |= made.login.caller
    act("disableUser", made.login.user_id)
    rows = table.rows()

    # Then no operation changes anything from now on
    assert send(operation_id, event).problem == (401, "unauthorized")
    assert table.rows() == rows
    # And each does once the account is enabled
    act("enableUser", made.login.user_id)
    user = find_user(made.login.user_id)
    session, _ = open_session(user, longest=3600)
    add_session(session, user, "another device", OPERATOR)
    event["requestContext"]["authorizer"]["sessionId"] = session.session_id
    assert send(operation_id, event).status in {200, 201, 202, 204, 404}


def test_disabled_account_stays_disabled_whatever_its_owner_does(table: Table) -> None:
    # Given a disabled account that isn't verified
    user_id = register()
    act("disableUser", user_id)

    # When its owner verifies the address and resets the password
    token = emailed_token(user_id, "verification")
    assert call("confirmVerification", body={"token": token}).status == 204
    body = {"token": emailed_token(user_id, "password-reset"), "newPassword": NEW_PASSWORD}
    assert call("confirmPasswordReset", body=body).status == 204

    # Then the account is disabled as before, and listed as such
    assert log_in_status(NEW_PASSWORD) == (403, "account-disabled")
    assert pages(status="disabled") == [[user_id]]
    act("enableUser", user_id)
    assert user_id in pages(status="active")[0]


def test_tokens_of_e_mails_from_before_are_void(table: Table) -> None:
    user_id = register()
    token = emailed_token(user_id, "verification")

    act("disableUser", user_id)

    assert call("confirmVerification", body={"token": token}).problem == (422, "token-invalid")


def test_admin_ends_the_sessions_of_an_account(table: Table) -> None:
    login, other = sign_up(), log_in()

    assert act("deleteUserSessions", login.user_id).status == 204

    assert not is_authorized(login)
    assert refresh(other).problem == (401, "invalid-refresh-token")
    assert table.sessions(login.user_id) == set()
    assert is_authorized(log_in())


@pytest.mark.parametrize("change", [User.without_sessions, User.disabled], ids=["end sessions", "disable"])
def test_password_change_at_the_same_time_keeps_no_session(table: Table, change: Any) -> None:
    # Given somebody who changes the password of an account that was taken over
    login = sign_up()
    body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}

    # When its sessions are ended right before the change is written, and their rows aren't deleted yet
    with before(lambda seen: seen[-1] == "TransactWriteItems", lambda: change_account(login.user_id, change)):
        refused = call("changePassword", body=body, caller=login.caller)

    # Then the password stays, and no session is left
    assert refused.problem == (403, "wrong-password")
    change_account(login.user_id, User.enabled)
    assert not is_authorized(login)
    assert is_authorized(log_in())


def test_role_is_granted_and_taken_away(table: Table) -> None:
    login = sign_up()

    granted = set_role(login.user_id, "admin").body
    assert (granted["role"], granted["status"], granted["emailVerified"]) == ("admin", "active", True)
    assert call("listUsers", caller={**login.caller, "role": "admin"}).status == 200

    assert set_role(login.user_id, "customer").body["role"] == "customer"
    assert call("listUsers", caller={**login.caller, "role": "admin"}).problem == (403, "forbidden")


def test_repeated_change_changes_nothing(table: Table) -> None:
    login = sign_up()
    for operation_id in ("disableUser", "enableUser"):
        act(operation_id, login.user_id)
        rows = table.rows()

        assert act(operation_id, login.user_id).status == 204
        assert table.rows() == rows
    rows = table.rows()
    assert set_role(login.user_id, "customer").status == 200
    assert table.rows() == rows


def test_last_admin_stays(table: Table) -> None:
    # Given one active admin, and one who is disabled
    login = sign_up(as_admin=True)
    act("disableUser", login.user_id)

    for refused in (set_role(ADMIN["userId"], "customer"), act("disableUser", ADMIN["userId"])):
        assert refused.problem == (409, "last-admin")

    # When the other one is enabled, then the first may go, and the other one is the last
    act("enableUser", login.user_id)
    assert set_role(ADMIN["userId"], "customer").status == 200
    assert act("disableUser", login.user_id, caller=log_in().caller).problem == (409, "last-admin")


def test_disabled_admin_who_is_demoted_isnt_counted(table: Table) -> None:
    login = sign_up(as_admin=True)
    act("disableUser", login.user_id)

    assert set_role(login.user_id, "customer").status == 200
    assert act("enableUser", login.user_id).status == 204

    assert act("disableUser", ADMIN["userId"]).problem == (409, "last-admin")


@pytest.mark.parametrize("change", [User.disabled, lambda user: user.with_role("customer")], ids=["disable", "demote"])
def test_admins_who_remove_each_other_at_once_leave_one(table: Table, change: Any) -> None:
    # Given the admin of the table, and five more
    ids = [ADMIN["userId"], *(sign_up(as_admin=True, email=f"a{number}@example.com").user_id for number in range(5))]

    def remove(user_id: str) -> bool:
        try:
            change_account(user_id, change)
        except LastAdmin:
            return False
        return True

    # When all are removed at once
    with ThreadPoolExecutor(len(ids)) as together:
        removed = list(together.map(remove, ids))

    # Then exactly one stays
    assert removed.count(False) == 1
    rows = [table.row(f"USER#{user_id}", "PROFILE") or {} for user_id in ids]
    left = [row["userId"] for row in rows if row["role"] == "admin" and "disabledAt" not in row]
    assert left == [ids[removed.index(False)]]
    assert table.row("ADMINS", "ADMINS") == {"PK": "ADMINS", "SK": "ADMINS", "userIds": {*left}}


def test_list_is_newest_first_in_pages(table: Table) -> None:
    registered = [register(email=f"ada{number}@example.com") for number in range(5)]
    everybody = sorted([*registered, *ACTIVE], reverse=True)

    assert pages(limit="3") == [everybody[:3], everybody[3:6], everybody[6:]]


def test_list_by_status(table: Table) -> None:
    unverified, disabled, active = (register(email=f"ada{number}@example.com") for number in range(3))
    act("disableUser", disabled)
    change_account(active, User.vouched_for)

    assert pages(status="unverified") == [[unverified]]
    assert pages(status="disabled") == [[disabled]]
    assert pages(status="active") == [sorted([active, *ACTIVE], reverse=True)]
    assert (
        act("getUser", disabled).body["disabledAt"]
        == call("listUsers", query={"status": "disabled"}, caller=ADMIN).body["items"][0]["disabledAt"]
    )


def test_list_by_address_is_exact(table: Table) -> None:
    user_id = register()

    assert pages(email="ＡDA@example.com") == [[user_id]]
    assert pages(email="ad@example.com") == [[]]
    assert pages(email=ADA["email"], status="disabled") == [[]]
    body = call("listUsers", query={"limit": "1"}, caller=ADMIN).body
    other = call("listUsers", query={"email": ADA["email"], "page": body["nextPage"]}, caller=ADMIN)
    assert other.pointers == {"/query/page"}


def test_replaced_account_isnt_listed(table: Table) -> None:
    register()
    replacing = register(password=NEW_PASSWORD)

    assert pages(status="unverified") == [[replacing]]


def test_responses_contain_no_secrets(table: Table) -> None:
    user_id = register()

    for text in (act("getUser", user_id).text, call("listUsers", caller=ADMIN).text, set_role(user_id, "admin").text):
        assert not [word for word in SECRETS if word in text]


@pytest.mark.parametrize("operation_id", OF_ACCOUNTS)
def test_unknown_account_is_404(table: Table, operation_id: str) -> None:
    if "{id}" in OPERATIONS[operation_id].path:
        body = {"body": {"role": "admin"}} if operation_id == "setUserRole" else {}

        assert act(operation_id, UNKNOWN_ID, **body).problem == (404, "not-found")


@pytest.mark.parametrize("operation_id", OF_ACCOUNTS)
def test_demoted_admin_is_refused_at_once(table: Table, operation_id: str) -> None:
    # Given an admin whose policy the authorizer's cache still has
    login = sign_up(as_admin=True)
    set_role(login.user_id, "customer")
    body = {"body": {"role": "admin"}} if operation_id == "setUserRole" else {}

    assert act(operation_id, login.user_id, caller=login.caller, **body).problem == (403, "forbidden")
