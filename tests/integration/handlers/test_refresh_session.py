"""R11: a refresh token is single-use, and a replayed one ends its session."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from handlers.domain.sessions import REFRESH_SECONDS
from handlers.store.account_changes import change_account
from tests.integration.handlers.accounts import ADA, Login, authorize, authorizer_error, is_authorized, log_in, sign_up
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.faulty_proxy import Fault, always, first

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Row, Table

REFUSED = (401, "invalid-refresh-token")
OTHERS = "01JD8QK7Z2V4X6Y8A0B2C4D6E8"


def refresh(token: str) -> Response:
    return call("refreshSession", body={"refreshToken": token})


def next_token(response: Response) -> str:
    assert response.status == 200, response.text
    return str(response.body["refreshToken"])


def is_accepted(response: Response) -> bool:
    return authorizer_error(f"Bearer {response.body['accessToken']}") is None


def row_of(table: Table, login: Login) -> Row:
    row = table.row(f"USER#{login.user_id}", f"SESSION#{login.session_id}")
    assert row is not None
    return row


def replays(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    return [line for line in lines if line["event"] == "REFRESH_TOKEN_REPLAYED"]


def test_refresh_continues_the_same_session(table: Table) -> None:
    # Given a session
    login = sign_up()

    # When it is refreshed
    response = refresh(login.refresh_token)

    # Then it gets new tokens that aren't cacheable, and the old access token stays valid
    assert response.status == 200
    assert (response.body["tokenType"], response.body["expiresIn"]) == ("Bearer", 86400)
    assert response.headers["Cache-Control"] == "no-store"
    assert authorize(f"Bearer {response.body['accessToken']}")["context"] == login.caller
    assert response.body["accessToken"] != login.access_token
    assert response.body["refreshToken"] != login.refresh_token
    assert is_authorized(login)
    assert table.sessions(login.user_id) == {login.session_id}


def test_session_lives_a_week_from_its_last_refresh(table: Table) -> None:
    # Given a session that expires in a few seconds
    login = sign_up()
    opened = row_of(table, login)
    table.put({**opened, "expiresAt": int(time.time()) + 30})

    # When it is refreshed
    next_token(refresh(login.refresh_token))

    # Then it expires in a week, and has the time of its refresh
    row = row_of(table, login)
    assert REFRESH_SECONDS - 60 < int(row["expiresAt"]) - time.time() <= REFRESH_SECONDS
    assert row["createdAt"] == opened["createdAt"] < row["lastUsedAt"]


def test_tokens_can_be_refreshed_repeatedly(table: Table) -> None:
    login = sign_up()
    token = login.refresh_token

    for _ in range(5):
        token = next_token(refresh(token))

    assert is_accepted(refresh(token))
    assert table.sessions(login.user_id) == {login.session_id}


def test_refreshed_token_has_the_current_role(table: Table) -> None:
    login = sign_up()
    change_account(login.user_id, lambda user: user.with_role("admin"))

    response = refresh(login.refresh_token)

    assert authorize(f"Bearer {response.body['accessToken']}")["context"]["role"] == "admin"


@pytest.mark.parametrize("age", [1, 2, 5])
def test_spent_refresh_token_ends_its_session(table: Table, log_lines: LogLines, age: int) -> None:
    # Given a session that was refreshed several times, and another session of the same account
    login, other = sign_up(), log_in()
    responses = [refresh(login.refresh_token)]
    for _ in range(age - 1):
        responses.append(refresh(next_token(responses[-1])))

    # When its first refresh token is replayed
    assert refresh(login.refresh_token).problem == REFUSED

    # Then the session's tokens are rejected, the other session's aren't, and the log reports the replay
    assert refresh(next_token(responses[-1])).problem == REFUSED
    assert not any(is_accepted(response) for response in responses)
    assert not is_authorized(login)
    assert is_authorized(other)
    assert table.sessions(login.user_id) == {other.session_id}
    (line,) = replays(log_lines())
    assert (line["level"], line["userId"]) == ("WARN", login.user_id)
    assert line["metadata"] == {"sessionId": login.session_id}


def forged_tokens(login: Login) -> dict[str, str]:
    user_id, session_id, family, secret = login.refresh_token.split(".")
    return {
        "another family": f"{user_id}.{session_id}.{family[::-1]}.{secret}",
        "another family and secret": f"{user_id}.{session_id}.{family[::-1]}.{secret[::-1]}",
        "another user": f"{OTHERS}.{session_id}.{family}.{secret}",
        "another session": f"{user_id}.{OTHERS}.{family}.{secret}",
        "truncated": login.refresh_token[:-1],
        "padded": f"{login.refresh_token}=",
        "longer": f"{login.refresh_token}A",
        "with a space": f" {login.refresh_token}",
        "with a newline": f"{login.refresh_token}\n",
        "in lower case": login.refresh_token.lower(),
        "without its secret": f"{user_id}.{session_id}.{family}",
        "only its secret": secret,
        "an access token": login.access_token[:256],
        "a NUL": "\0",
        "a letter": "x",
        "an id with non-ASCII digits": login.refresh_token.replace("0", "０"),
    }


@pytest.mark.parametrize("how", forged_tokens(Login(access_token="x", refresh_token="A.B.C.D", caller={})))
def test_forged_token_is_rejected_and_ends_no_session(table: Table, log_lines: LogLines, how: str) -> None:
    # Given an attacker who knows the ids of a session
    login = sign_up()
    before_that = table.rows()

    assert refresh(forged_tokens(login)[how]).problem == REFUSED

    assert table.rows() == before_that
    assert is_authorized(login)
    assert not replays(log_lines())
    assert is_accepted(refresh(login.refresh_token))


def test_forged_token_of_a_known_family_counts_as_a_replay(table: Table, log_lines: LogLines) -> None:
    # Given a token with a changed secret, which requires a token of the session
    login = sign_up()
    changed = login.refresh_token[:-1] + ("A" if login.refresh_token[-1] != "A" else "B")

    assert refresh(changed).problem == REFUSED

    assert not is_authorized(login)
    assert len(replays(log_lines())) == 1


def test_expired_session_is_not_refreshed_before_ttl_deletes_it(table: Table, log_lines: LogLines) -> None:
    login = sign_up()
    table.put({**row_of(table, login), "expiresAt": int(time.time())})

    assert refresh(login.refresh_token).problem == REFUSED
    assert not replays(log_lines())


def end_by_logout(login: Login) -> Response:
    return call("logoutUser", caller=login.caller)


def end_by_deletion(login: Login) -> Response:
    return call("deleteSession", path={"id": login.session_id}, caller=log_in().caller)


def end_by_password(_login: Login) -> Response:
    body = {"currentPassword": ADA["password"], "newPassword": "staple-battery-horse"}
    return call("changePassword", body=body, caller=log_in().caller)


ENDS = pytest.mark.parametrize("end", [end_by_logout, end_by_deletion, end_by_password])


@ENDS
def test_ended_session_is_not_refreshed(table: Table, end: Callable[[Login], Response]) -> None:
    login = sign_up()
    assert end(login).status in {200, 204}

    assert refresh(login.refresh_token).problem == REFUSED


@ENDS
@pytest.mark.parametrize("place", range(3))
def test_session_that_ends_in_the_middle_of_a_refresh_stays_ended(
    table: Table, log_lines: LogLines, end: Callable[[Login], Response], place: int
) -> None:
    login = sign_up()

    # When a session ends before this request of its refresh
    with before(lambda seen: len(seen) == place + 1, lambda: end(login)) as seen:
        response = refresh(login.refresh_token)

    # Then it isn't refreshed, and no replay is logged
    is_seen = place < 2  # the read finds no session
    assert seen == ["UpdateItem", "BatchGetItem", "UpdateItem"][: 2 if is_seen else 3]
    assert response.problem == REFUSED
    assert login.session_id not in table.sessions(login.user_id)
    assert not replays(log_lines())


def test_concurrent_refreshes_end_the_session(table: Table, log_lines: LogLines) -> None:
    # Given one refresh token and many clients
    login = sign_up()

    # When all use it concurrently
    with ThreadPoolExecutor(8) as together:
        responses = list(together.map(refresh, [login.refresh_token] * 8))

    # Then one gets tokens, and even those are rejected
    won = [response for response in responses if response.status == 200]
    assert len(won) == 1
    assert [response.problem for response in responses if response not in won] == [REFUSED] * 7
    assert not any(is_accepted(response) for response in won)
    assert all(refresh(next_token(response)).problem == REFUSED for response in won)
    assert table.sessions(login.user_id) == set()
    assert replays(log_lines())


def test_loser_of_a_refresh_race_ends_the_session(table: Table, log_lines: LogLines) -> None:
    # Given a refresh just before the write of another refresh with the same token
    login = sign_up()
    winner: list[Response] = []

    def refresh_first() -> None:
        winner.append(refresh(login.refresh_token))

    with before(lambda seen: seen == ["UpdateItem", "BatchGetItem", "UpdateItem"], refresh_first):
        loser = refresh(login.refresh_token)

    assert loser.problem == REFUSED
    assert not is_accepted(winner[0])
    assert refresh(next_token(winner[0])).problem == REFUSED
    assert len(replays(log_lines())) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_RESPONSE, Fault.BROKEN_CONNECTION])
def test_write_that_the_sdk_retries_is_no_replay(aws_proxy: FaultyProxy, table: Table, fault: Fault) -> None:
    login = sign_up()
    del aws_proxy.seen[:]
    aws_proxy.plan = first(2, fault, "UpdateItem")

    response = refresh(login.refresh_token)

    assert aws_proxy.seen.count("UpdateItem") == 4
    assert is_accepted(response)
    aws_proxy.plan = always(None)
    assert is_accepted(refresh(next_token(response)))


def test_failed_refresh_does_not_spend_the_token(aws_proxy: FaultyProxy, table: Table) -> None:
    login = sign_up()
    rows = table.rows()
    aws_proxy.plan = always(Fault.BROKEN_CONNECTION, "BatchGetItem")

    assert refresh(login.refresh_token).problem == (503, "unavailable")

    assert table.rows() == rows
    aws_proxy.plan = always(None)
    assert is_accepted(refresh(login.refresh_token))


def test_replay_that_fails_to_end_the_session_is_logged_and_ends_it_on_retry(
    aws_proxy: FaultyProxy, table: Table, log_lines: LogLines
) -> None:
    login = sign_up()
    response = refresh(login.refresh_token)
    aws_proxy.plan = always(Fault.BROKEN_CONNECTION, "TransactWriteItems")

    assert refresh(login.refresh_token).problem == (503, "unavailable")
    assert len(replays(log_lines())) == 1

    aws_proxy.plan = always(None)
    assert refresh(login.refresh_token).problem == REFUSED
    assert not is_accepted(response)


def test_refresh_costs_a_read_and_two_writes(table: Table) -> None:
    login = sign_up()

    with recorded() as aws:
        refresh(login.refresh_token)

    assert aws.requests == ["UpdateItem", "BatchGetItem", "UpdateItem"]


def test_no_row_contains_a_refresh_token_or_its_family(table: Table) -> None:
    login = sign_up()
    response = refresh(login.refresh_token)

    kept = repr(table.rows())
    parts = {part for token in (login.refresh_token, next_token(response)) for part in token.split(".")[2:]}
    assert len(parts) == 3
    assert not [part for part in parts if part in kept]
