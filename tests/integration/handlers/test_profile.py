from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers.accounts import ADA, register, sign_up
from tests.integration.handlers.calling import call

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

NAMES = {"firstName": "Augusta Ada", "lastName": "King"}


def test_current_user_is_the_registered_account(table: Table) -> None:
    login = sign_up()

    me = call("getCurrentUser", caller=login.caller).body

    assert (me["userId"], me["email"], me["role"]) == (login.user_id, "ada@example.com", "customer")
    assert call("getProfile", caller=login.caller).body == me
    assert not {"passwordHash", "revision"} & set(me)


def test_admin_role_applies_from_the_next_login(table: Table) -> None:
    login = sign_up(as_admin=True)

    assert login.caller["role"] == "admin"
    assert call("getCurrentUser", caller=login.caller).body["role"] == "admin"


def test_new_names_are_stored_and_all_else_stays(table: Table) -> None:
    # Given an account
    login = sign_up()
    key = (f"USER#{login.user_id}", "PROFILE")
    before = table.rows()

    # When its names are replaced
    response = call("updateProfile", body=NAMES, caller=login.caller)

    # Then only the names, the time and the ETag have changed
    after = table.rows()
    changed = {name for name in after[key] if after[key][name] != before[key].get(name)}
    assert changed <= {"firstName", "lastName", "updatedAt", "revision"}
    assert {name: after[key][name] for name in NAMES} == NAMES
    assert response.body == call("getProfile", caller=login.caller).body
    assert {row: after[row] for row in after if row != key} == {row: before[row] for row in before if row != key}


@pytest.mark.parametrize(
    "own", [{"role": "admin"}, {"email": "x@example.com"}, {"userId": "x"}, {"passwordHash": "x"}, {"first_name": "x"}]
)
def test_only_the_names_of_a_profile_can_be_changed(table: Table, own: dict[str, str]) -> None:
    login = sign_up()
    before = table.rows()

    response = call("updateProfile", body={**NAMES, **own}, caller=login.caller)

    assert response.pointers == {f"/body/{name}" for name in own}
    assert table.rows() == before


def test_users_see_and_change_only_their_own_profile(table: Table) -> None:
    ada, grace = sign_up(), sign_up(email="grace@example.com", firstName="Grace", lastName="Hopper")

    call("updateProfile", body=NAMES, caller=ada.caller)

    assert call("getProfile", caller=ada.caller).body["lastName"] == "King"
    assert call("getProfile", caller=grace.caller).body["lastName"] == "Hopper"


@pytest.mark.parametrize("operation_id", ["getCurrentUser", "getProfile", "updateProfile", "changePassword"])
def test_token_of_a_deleted_account_is_rejected(table: Table, operation_id: str) -> None:
    login = sign_up()
    table.delete(f"USER#{login.user_id}", "PROFILE")
    before = table.rows()
    bodies = {
        "updateProfile": NAMES,
        "changePassword": {"currentPassword": ADA["password"], "newPassword": "staple-battery-horse"},
    }

    response = call(operation_id, body=bodies.get(operation_id), caller=login.caller)

    assert response.problem == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert table.rows() == before


@pytest.mark.parametrize("operation_id", ["getCurrentUser", "getProfile", "updateProfile", "changePassword"])
def test_missing_token_is_401(table: Table, operation_id: str) -> None:
    register()

    assert call(operation_id, body={}).problem == (401, "unauthorized")
