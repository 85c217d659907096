"""Verification of addresses and reset of passwords, by e-mail."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain import emailed_tokens
from handlers.domain.ids import new_id
from local.gateway.mailbox import sent_mails
from tests.integration.handlers.accounts import (
    ADA,
    NEW_PASSWORD,
    emailed_token,
    is_authorized,
    log_in,
    register,
    sign_up,
)
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.faulty_proxy import SES_DOWN, Fault, always
from tests.integration.handlers.notifications import NOTHING_FAILED, process

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.config import LocalConfig
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Table

TOKEN_INVALID = (422, "token-invalid")
RESET = ["UpdateItem", "GetItem", "GetItem", "TransactWriteItems"]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The e-mails to one address, oldest first, once the table's changes are processed."""

    aws: LocalConfig
    changes: Callable[[], list[Record]]
    email: str

    def mails(self) -> list[dict[str, Any]]:
        if records := self.changes():
            assert process(*records) == NOTHING_FAILED
        return [mail for mail in reversed(sent_mails(self.aws.aws_url)) if mail["to"] == self.email]

    def tokens(self, page: str) -> list[str]:
        links = rf"http://\S+/docs/account/{page}#token=(\S+)"
        return [token for mail in self.mails() for token in re.findall(links, mail["text"])]


@pytest.fixture
def mailbox(receivers: Receivers, aws: LocalConfig, changes: Callable[[], list[Record]]) -> Mailbox:
    return Mailbox(aws, changes, f"{new_id().lower()}@example.com")


def confirm(token: str) -> Response:
    return call("confirmVerification", body={"token": token})


def reset(token: str, password: str = NEW_PASSWORD) -> Response:
    return call("confirmPasswordReset", body={"token": token, "newPassword": password})


def request_reset(email: str) -> Response:
    return call("requestPasswordReset", body={"email": email})


def test_registering_sends_a_link_that_verifies_the_address(mailbox: Mailbox) -> None:
    # Given a new account
    login = sign_up(email=mailbox.email, firstName="Mallory")
    assert call("getProfile", caller=login.caller).body["emailVerified"] is False

    # When the token of the e-mail is confirmed
    (mail,) = mailbox.mails()
    (token,) = mailbox.tokens("verify")
    assert confirm(token).status == 204

    # Then the address is verified, and the e-mail contained nothing that a user typed
    assert call("getProfile", caller=login.caller).body["emailVerified"] is True
    assert "Mallory" not in mail["text"] + mail["html"]
    assert token in mail["html"]
    # And the token can't be used again
    assert confirm(token).problem == TOKEN_INVALID


def test_emails_say_that_they_are_automatic_and_who_sent_them(mailbox: Mailbox) -> None:
    register(email=mailbox.email)

    (mail,) = mailbox.mails()

    assert mail["headers"]["From"] == "E-Commerce Shop <shop@example.com>"
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9A-Z]{26}@example\.com>", mail["headers"]["Message-ID"])


def test_reset_sets_the_password_ends_all_sessions_and_verifies_the_address(table: Table, mailbox: Mailbox) -> None:
    # Given an account with a session, and a requested reset
    login = sign_up(email=mailbox.email)
    assert request_reset(mailbox.email.upper()).status == 202
    (token,) = mailbox.tokens("reset-password")

    assert reset(token).status == 204

    # Then only the new password opens the account, which is verified, and the old session has ended
    assert not is_authorized(login)
    assert table.sessions(login.user_id) == set()
    old = call("loginUser", body={"email": mailbox.email, "password": ADA["password"]})
    assert old.problem == (401, "invalid-credentials")
    again = log_in(mailbox.email, NEW_PASSWORD)
    assert call("getProfile", caller=again.caller).body["emailVerified"] is True
    # And its owner gets a notice
    assert mailbox.mails()[-1]["subject"] == "Your password was changed"


def test_no_row_contains_a_token(table: Table, mailbox: Mailbox) -> None:
    register(email=mailbox.email)

    (token,) = mailbox.tokens("verify")

    assert token not in repr(table.all_rows())


