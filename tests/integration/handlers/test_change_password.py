from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, Login, is_authorized, log_in, sign_up
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.calling import Response, call

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table


# The requests of a login: count the attempt, find the account, keep or undo the attempt, add a session.
LOGIN = [*["UpdateItem"] * 2, *["GetItem"] * 2, *["UpdateItem"] * 2, "TransactWriteItems"]


def change(login: Login, *, current: str = ADA["password"], new: str = NEW_PASSWORD) -> Response:
    return call("changePassword", body={"currentPassword": current, "newPassword": new}, caller=login.caller)


def may_log_in(password: str) -> bool:
    return call("loginUser", body={"email": ADA["email"], "password": password}).status == 200


def many_sessions(table: Table, login: Login, count: int) -> None:
    """Write copies of a session with other ids."""
    model = table.row(f"USER#{login.user_id}", f"SESSION#{login.session_id}")
    assert model is not None
    for number in range(count):
        session_id = f"{login.session_id[:-4]}{number:04}"
        table.put({**model, "SK": f"SESSION#{session_id}", "sessionId": session_id})


def test_new_password_opens_the_account_and_the_old_one_does_not(table: Table) -> None:
    login = sign_up()

    assert change(login).status == 204

    assert not may_log_in(ADA["password"])
    assert may_log_in(NEW_PASSWORD)


def test_every_session_but_the_callers_is_ended(table: Table) -> None:
    # Given four sessions of an account and one of another
    changer, *others = [sign_up(), log_in(), log_in(), log_in()]
    stranger = sign_up(email="grace@example.com")

    # When one of them changes the password
    change(changer)

    # Then its session stays active, and the others' tokens are rejected
    assert table.sessions(changer.user_id) == {changer.session_id}
    assert is_authorized(changer)
    assert not any(is_authorized(other) for other in others)
    assert is_authorized(stranger)


@pytest.mark.parametrize("others", [0, 1, 98, 99, 100, 250])
def test_a_change_ends_more_sessions_than_fit_a_transaction(table: Table, others: int) -> None:
    login = sign_up()
    many_sessions(table, login, others)

    assert change(login).status == 204

    assert table.sessions(login.user_id) == {login.session_id}
    assert may_log_in(NEW_PASSWORD)


@pytest.mark.parametrize(
    "wrong", [NEW_PASSWORD, "x", ADA["password"].upper(), "é" * 37], ids=["new", "short", "other case", "too long"]
)
def test_wrong_current_password_changes_nothing(table: Table, wrong: str) -> None:
    # Given an account with two sessions
    login = sign_up()
    log_in()
    before = table.rows()

    # When a caller without the current password tries to change it
    response = change(login, current=wrong)

    assert response.problem == (403, "wrong-password")
    assert table.rows() == before


@pytest.mark.parametrize("new", ["seven77", "é" * 37, "qwertyuiop", ""])
def test_new_password_is_validated_as_at_registration(table: Table, new: str) -> None:
    login = sign_up()
    before = table.rows()

    response = change(login, new=new)

    assert response.pointers == {"/body/newPassword"}
    assert table.rows() == before


def test_no_row_contains_either_password(table: Table) -> None:
    change(sign_up())

    kept = repr(table.rows())
    assert ADA["password"] not in kept
    assert NEW_PASSWORD not in kept


def test_password_change_keeps_the_profiles_etag(table: Table) -> None:
    login = sign_up()
    before = call("getProfile", caller=login.caller)

    change(login)

    assert call("getProfile", caller=login.caller, headers={"If-None-Match": before.etag}).status == 304


def test_change_costs_a_read_a_transaction_and_a_query_before_and_after_it(table: Table) -> None:
    login = sign_up()
    log_in()

    with recorded() as aws:
        change(login)

    assert aws.requests == ["GetItem", "Query", "TransactWriteItems", "Query"]


def test_one_of_two_concurrent_changes_succeeds_and_the_other_fails(table: Table) -> None:
    login = sign_up()

    with ThreadPoolExecutor(2) as together:
        responses = list(
            together.map(lambda new: change(login, new=new), ["first-new-password", "second-new-password"])
        )

    assert sorted(response.status for response in responses) == [204, 403]
    assert [may_log_in("first-new-password"), may_log_in("second-new-password")] == [
        response.status == 204 for response in responses
    ]


@pytest.mark.parametrize("place", range(len(LOGIN)))
def test_password_change_in_the_middle_of_a_login_leaves_no_session(table: Table, place: int) -> None:
    # Given a session that changes the password
    changer = sign_up()

    def change_password() -> None:
        assert change(changer).status == 204

    # When the change happens during a login with the old password, before this request of the login
    with before(lambda seen: len(seen) == place + 1, change_password) as seen:
        response = call("loginUser", body={"email": ADA["email"], "password": ADA["password"]})

    # Then the login fails, and only the caller's session is left
    refused_at_once = LOGIN[:-1]
    assert seen == (refused_at_once if place <= LOGIN.index("GetItem") + 1 else LOGIN)
    assert response.problem == (401, "invalid-credentials")
    assert table.sessions(changer.user_id) == {changer.session_id}


@pytest.mark.parametrize("place", range(3))
def test_login_in_the_middle_of_a_password_change_is_ended_by_it(table: Table, place: int) -> None:
    # Given a session that changes the password
    changer = sign_up()
    late: list[Login] = []

    # When a client logs in with the old password during the change, before this request of the change
    with before(lambda seen: len(seen) == place + 1, lambda: late.append(log_in())) as seen:
        response = change(changer)

    # Then the change succeeds and ends the new session
    assert response.status == 204
    assert seen[:3] == ["GetItem", "Query", "TransactWriteItems"]
    assert table.sessions(changer.user_id) == {changer.session_id}
    assert not is_authorized(late[0])


@pytest.mark.parametrize("place", range(5))
def test_login_in_the_middle_of_a_long_password_change_is_ended_by_it(table: Table, place: int) -> None:
    # Given a change that takes several transactions
    changer = sign_up()
    many_sessions(table, changer, 210)
    late: list[Login] = []

    with before(lambda seen: len(seen) == place + 1, lambda: late.append(log_in())):
        assert change(changer).status == 204

    assert table.sessions(changer.user_id) == {changer.session_id}
    assert not is_authorized(late[0])


def test_continuous_logins_cant_block_a_password_change(table: Table) -> None:
    # Given a client that logs in with the old password before every write
    changer = sign_up()
    tried: list[bool] = []

    def try_the_old_password() -> None:
        tried.append(may_log_in(ADA["password"]))

    # When the password is changed
    with before(lambda seen: seen[-1] == "TransactWriteItems", try_the_old_password) as seen:
        response = change(changer)

    # Then it succeeds, the client's sessions have ended, and the old password is rejected
    assert response.status == 204
    assert seen == ["GetItem", "Query", "TransactWriteItems", "Query", "TransactWriteItems"]
    assert tried == [True, False]
    assert table.sessions(changer.user_id) == {changer.session_id}


def test_password_based_on_the_account_is_neither_registered_nor_set(table: Table) -> None:
    login = sign_up()
    change = {"currentPassword": ADA["password"], "newPassword": "Lovelace1815"}

    registered = call("registerUser", body={**ADA, "email": "ada.king@example.com", "password": "ada.king@1815"})
    changed = call("changePassword", body=change, caller=login.caller)

    assert registered.pointers == {"/body/password"}
    assert changed.pointers == {"/body/newPassword"}
    assert call("changePassword", body=change | {"currentPassword": "x"}, caller=login.caller).status == 403
