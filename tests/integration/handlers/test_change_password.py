from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import batched, pairwise
from typing import TYPE_CHECKING

import pytest

from handlers.store.sessions import find_account_and_session
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, Login, authorize, is_authorized, log_in, sign_up
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.faulty_proxy import Fault, always

if TYPE_CHECKING:
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Table


# The requests of a login: count the attempt, find the account, keep or undo the attempt, add a session.
LOGIN = [*["UpdateItem"] * 3, *["GetItem"] * 2, *["UpdateItem"] * 3, "TransactWriteItems"]

# The requests of a change: read account and session, count the attempt and undo it, change the password.
CHANGE = ["BatchGetItem", *["UpdateItem"] * 6, "TransactWriteItems"]


def change(login: Login, *, current: str = ADA["password"], new: str = NEW_PASSWORD) -> Response:
    return call("changePassword", body={"currentPassword": current, "newPassword": new}, caller=login.caller)


def may_log_in(password: str) -> bool:
    return call("loginUser", body={"email": ADA["email"], "password": password}).status == 200


def many_sessions(table: Table, login: Login, count: int) -> list[str]:
    """Write copies of a session with other ids, and return the ids."""
    key = {"PK": {"S": f"USER#{login.user_id}"}, "SK": {"S": f"SESSION#{login.session_id}"}}
    model = table.dynamodb.get_item(TableName=table.name, Key=key)["Item"]
    ids = [f"{login.session_id[:-5]}{number:05}" for number in range(count)]
    rows = [{**model, "SK": {"S": f"SESSION#{each}"}, "sessionId": {"S": each}} for each in ids]
    for batch in batched(rows, 25, strict=False):
        table.dynamodb.batch_write_item(RequestItems={table.name: [{"PutRequest": {"Item": row}} for row in batch]})
    return ids


def refresh(token: str) -> Response:
    return call("refreshSession", body={"refreshToken": token})


def test_new_password_opens_the_account_and_the_old_one_does_not(table: Table) -> None:
    login = sign_up()

    assert change(login).status == 200

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


@pytest.mark.parametrize("others", [0, 1, 99, 100, 250, 10_000])
def test_a_change_ends_any_number_of_sessions(table: Table, others: int) -> None:
    login = sign_up()
    ended = many_sessions(table, login, others)

    assert change(login).status == 200

    assert table.sessions(login.user_id) == {login.session_id}
    assert may_log_in(NEW_PASSWORD)
    assert not any(find_account_and_session(login.user_id, each) for each in ended[:3])


def test_new_tokens_continue_the_session(table: Table) -> None:
    login = sign_up()

    response = change(login)

    # Then the tokens are those of the same session, and aren't cacheable
    assert response.headers["Cache-Control"] == "no-store"
    assert authorize(f"Bearer {response.body['accessToken']}")["context"] == login.caller
    assert refresh(response.body["refreshToken"]).status == 200


def test_earlier_refresh_token_of_the_session_is_revoked(table: Table) -> None:
    # Given a refresh token that was stolen before the password change
    login = sign_up()
    response = change(login)

    assert refresh(login.refresh_token).problem == (401, "invalid-refresh-token")

    # Then its use doesn't end the session
    assert refresh(response.body["refreshToken"]).status == 200


