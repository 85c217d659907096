"""R12: users can list and end their sessions."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers.accounts import Login, is_authorized, log_in, sign_up
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.faulty_proxy import Fault, first

if TYPE_CHECKING:
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Table


def sessions(login: Login, **query: str) -> Response:
    return call("listSessions", query=query, caller=login.caller)


def ids(response: Response) -> list[str]:
    assert response.status == 200, response.text
    return [session["sessionId"] for session in response.body["items"]]


def end(login: Login, session_id: str) -> Response:
    return call("deleteSession", path={"id": session_id}, caller=login.caller)


def walk(login: Login, *, limit: int) -> list[list[str]]:
    """Return the ids of every page."""
    response = sessions(login, limit=str(limit))
    pages = [ids(response)]
    while "nextPage" in response.body:
        response = sessions(login, limit=str(limit), page=response.body["nextPage"])
        pages.append(ids(response))
    return pages


def test_sessions_are_listed_newest_first_with_the_current_one_marked(table: Table) -> None:
    # Given an account with two sessions, and another account
    first_login, second = sign_up(), log_in()
    sign_up(email="grace@example.com")

    response = sessions(first_login)

    assert ids(response) == [second.session_id, first_login.session_id]
    assert [session["current"] for session in response.body["items"]] == [False, True]
    assert "nextPage" not in response.body
    assert all(session["createdAt"] == session["lastUsedAt"] for session in response.body["items"])


def test_list_shows_no_secret(table: Table) -> None:
    login = sign_up()

    (shown,) = sessions(login).body["items"]

    assert set(shown) == {"sessionId", "createdAt", "lastUsedAt", "current"}


def test_session_shows_the_time_of_its_last_refresh(table: Table) -> None:
    login = sign_up()
    call("refreshSession", body={"refreshToken": login.refresh_token})

    (shown,) = sessions(login).body["items"]

    assert shown["createdAt"] < shown["lastUsedAt"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_pages_contain_all_sessions(table: Table, limit: int) -> None:
    logins = [sign_up(), *(log_in() for _ in range(4))]

    pages = walk(logins[0], limit=limit)

    assert [session_id for page in pages for session_id in page] == sorted(
        (login.session_id for login in logins), reverse=True
    )
    assert all(len(page) == limit for page in pages[:-1])
    assert 0 < len(pages[-1]) <= limit


def test_expired_session_is_not_listed_before_ttl_deletes_it(table: Table) -> None:
    # Given five sessions, of which the newest three have expired
    logins = [sign_up(), *(log_in() for _ in range(4))]
    for login in logins[2:]:
        row = table.row(f"USER#{login.user_id}", f"SESSION#{login.session_id}")
        assert row is not None
        table.put({**row, "expiresAt": int(time.time())})

    # Then pages may be short or empty, and still lead to the rest
    assert walk(logins[0], limit=2) == [[], [logins[1].session_id], [logins[0].session_id]]


def test_page_token_is_bound_to_its_owner_and_list(table: Table) -> None:
    ada, grace = sign_up(), sign_up(email="grace@example.com")
    log_in()
    token = sessions(ada, limit="1").body["nextPage"]

    for changed in (token[:-1], f"{token}A", token.swapcase(), "x", "x.y", token.partition(".")[0]):
        assert sessions(ada, page=changed).pointers == {"/query/page"}
    assert sessions(grace, page=token).pointers == {"/query/page"}
    assert call("listOrders", query={"page": token}, caller=ada.caller).pointers == {"/query/page"}


def test_logout_ends_only_the_callers_session(table: Table) -> None:
    caller_session, other = sign_up(), log_in()

    response = call("logoutUser", caller=caller_session.caller)

    assert (response.status, response.text) == (204, "")
    assert not is_authorized(caller_session)
    assert is_authorized(other)
    assert ids(sessions(other)) == [other.session_id]


def test_logout_is_idempotent(table: Table) -> None:
    # The authorizer's cache may still accept a token of an ended session.
    login = sign_up()

    assert [call("logoutUser", caller=login.caller).status for _ in range(2)] == [204, 204]


def test_session_can_end_another_session(table: Table) -> None:
    caller_session, other = sign_up(), log_in()

    assert end(caller_session, other.session_id).status == 204

    assert not is_authorized(other)
    assert is_authorized(caller_session)
    assert end(caller_session, other.session_id).problem == (404, "not-found")


def test_session_can_end_itself(table: Table) -> None:
    login = sign_up()

    assert end(login, login.session_id).status == 204
    assert not is_authorized(login)


def test_expired_session_cant_be_ended(table: Table) -> None:
    caller_session, other = sign_up(), log_in()
    row = table.row(f"USER#{other.user_id}", f"SESSION#{other.session_id}")
    assert row is not None
    table.put({**row, "expiresAt": int(time.time())})

    assert end(caller_session, other.session_id).problem == (404, "not-found")


def test_user_cant_end_another_users_session_even_as_admin(table: Table) -> None:
    ada = sign_up()

    for other in (sign_up(email="grace@example.com"), sign_up(as_admin=True, email="olga@example.com")):
        responses = [end(other, session_id) for session_id in (ada.session_id, new_id())]
        # And an unknown id gets the same response
        texts = {re.sub(ada.session_id, "", response.text.partition('"instance"')[0]) for response in responses}
        assert [response.problem for response in responses] == [(404, "not-found")] * 2
        assert len(texts) == 1
    assert is_authorized(ada)


@pytest.mark.parametrize("place", ["logoutUser", "deleteSession"])
def test_end_whose_response_is_lost_succeeds(aws_proxy: FaultyProxy, table: Table, place: str) -> None:
    login = sign_up()
    del aws_proxy.seen[:]
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "TransactWriteItems")

    response = end(login, login.session_id) if place == "deleteSession" else call("logoutUser", caller=login.caller)

    assert response.status == 204
    assert aws_proxy.seen[-2:] == ["TransactWriteItems"] * 2
    assert table.sessions(login.user_id) == set()


def test_ended_session_is_logged_by_id(table: Table, log_lines: LogLines) -> None:
    login, other = sign_up(), log_in()
    end(login, other.session_id)
    call("logoutUser", caller=login.caller)

    ended = [line["metadata"]["sessionId"] for line in log_lines() if line["event"] == "SESSION_ENDED"]
    assert ended == [other.session_id, login.session_id]


def test_page_costs_one_query_of_its_own_items(table: Table) -> None:
    login = sign_up()
    for _ in range(4):
        log_in()

    with recorded() as aws:
        sessions(login, limit="2")

    assert aws.requests == ["BatchGetItem", "Query"]
    assert aws.reads[1]["Limit"] == 3
