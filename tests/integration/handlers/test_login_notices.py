"""Notices of logins from a new network or device, and of failed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.domain.devices import MAX_DEVICES
from handlers.domain.email_requests import DAILY_LIMIT
from handlers.domain.ids import new_id
from handlers.domain.users import User
from handlers.notifications import email_limits
from handlers.store.account_changes import change_account
from handlers.store.users import find_user
from tests.integration.handlers.accounts import ADA, register
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.calling import send
from tests.integration.handlers.test_account_recovery import Mailbox, request_reset
from tests.lambda_events import proxy_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.config import LocalConfig
    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Table

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW_LOGIN, LIMITED = "New login to your account", "Failed logins to your account"


@pytest.fixture
def mailbox(receivers: Receivers, aws: LocalConfig, changes: Callable[[], list[Record]]) -> Mailbox:
    return Mailbox(aws, changes, f"{new_id().lower()}@example.com")


def log_in(
    email: str, password: str = ADA["password"], *, address: str = "203.0.113.7", agent: str = FIREFOX
) -> Response:
    headers = {"User-Agent": agent}
    event = proxy_event("loginUser", body={"email": email, "password": password}, headers=headers)
    event["requestContext"]["identity"]["sourceIp"] = address
    return send("loginUser", event)


def subjects(mailbox: Mailbox) -> list[str]:
    return [mail["subject"] for mail in mailbox.mails()]


def verified(email: str) -> str:
    user_id = register(email=email)
    change_account(user_id, User.vouched_for)
    return user_id


def test_a_login_from_a_new_network_or_device_is_reported_once(mailbox: Mailbox) -> None:
    # Given an account's first login, which isn't reported
    verified(mailbox.email)
    log_in(mailbox.email)
    assert NEW_LOGIN not in subjects(mailbox)

    # When it is used from the same network and device, from another network, and from another device, each twice
    for address, agent in [
        ("203.0.113.250", FIREFOX.replace("140", "141")),
        ("198.51.100.1", FIREFOX),
        ("203.0.113.7", "curl/8.5.0"),
    ] * 2:
        assert log_in(mailbox.email, address=address, agent=agent).status == 200

    # Then two e-mails, which lead to a reset, report the new ones
    reports = [mail for mail in mailbox.mails() if mail["subject"] == NEW_LOGIN]
    assert len(reports) == 2
    assert all("This wasn't me: reset the password" in mail["text"] for mail in reports)


def test_a_wrong_password_from_a_new_device_is_not_reported(mailbox: Mailbox) -> None:
    verified(mailbox.email)
    log_in(mailbox.email)

    log_in(mailbox.email, "wrong-password", agent="curl/8.5.0")

    assert NEW_LOGIN not in subjects(mailbox)


def test_an_account_remembers_its_newest_devices_as_digests(table: Table) -> None:
    user_id = register()

    for number in range(MAX_DEVICES + 1):
        log_in(ADA["email"], address=f"10.0.{number}.1")

    devices = find_user(user_id).devices
    assert len(set(devices)) == MAX_DEVICES
    assert "10.0" not in repr(devices)


def test_a_known_device_costs_what_it_did_and_a_new_one_no_other_request(table: Table) -> None:
    register()
    log_in(ADA["email"])
    requests = []

    for agent in (FIREFOX, "curl/8.5.0"):
        with recorded() as aws:
            log_in(ADA["email"], agent=agent)
        requests.append((aws.requests, "dynamodb:ConditionCheckItem" in aws.actions))

    (known, is_checked), (new, is_rechecked) = requests
    assert known == new
    assert (is_checked, is_rechecked) == (True, False)


def test_failed_logins_that_lock_or_slow_an_account_are_reported_once_a_day(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN_FAILURES_PER_ACCOUNT", "3")
    verified(mailbox.email)

    # When a stranger's guesses are locked out in several networks
    for _ in range(2):
        log_in(mailbox.email, "wrong-password")
    assert LIMITED not in subjects(mailbox)
    for address in ("203.0.113.7", "198.51.100.1"):
        for _ in range(4):
            log_in(mailbox.email, "wrong-password", address=address)

    assert subjects(mailbox).count(LIMITED) == 1


def test_guesses_from_everywhere_are_reported(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE", "4")
    verified(mailbox.email)

    for number in range(4):
        log_in(mailbox.email, "wrong-password", address=f"198.51.100.{number}")

    assert subjects(mailbox).count(LIMITED) == 1


def test_a_stranger_who_uses_up_the_days_emails_cant_suppress_the_notice(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an address that gets no more resets today
    monkeypatch.setenv("LOGIN_FAILURES_PER_ACCOUNT", "3")
    monkeypatch.setattr(email_limits, "RESET_LINKS_LIMIT", DAILY_LIMIT)
    verified(mailbox.email)
    for _ in range(9):
        request_reset(mailbox.email)

    for _ in range(3):
        log_in(mailbox.email, "wrong-password")

    sent = subjects(mailbox)
    assert sent.count(LIMITED) == 1
    assert len(sent) <= 5


def test_failed_logins_cause_the_same_work_for_known_and_unknown_addresses(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN_FAILURES_PER_ACCOUNT", "3")
    register()
    log_in(ADA["email"])
    work = []

    for email in (ADA["email"], "nobody@example.com"):
        with recorded() as aws:
            statuses = [log_in(email, "wrong-password").status for _ in range(4)]
        work.append((statuses, aws.requests))

    known, unknown = work
    assert known == unknown
    assert known[1].count("PutItem") == 1