def test_no_session_survives_though_their_rows_cant_be_deleted(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given that the table fails right after the password has changed
    changer, other = sign_up(), log_in()
    aws_proxy.plan = always(Fault.BROKEN_CONNECTION, "Query")

    # When the password is changed
    assert change(changer).status == 200

    # Then the other session's row is still there, but the session has ended
    aws_proxy.plan = always(None)
    assert table.sessions(changer.user_id) == {changer.session_id, other.session_id}
    assert not is_authorized(other)
    assert refresh(other.refresh_token).problem == (401, "invalid-refresh-token")
    listed = call("listSessions", caller=changer.caller).body["items"]
    assert [each["sessionId"] for each in listed] == [changer.session_id]
    ended = call("deleteSession", path={"id": other.session_id}, caller=changer.caller)
    assert ended.problem == (404, "not-found")


def test_ended_session_cant_change_the_password(table: Table) -> None:
    # Given a token that the authorizer's cache may still accept
    ended, other = sign_up(), log_in()
    change(other)

    assert change(ended, current=NEW_PASSWORD, new="third-horse-battery").problem == (401, "unauthorized")


def test_session_that_ends_during_the_change_stays_ended(table: Table) -> None:
    login = sign_up()

    def log_out() -> None:
        call("logoutUser", caller=login.caller)

    with before(lambda seen: seen[-1:] == ["TransactWriteItems"], log_out):
        response = change(login)

    assert response.problem == (401, "unauthorized")
    assert table.sessions(login.user_id) == set()
    assert may_log_in(ADA["password"])


def test_session_from_before_epochs_is_open_until_the_password_changes(table: Table) -> None:
    # Given an account and two sessions whose rows have no epoch
    changer, other = sign_up(), log_in()
    keys = [("PROFILE", "sessionEpoch"), *((f"SESSION#{each.session_id}", "epoch") for each in (changer, other))]
    for sort, name in keys:
        row = table.row(f"USER#{changer.user_id}", sort)
        assert row is not None
        table.put({each: value for each, value in row.items() if each != name})
    assert is_authorized(other)

    assert change(changer).status == 200

    assert not is_authorized(other)
    assert is_authorized(changer)


def test_wrong_passwords_are_limited_like_those_of_logins(table: Table) -> None:
    # Given five failed logins, and five wrong current passwords
    login = sign_up()
    for _ in range(5):
        assert not may_log_in("another-password")
        assert change(login, current="another-password").problem == (403, "wrong-password")

    # Then the limit of both is reached, even with the right password
    assert change(login).problem == (429, "too-many-requests")
    assert call("loginUser", body={"email": ADA["email"], "password": ADA["password"]}).status == 429


def test_successful_changes_are_not_counted(table: Table) -> None:
    login = sign_up()
    passwords = [ADA["password"], NEW_PASSWORD] * 6

    assert [change(login, current=a, new=b).status for a, b in pairwise(passwords)] == [200] * 11


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


def test_one_of_two_concurrent_changes_succeeds_and_the_other_fails(table: Table) -> None:
    login = sign_up()

    with ThreadPoolExecutor(2) as together:
        responses = list(
            together.map(lambda new: change(login, new=new), ["first-new-password", "second-new-password"])
        )

    assert sorted(response.status for response in responses) == [200, 403]
    assert [may_log_in("first-new-password"), may_log_in("second-new-password")] == [
        response.status == 200 for response in responses
    ]


@pytest.mark.parametrize("place", range(len(LOGIN)))
def test_password_change_in_the_middle_of_a_login_leaves_no_session(table: Table, place: int) -> None:
    # Given a session that changes the password
    changer = sign_up()

    def change_password() -> None:
        assert change(changer).status == 200

    # When the change happens during a login with the old password, before this request of the login
    with before(lambda seen: len(seen) == place + 1, change_password) as seen:
        response = call("loginUser", body={"email": ADA["email"], "password": ADA["password"]})

    # Then the login fails, and only the caller's session is left
    refused_at_once = LOGIN[:-1]
    assert seen == (refused_at_once if place <= LOGIN.index("GetItem") + 1 else LOGIN)
    assert response.problem == (401, "invalid-credentials")
    assert table.sessions(changer.user_id) == {changer.session_id}


@pytest.mark.parametrize("place", range(CHANGE.index("TransactWriteItems") + 1))
def test_login_in_the_middle_of_a_password_change_is_ended_by_it(table: Table, place: int) -> None:
    # Given a session that changes the password
    changer = sign_up()
    late: list[Login] = []

    # When a client logs in with the old password during the change, before this request of the change
    with before(lambda seen: len(seen) == place + 1, lambda: late.append(log_in())) as seen:
        response = change(changer)

    # Then the change succeeds and ends the new session
    assert response.status == 200
    assert seen[: len(CHANGE)] == CHANGE
    assert table.sessions(changer.user_id) == {changer.session_id}
    assert not is_authorized(late[0])


def test_login_with_the_new_password_survives_the_deletion_of_ended_sessions(table: Table) -> None:
    changer = sign_up()
    log_in()
    new: list[Login] = []

    with before(lambda seen: seen[-1:] == ["Query"], lambda: new.append(log_in(password=NEW_PASSWORD))):
        assert change(changer).status == 200

    assert table.sessions(changer.user_id) == {changer.session_id, new[0].session_id}
    assert is_authorized(new[0])


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
    assert response.status == 200
    assert seen == [*CHANGE, "Query", "TransactWriteItems"]
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