@pytest.mark.parametrize("kind", ["unknown", "used", "expired", "of another purpose", "void"])
def test_all_tokens_that_cant_be_used_get_one_answer(table: Table, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    # Given an account and a token that can't be used
    user_id = register()
    if kind == "expired":
        monkeypatch.setattr(emailed_tokens, "_LIFETIMES", {"verification": 0, "password-reset": 0})
    token = emailed_token(user_id, "verification" if kind == "of another purpose" else "password-reset")
    match kind:
        case "unknown":
            token = "x"
        case "used":
            reset(token)
        case "void":
            change = {"currentPassword": ADA["password"], "newPassword": "third-horse-battery"}
            assert call("changePassword", body=change, caller=log_in().caller).status == 200
    rows = table.rows()

    response = reset(token)

    assert response.problem == TOKEN_INVALID
    assert response.body["detail"] == "The token is invalid, expired, void or already used. Request a new e-mail."
    assert table.rows() == rows


def test_weak_password_doesnt_spend_the_token(table: Table) -> None:
    token = emailed_token(register(), "password-reset")

    assert reset(token, "qwertyuiop").pointers == {"/body/newPassword"}
    assert reset(token, "Lovelace1815").pointers == {"/body/newPassword"}
    assert reset(token).status == 204


@pytest.mark.parametrize("spend", [confirm, reset], ids=["verification", "reset"])
def test_one_of_several_concurrent_uses_of_a_token_succeeds(table: Table, spend: Callable[[str], Response]) -> None:
    token = emailed_token(register(), "verification" if spend is confirm else "password-reset")

    with ThreadPoolExecutor(4) as together:
        responses = list(together.map(spend, [token] * 4))

    assert sorted(response.status for response in responses) == [204, 422, 422, 422]


@pytest.mark.parametrize("place", range(9))
def test_reset_in_the_middle_of_a_login_leaves_no_session(table: Table, place: int) -> None:
    user_id = register()
    token = emailed_token(user_id, "password-reset")

    with before(lambda seen: len(seen) == place + 1, lambda: assert_reset(token)):
        response = call("loginUser", body={"email": ADA["email"], "password": ADA["password"]})

    assert response.problem == (401, "invalid-credentials")
    assert table.sessions(user_id) == set()


def assert_reset(token: str) -> None:
    assert reset(token).status == 204


@pytest.mark.parametrize("place", range(len(RESET)))
def test_login_in_the_middle_of_a_reset_is_ended_by_it(table: Table, place: int) -> None:
    token = emailed_token(register(), "password-reset")
    late = []

    with before(lambda seen: len(seen) == place + 1, lambda: late.append(log_in())) as seen:
        response = reset(token)

    assert response.status == 204
    assert seen[: len(RESET)] == RESET
    assert not is_authorized(late[0])


@pytest.mark.parametrize("place", range(len(RESET)))
def test_password_change_in_the_middle_of_a_reset_voids_its_token(table: Table, place: int) -> None:
    login = sign_up()
    token = emailed_token(login.user_id, "password-reset")
    change = {"currentPassword": ADA["password"], "newPassword": "third-horse-battery"}

    def change_password() -> None:
        assert call("changePassword", body=change, caller=login.caller).status == 200

    with before(lambda seen: len(seen) == place + 1, change_password):
        response = reset(token)

    assert response.problem == TOKEN_INVALID
    assert is_authorized(login)


def test_a_stranger_causes_at_most_five_emails_a_day_without_text_of_theirs(mailbox: Mailbox) -> None:
    # Given a stranger who registers somebody's address, and requests e-mails to it
    register(email=mailbox.email, firstName="CLICK", lastName="HERE")
    for _ in range(40):
        assert call("requestVerification", body={"email": mailbox.email}).status == 202
        assert request_reset(mailbox.email).status == 202

    mails = mailbox.mails()

    assert 0 < len(mails) <= 5
    assert not any(text in mail["text"] + mail["html"] for mail in mails for text in ("CLICK", "HERE"))


def test_three_reset_links_are_valid_side_by_side_and_no_other_is_sent(mailbox: Mailbox) -> None:
    # Given the owner's request for a reset, and a stranger's
    user_id = register(email=mailbox.email)
    assert confirm(emailed_token(user_id, "verification")).status == 204
    for _ in range(5):
        request_reset(mailbox.email)

    tokens = mailbox.tokens("reset-password")

    assert len(tokens) == 3
    assert reset(tokens[0]).status == 204
    # And a reset voids the others
    assert [reset(token).problem for token in tokens[1:]] == [TOKEN_INVALID] * 2


@pytest.mark.parametrize("fault", [Fault.LOST_RESPONSE, Fault.BROKEN_CONNECTION])
def test_an_email_that_can_be_requested_again_is_never_sent_twice(
    mailbox: Mailbox, aws_proxy: FaultyProxy, fault: Fault
) -> None:
    # Given an e-mail whose outcome is unknown
    register(email=mailbox.email)
    records = mailbox.changes()
    aws_proxy.plan = always(fault, "SendRawEmail")
    assert process(*records)["batchItemFailures"]

    # When its record is retried
    aws_proxy.plan = always(None)
    assert process(*records) == NOTHING_FAILED

    assert len(mailbox.mails()) == (1 if fault is Fault.LOST_RESPONSE else 0)


def test_a_rejected_email_is_retried_with_a_token_that_works(mailbox: Mailbox, aws_proxy: FaultyProxy) -> None:
    register(email=mailbox.email)
    records = mailbox.changes()
    aws_proxy.plan = always(SES_DOWN, "SendRawEmail")
    assert process(*records)["batchItemFailures"]

    aws_proxy.plan = always(None)
    assert process(*records) == NOTHING_FAILED

    (token,) = mailbox.tokens("verify")
    assert confirm(token).status == 204


@pytest.mark.parametrize("operation", ["requestVerification", "requestPasswordReset"])
def test_known_and_unknown_addresses_get_the_same_response_and_cause_the_same_work(
    table: Table, operation: str
) -> None:
    # Given an address with an account and one without
    register()
    seen = set()

    for number in range(400):
        email = ADA["email"] if number % 2 else "bob@example.com"
        with recorded() as aws:
            response = call(operation, body={"email": email})
        headers = frozenset((name, value) for name, value in response.headers.items() if name != "X-Request-Id")
        seen.add((response.status, response.text, headers, tuple(aws.requests)))

    assert len(seen) == 1


def test_an_address_without_an_account_gets_no_email(mailbox: Mailbox) -> None:
    request_reset(mailbox.email)

    assert mailbox.mails() == []
