"""A session's longest life, and an account's maximum of sessions, with production's settings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from handlers.domain.clock import epoch_seconds, now, parse_timestamp, seconds, timestamp
from handlers.domain.ids import new_id
from local.config import stage_settings
from tests.integration.handlers.accounts import ADA, is_authorized, log_in, sign_up
from tests.integration.handlers.calling import call

if TYPE_CHECKING:
    from tests.integration.handlers.table import Row, Table

PRODUCTION = stage_settings("prod")
CREDENTIALS = {name: ADA[name] for name in ("email", "password")}
DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SESSION_SECONDS", "SESSIONS_PER_ACCOUNT"):
        monkeypatch.setenv(name, PRODUCTION[name])


def session_row(table: Table, user_id: str, session_id: str) -> Row:
    row = table.row(f"USER#{user_id}", f"SESSION#{session_id}")
    assert row is not None
    return row


def test_production_has_the_documented_limits() -> None:
    assert (int(PRODUCTION["SESSION_SECONDS"]), int(PRODUCTION["SESSIONS_PER_ACCOUNT"])) == (30 * DAY, 50)


def test_refresh_extends_no_session_beyond_its_thirtieth_day(table: Table) -> None:
    # Given a session that was opened 29 and a half days ago
    login = sign_up()
    row = session_row(table, login.user_id, login.session_id)
    opened = parse_timestamp(row["createdAt"]) - seconds(29 * DAY + DAY // 2)
    table.put({**row, "createdAt": timestamp(opened)})

    # When it is refreshed
    response = call("refreshSession", body={"refreshToken": login.refresh_token})

    # Then it ends half a day later, and with it the access token
    left = int(session_row(table, login.user_id, login.session_id)["expiresAt"]) - epoch_seconds(now())
    assert DAY / 2 - 60 < left <= DAY / 2
    assert left <= response.body["expiresIn"] <= DAY // 2


def test_fifty_first_session_ends_the_oldest(table: Table) -> None:
    logins = [sign_up(), *(log_in() for _ in range(49))]
    assert is_authorized(logins[0])

    last = log_in()

    assert not is_authorized(logins[0])
    assert table.sessions(last.user_id) == {each.session_id for each in (*logins[1:], last)}


def test_login_ends_a_hundred_sessions_at_most(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given an account with 150 sessions from before the maximum
    login = sign_up()
    row = session_row(table, login.user_id, login.session_id)
    for _ in range(149):
        session_id = new_id()
        table.put({**row, "SK": f"SESSION#{session_id}", "sessionId": session_id})
    monkeypatch.setenv("SESSIONS_PER_ACCOUNT", "10")

    left = []
    for _ in range(2):
        log_in()
        left.append(len(table.sessions(login.user_id)))

    assert left == [51, 10]


def test_expired_sessions_do_not_count(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given two sessions, of which the newer has expired and its row still exists
    monkeypatch.setenv("SESSIONS_PER_ACCOUNT", "2")
    oldest, expired = sign_up(), log_in()
    row = session_row(table, expired.user_id, expired.session_id)
    table.put({**row, "expiresAt": epoch_seconds(now())})

    last = log_in()

    assert [is_authorized(each) for each in (oldest, last)] == [True, True]


def test_concurrent_logins_leave_the_maximum(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSIONS_PER_ACCOUNT", "3")
    user_id = sign_up().user_id

    with ThreadPoolExecutor(4) as together:
        responses = list(together.map(lambda _: call("loginUser", body=CREDENTIALS), range(8)))

    assert {response.status for response in responses} == {200}
    assert len(table.sessions(user_id)) == 3
