"""R14: limits on attempts per network address and per account, with production's settings."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain import clock
from handlers.domain.ids import decode_time, new_id
from handlers.store import throttle_counters
from handlers.store.users import vouch_for_email
from local.config import stage_settings
from tests.integration.handlers.accounts import ADA, log_in, register, sign_up
from tests.integration.handlers.aws_calls import ProcessKilled, before, kill_process
from tests.integration.handlers.calling import Response, call, send
from tests.integration.handlers.faulty_proxy import Fault, always, first
from tests.integration.handlers.table import ADMIN_ROWS
from tests.lambda_events import proxy_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Table

TOO_MANY = (429, "too-many-requests")
QUARTER = 15 * 60
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.23"
WRONG = "another-password"


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Set the limits of production and return them."""
    limits = {
        name: value for name, value in stage_settings("prod").items() if name.endswith("_SECONDS") or "_PER_" in name
    }
    for name, value in limits.items():
        if not name.startswith("SETTLE"):
            monkeypatch.setenv(name, value)
    return {name: int(value) for name, value in limits.items()}


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that advances the clock of the throttle counters and their ids."""
    gone = timedelta()

    def now() -> Any:
        return clock.now() + gone

    def advance(seconds: float) -> None:
        nonlocal gone
        gone += timedelta(seconds=seconds)

    monkeypatch.setattr(throttle_counters, "now", now)
    monkeypatch.setattr(throttle_counters, "new_id", lambda: new_id(now()))
    return advance


def post(operation_id: str, body: object, *, address: str = HERE, forwarded: str = "") -> Response:
    event = proxy_event(operation_id, body=body, headers={"X-Forwarded-For": forwarded or address})
    event["requestContext"]["identity"]["sourceIp"] = address
    return send(operation_id, event)


def login(email: str = ADA["email"], password: str = WRONG, *, address: str = HERE, forwarded: str = "") -> Response:
    return post("loginUser", {"email": email, "password": password}, address=address, forwarded=forwarded)


def refresh(token: str = "x", *, address: str = HERE) -> Response:
    return post("refreshSession", {"refreshToken": token}, address=address)


def join(number: int, *, address: str = HERE) -> Response:
    return post("registerUser", ADA | {"email": f"ada{number}@example.com"}, address=address)


def assert_throttled(response: Response, *, about: int) -> None:
    assert response.problem == TOO_MANY
    assert about - 30 <= int(response.headers["Retry-After"]) <= about


def test_production_has_the_documented_limits(production: dict[str, int]) -> None:
    assert (production["LOGIN_FAILURES_PER_ACCOUNT"], production["LOGIN_FAILURES_PER_ADDRESS"]) == (10, 100)
    assert production["LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE"] == 100
    assert production["ATTEMPTS_SECONDS"] == QUARTER


@pytest.mark.parametrize("stage", ["dev", "local"])
def test_other_stages_relax_only_the_limits_per_address(stage: str) -> None:
    production, here = stage_settings("prod"), stage_settings(stage)

    assert int(here["REGISTRATIONS_PER_ADDRESS"]) > int(production["REGISTRATIONS_PER_ADDRESS"])
    assert here["LOGIN_FAILURES_PER_ACCOUNT"] == production["LOGIN_FAILURES_PER_ACCOUNT"]


def test_eleventh_guess_is_rejected_even_if_it_is_right(table: Table) -> None:
    # Given ten wrong passwords from one address
    register()
    assert [login().status for _ in range(10)] == [401] * 10

    # When the address tries again, then even the right password is rejected
    assert_throttled(login(), about=QUARTER)
    assert_throttled(login(password=ADA["password"]), about=QUARTER)


def test_victim_can_log_in_from_elsewhere(table: Table) -> None:
    register()
    for _ in range(11):
        login()

    assert login(password=ADA["password"], address=ELSEWHERE).status == 200


def test_throttled_account_does_not_affect_others(table: Table) -> None:
    register()
    register(email="grace@example.com")
    for _ in range(11):
        login()

    assert login("grace@example.com", ADA["password"]).status == 200


def test_equivalent_email_addresses_share_a_limit(table: Table) -> None:
    for email in ("ada@example.com", "ADA@EXAMPLE.COM", "Ａda@example.com", "ada＠example.com", "aDa@eXample.com"):
        assert [login(email).status for _ in range(2)] == [401] * 2

    assert login().problem == TOO_MANY


def test_unknown_account_is_limited_like_a_known_one(table: Table) -> None:
    register()

    def attempts(email: str) -> list[tuple[int, str]]:
        return [login(email).problem for _ in range(12)]

    assert attempts(ADA["email"]) == attempts("unknown@example.com")


def test_successful_logins_are_not_counted(table: Table) -> None:
    # Given nine wrong passwords, and more logins than allowed failures
    register()
    for _ in range(9):
        login()
    assert [login(password=ADA["password"]).status for _ in range(12)] == [200] * 12

    # Then one guess is left
    assert [login().status for _ in range(2)] == [401, 429]


def test_address_has_a_hundred_guesses_across_accounts(table: Table) -> None:
    statuses = [login(f"user{number}@example.com").status for number in range(101)]

    assert statuses == [401] * 100 + [429]
    assert login("other@example.com", address=ELSEWHERE).status == 401


def test_rejected_attempt_is_not_counted(table: Table) -> None:
    # Given an account with no guess left
    for _ in range(30):
        login()

    # Then exactly ten attempts are counted: for the account, for the address, and for both
    assert [len(stamps) for stamps in table.attempts()] == [10, 10, 10]


def test_rejection_per_address_is_not_counted_for_the_account(table: Table) -> None:
    for number in range(100):
        login(f"user{number}@example.com")
    login()

    assert not table.attempts()[0]


@pytest.mark.parametrize("before_them", [0, 9])
def test_concurrent_guesses_never_exceed_the_limit(table: Table, before_them: int) -> None:
    register()
    for _ in range(before_them):
        login()

    with ThreadPoolExecutor(40) as together:
        statuses = Counter(response.status for response in together.map(lambda _: login(), range(40)))

    assert statuses == {401: 10 - before_them, 429: 30 + before_them}
    assert login().problem == TOO_MANY


def test_sixty_correct_logins_eight_at_a_time_all_succeed(table: Table) -> None:
    register()

    with ThreadPoolExecutor(8) as together:
        responses = list(together.map(lambda _: login(password=ADA["password"]), range(60)))

    assert [response.status for response in responses] == [200] * 60
    assert [len(stamps) for stamps in table.attempts()] == [0, 0, 0, 1]


def test_more_correct_logins_at_once_than_may_fail_get_a_short_retry_after(table: Table) -> None:
    register()

    with ThreadPoolExecutor(30) as together:
        responses = list(together.map(lambda _: login(password=ADA["password"]), range(30)))

    assert {response.status for response in responses} <= {200, 429}
    assert {response.headers["Retry-After"] for response in responses if response.status == 429} <= {"1"}
    assert login(password=ADA["password"]).status == 200


def test_logins_that_die_lock_nobody(
    table: Table, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given ten logins whose process was killed
    register()
    for _ in range(10):
        with before(lambda seen: seen[-1] == "GetItem", kill_process), pytest.raises(ProcessKilled):
            login(password=ADA["password"])

    # Then they are in flight for as long as a function may run, and never count as failures
    assert_throttled(login(password=ADA["password"]), about=1)
    later(31)
    assert login(password=ADA["password"]).status == 200
    assert [login().status for _ in range(11)] == [401] * 10 + [429]


def from_everywhere(count: int, email: str = ADA["email"]) -> list[int]:
    """Guess a password from this many network addresses, once each."""
    return [login(email, address=f"198.18.{number // 250}.{number % 250}").status for number in range(count)]


@pytest.fixture
def few_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE", "12")


def test_account_asks_for_a_growing_wait_over_all_addresses(
    table: Table, later: Callable[[float], None], few_anywhere: None
) -> None:
    # Given twelve failures from as many addresses
    register()
    assert from_everywhere(12) == [401] * 12

    # When guesses continue, each as soon as it is allowed
    waits = []
    for _ in range(9):
        response = login(address=ELSEWHERE)
        assert response.problem == TOO_MANY
        waits.append(int(response.headers["Retry-After"]))
        later(waits[-1])
        assert login(address=f"192.0.2.{len(waits)}").status == 401

    # Then they have to wait longer and longer, up to a minute
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_owner_gets_in_after_the_wait_and_is_never_locked_out(
    table: Table, later: Callable[[float], None], few_anywhere: None
) -> None:
    register()
    from_everywhere(12)
    for _ in range(8):
        later(60)
        from_everywhere(1)

    refused = login(password=ADA["password"], address=ELSEWHERE)
    later(int(refused.headers["Retry-After"]))

    assert int(refused.headers["Retry-After"]) <= 60
    assert login(password=ADA["password"], address=ELSEWHERE).status == 200


def test_one_guess_at_a_time_is_allowed_after_the_wait(
    table: Table, later: Callable[[float], None], few_anywhere: None
) -> None:
    register()
    from_everywhere(12)
    later(2)
    others: list[Response] = []

    # When another address guesses while the only allowed guess is in flight
    with before(lambda seen: seen[-1] == "GetItem", lambda: others.append(login(address=ELSEWHERE))):
        assert login().status == 401

    assert {(other.problem, other.headers["Retry-After"]) for other in others} == {(TOO_MANY, "1")}


def test_wait_is_the_same_for_an_unknown_account(table: Table, few_anywhere: None) -> None:
    register()

    for email in (ADA["email"], "unknown@example.com"):
        assert from_everywhere(13, email) == [401] * 12 + [429]


def test_failed_login_logs_digests_only(table: Table, log_lines: LogLines) -> None:
    # Given failed logins to two accounts from one address, and from another
    register()
    login()
    login("unknown@example.com")
    login(address=ELSEWHERE)
    call("changePassword", body={"currentPassword": WRONG, "newPassword": "a-new-password"}, caller=log_in().caller)

    # Then their digests show what they have in common, and nothing else
    lines = [line for line in log_lines() if line["event"] in {"LOGIN_FAILED", "WRONG_PASSWORD"}]
    accounts, networks = ([line["metadata"][name] for line in lines] for name in ("account", "network"))
    assert accounts[0] == accounts[2] == accounts[3] != accounts[1]
    assert networks[0] == networks[1] == networks[3] != networks[2]
    assert not [word for word in (HERE, ELSEWHERE, "ada@", "unknown@") if word in str(log_lines())]


def test_internal_error_is_not_counted_as_a_failed_login(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given that accounts can't be read
    register()
    aws_proxy.plan = always(Fault.BROKEN_CONNECTION, "GetItem")
    assert [login(password=ADA["password"]).status for _ in range(12)] == [503] * 12

    # When they can be read again, then nothing is counted
    aws_proxy.plan = always(None)
    assert [login().status for _ in range(11)] == [401] * 10 + [429]


def test_login_succeeds_though_its_attempt_cant_be_undone(
    aws_proxy: FaultyProxy, table: Table, log_lines: LogLines
) -> None:
    register()
    aws_proxy.plan = lambda operation, number: (
        Fault.BROKEN_CONNECTION if operation == "UpdateItem" and number > 3 else None
    )

    assert login(password=ADA["password"]).status == 200

    assert [line["level"] for line in log_lines() if line["event"] == "THROTTLE_COUNTER_NOT_UPDATED"] == [
        "WARN",
        "WARN",
        "WARN",
    ]


def test_wrong_password_is_a_503_if_the_failure_cant_be_counted(aws_proxy: FaultyProxy, table: Table) -> None:
    register()
    aws_proxy.plan = lambda operation, number: (
        Fault.BROKEN_CONNECTION if operation == "UpdateItem" and number > 3 else None
    )

    assert login().problem == (503, "unavailable")


def test_limit_has_a_sliding_window(table: Table, later: Callable[[float], None]) -> None:
    # Given five guesses, and five more ten minutes later
    for _ in range(5):
        login()
    later(600)
    for _ in range(5):
        login()
    assert_throttled(login(), about=300)

    # When the first five are a quarter of an hour old, then five more guesses are allowed, and not ten
    later(300)
    assert [login().status for _ in range(6)] == [401] * 5 + [429]
    assert_throttled(login(), about=600)


def test_retry_after_is_long_enough(table: Table, later: Callable[[float], None]) -> None:
    for _ in range(10):
        login()

    later(int(login().headers["Retry-After"]))

    assert login().status == 401


def test_ipv6_network_counts_as_one_address(table: Table) -> None:
    register()
    for number in range(10):
        login(address=f"2001:db8:1:2::{number:x}")

    assert login(address="2001:db8:1:2:ffff::1").problem == TOO_MANY
    assert login(address="2001:db8:1:3::1").status == 401


def test_behind_cloudfront_forged_forwarded_addresses_are_ignored(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given CloudFront as a trusted proxy, and an attacker who forges a new address for each request
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    register()
    for number in range(10):
        edge = f"192.0.2.{number}"
        assert login(address=edge, forwarded=f"198.18.0.{number}, {HERE}, {edge}").status == 401

    # Then the attacker's address is throttled, and other clients of CloudFront aren't
    assert login(address="192.0.2.0", forwarded=f"198.18.0.99, {HERE}, 192.0.2.0").problem == TOO_MANY
    assert login(address="192.0.2.0", forwarded=f"{ELSEWHERE}, 192.0.2.0").status == 401


@pytest.mark.parametrize("forwarded", ["", "unknown, 203.0.113.7", "203.0.113.7:443, 203.0.113.7"])
def test_without_an_address_from_cloudfront_the_connections_address_counts(
    table: Table, monkeypatch: pytest.MonkeyPatch, forwarded: str
) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    for _ in range(10):
        assert login(forwarded=forwarded).status == 401

    assert login(forwarded=forwarded).problem == TOO_MANY
    assert login(address=ELSEWHERE, forwarded=forwarded and f"unknown, {ELSEWHERE}").status == 401


@pytest.mark.parametrize("address", [HERE, ELSEWHERE])
def test_forwarded_addresses_are_ignored_without_a_trusted_proxy(table: Table, address: str) -> None:
    for number in range(10):
        assert login(address=address, forwarded=f"198.18.0.{number}, {address}").status == 401

    assert login(address=address, forwarded=f"198.18.0.99, {address}").problem == TOO_MANY


def test_registrations_are_limited_whether_they_succeed_or_not(table: Table, production: dict[str, int]) -> None:
    most = production["REGISTRATIONS_PER_ADDRESS"]
    first = join(0)
    vouch_for_email(first.body["userId"])

    statuses = [join(0 if number % 2 else number).status for number in range(1, most)]

    assert [first.status, *statuses] == [201, 409] * (most // 2)
    assert_throttled(join(most), about=QUARTER)
    assert join(most, address=ELSEWHERE).status == 201
    assert len([key for key in table.rows() if key[1] == "PROFILE"]) == most // 2 + 1


def test_malformed_registration_is_not_counted(table: Table) -> None:
    for _ in range(3):
        post("registerUser", ADA | {"password": "12345678"})

    assert table.attempts() == []


def test_refreshes_are_limited_whether_they_succeed_or_not(table: Table, production: dict[str, int]) -> None:
    most = production["REFRESHES_PER_ADDRESS"]
    signed_in = sign_up()
    assert [refresh().status for _ in range(most - 1)] == [401] * (most - 1)
    token = refresh(signed_in.refresh_token).body["refreshToken"]

    assert_throttled(refresh(token), about=QUARTER)

    # Then the token that was not verified is still valid from elsewhere
    assert refresh(token, address=ELSEWHERE).status == 200


def test_limits_are_independent(table: Table) -> None:
    register()
    for _ in range(11):
        login()

    assert refresh().status == 401
    assert join(1).status == 201


@pytest.mark.parametrize("fault", [Fault.LOST_RESPONSE, Fault.BROKEN_CONNECTION])
def test_write_that_the_sdk_retries_counts_once(aws_proxy: FaultyProxy, table: Table, fault: Fault) -> None:
    aws_proxy.plan = first(2, fault, "UpdateItem")
    login()
    aws_proxy.plan = always(None)

    assert [len(stamps) for stamps in table.attempts()] == [1, 1, 1]


def test_last_guess_with_a_lost_response_is_admitted(aws_proxy: FaultyProxy, table: Table) -> None:
    for _ in range(9):
        login()
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "UpdateItem")
    del aws_proxy.seen[:]

    assert login().status == 401

    aws_proxy.plan = always(None)
    assert login().status == 429


def test_counter_row_expires_and_contains_no_address(table: Table) -> None:
    login()

    rows = table.dynamodb.scan(TableName=table.name)["Items"]
    assert len(rows) == 3 + len(ADMIN_ROWS)
    for row in (row for row in rows if row["SK"]["S"] == "ATTEMPTS"):
        assert 0 < int(row["expiresAt"]["N"]) - clock.epoch_seconds(clock.now()) <= QUARTER
        assert not [word for word in (HERE, "ada", "example") if word in repr(row)]


def test_successful_login_leaves_no_counted_attempt(table: Table) -> None:
    register()
    log_in()

    assert [len(stamps) for stamps in table.attempts()] == [0, 0, 0, 1]


@pytest.fixture
def guesses(table: Table, later: Callable[[float], None]) -> list[float]:
    """Guess continuously, and return the times in seconds at which a guess was allowed."""
    let_through: list[float] = []
    for step in range(150):
        if login().status == 401:
            let_through.append(decode_time(vars(throttle_counters)["new_id"]()).timestamp())
        later(4 + 4 * (step % 7))
    return let_through


def test_no_quarter_of_an_hour_has_more_than_ten_guesses(guesses: list[float]) -> None:
    assert len(guesses) > 20
    assert all(after - before > QUARTER - 1 for before, after in zip(guesses, guesses[10:], strict=False))
