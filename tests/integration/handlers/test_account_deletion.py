"""Deletion of an account: requested, taken back, and erased by the scheduled function."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.domain.clock import now, timestamp
from handlers.domain.ids import new_id
from handlers.domain.users import DELETION_SECONDS, User
from handlers.runtime.aws import clients
from handlers.store.account_changes import change_account
from handlers.store.users import find_user, find_user_by_id
from handlers.users.erase_accounts import ErasureFailed
from tests.integration.handlers import buying, catalog
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
from tests.integration.handlers.aws_calls import ProcessKilled, before, kill_process
from tests.integration.handlers.calling import Response, call, invoke
from tests.integration.handlers.test_account_recovery import TOKEN_INVALID, Mailbox
from tests.integration.handlers.test_email_change import move
from tests.lambda_events import ADMIN, sample_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.config import LocalConfig
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Table

ERASURE = [
    *("Query", "Query", "TransactWriteItems", "Query", "UpdateItem", "Query"),
    *("TransactWriteItems", "DeleteObject", "BatchGetItem", "TransactWriteItems"),
]
LOGIN = {"email": ADA["email"], "password": ADA["password"]}
PERSONAL = [ADA["email"], ADA["firstName"], ADA["lastName"], "Baker Street", "London", "NW1", "clients-key-of-ada"]


@pytest.fixture
def mailbox(receivers: Receivers, aws: LocalConfig, changes: Callable[[], list[Record]]) -> Mailbox:
    return Mailbox(aws, changes, f"{new_id().lower()}@example.com")


def request(login: Login, password: str = ADA["password"]) -> Response:
    return call("requestDeletion", body={"currentPassword": password}, caller=login.caller)


def undo(token: str) -> Response:
    return call("undoDeletion", body={"token": token})


def erase(after: timedelta = timedelta(seconds=DELETION_SECONDS, minutes=1)) -> None:
    """Run the scheduled function some time from now."""
    moment = now() + after
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handlers.store.deletions.now", lambda: moment)
        invoke("erase_accounts", sample_event("erase_accounts"))


def customer_with_everything() -> tuple[Login, str]:
    """Return the login of a verified customer with sessions, a cart and a cancelled order, and the order's id."""
    login = sign_up()
    change_account(login.user_id, User.vouched_for)
    product_id = catalog.create_id(stock=9)
    address = {"street": "221b Baker Street", "city": "London", "postalCode": "NW1", "country": "UK"}
    body = {
        "items": [{"productId": product_id, "quantity": 2}],
        "shippingAddress": address,
        "paymentMethod": {"type": "card", "token": "tok_visa"},
    }
    order_id = buying.place(login.caller, body, key="clients-key-of-ada").body["orderId"]
    assert buying.set_status(ADMIN, order_id, "completed").status == 200
    assert buying.add_to_cart(login.caller, product_id).status == 200
    return login, order_id


def rows_of(table: Table, user_id: str) -> set[str]:
    return {sort for partition, sort in table.rows() if partition == f"USER#{user_id}"}


def personal_values(table: Table) -> list[str]:
    """Return the personal values in the rows that don't expire by themselves."""
    rows = json.dumps(list(map(str, table.rows().values())))
    return [value for value in PERSONAL if value in rows]


def entries(table: Table) -> list[str]:
    found = sorted((row["auditId"], row["action"]) for row in table.all_rows() if row["PK"].startswith("AUDIT#"))
    return [action for _, action in found if action.startswith(("account.deletion", "account.erased"))]


def test_request_ends_the_sessions_and_its_email_takes_it_back(table: Table, mailbox: Mailbox) -> None:
    # Given a verified customer
    login = sign_up(email=mailbox.email)
    change_account(login.user_id, User.vouched_for)

    # When the customer requests the deletion
    assert request(login).status == 202

    # Then all sessions have ended, and only the right password shows why nobody can log in
    assert not is_authorized(login)
    credentials = {"email": mailbox.email, "password": ADA["password"]}
    assert call("loginUser", body=credentials).problem == (403, "account-deleting")
    assert call("loginUser", body={**credentials, "password": "wrong"}).problem == (401, "invalid-credentials")
    # And the account changes nothing from now on, also with an access token in the authorizer's cache
    assert buying.add_to_cart(login.caller, catalog.create_id()).problem == (401, "unauthorized")
    assert buying.order(login.caller, catalog.create_id(stock=1)).problem == (401, "unauthorized")
    # And admins find it
    (account,) = call("listUsers", query={"status": "deleting"}, caller=ADMIN).body["items"]
    assert (account["userId"], account["status"]) == (login.user_id, "deleting")

    # When its owner follows the link of the e-mail
    (token,) = mailbox.tokens("undo-deletion")
    assert undo(token).status == 204

    # Then the account is as before, once
    assert log_in(mailbox.email).user_id == login.user_id
    assert undo(token).problem == TOKEN_INVALID
    erase()
    assert find_user_by_id(login.user_id) is not None
    assert entries(table) == ["account.deletion-requested", "account.deletion-undone"]


def test_account_is_erased_after_30_days(table: Table) -> None:
    # Given a customer with sessions, a cart and an order, who has requested the deletion
    login, order_id = customer_with_everything()
    assert set(personal_values(table)) == set(PERSONAL)
    request(login)

    # When the function runs a day early
    erase(after=timedelta(days=29))

    # Then nothing is erased, and the address stays taken
    assert "PROFILE" in rows_of(table, login.user_id)
    assert call("registerUser", body=ADA).problem == (409, "email-taken")

    erase()

    # Then only the order is left, with its lines and amounts
    assert rows_of(table, login.user_id) == {f"ORDER#{order_id}"}
    assert personal_values(table) == []
    order = call("getOrder", path={"id": order_id}, caller=ADMIN).body
    assert order["shippingAddress"] == {**dict.fromkeys(("street", "city", "postalCode"), "erased"), "country": "UK"}
    assert (len(order["items"]), order["totalAmount"]) == (1, order["items"][0]["subtotal"])
    # And the address can be registered again
    assert register() != login.user_id
    assert entries(table) == ["account.deletion-requested", "account.erased"]


@pytest.mark.parametrize("place", range(len(ERASURE)))
def test_erasure_that_was_killed_at_any_request_is_finished_by_the_next_run(table: Table, place: int) -> None:
    login, order_id = customer_with_everything()
    request(login)

    with pytest.raises(ProcessKilled), before(lambda seen: len(seen) == place + 1, kill_process) as seen:
        erase()
    assert seen == ERASURE[: place + 1]
    # Until everything is erased, nobody else has the address
    assert call("registerUser", body=ADA).problem == (409, "email-taken")
    erase()

    assert rows_of(table, login.user_id) == {f"ORDER#{order_id}"}
    assert personal_values(table) == []
    assert entries(table) == ["account.deletion-requested", "account.erased"]
    assert register() != login.user_id


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_an_unfinished_order_delays_the_erasure(table: Table, status: str) -> None:
    login = sign_up()
    token = "tok_timeout" if status == "pending" else "tok_visa"
    order_id = buying.order_id(login.caller, catalog.create_id(stock=9), token=token)
    assert request(login).status == 202

    erase()
    assert "PROFILE" in rows_of(table, login.user_id)
    if status == "pending":
        buying.settle()
    buying.set_status(ADMIN, order_id, "cancelled")
    erase()

    assert rows_of(table, login.user_id) == {f"ORDER#{order_id}"}


def test_one_account_that_cant_be_erased_blocks_no_other(table: Table, log_lines: LogLines) -> None:
    # Given two due accounts, of which the older has a corrupt order
    broken, other = sign_up(), sign_up(email="grace@example.com")
    table.put({"PK": f"USER#{broken.user_id}", "SK": "ORDER#1", "status": "completed"})
    request(broken)
    request(other)

    with pytest.raises(ErasureFailed):
        erase()

    assert rows_of(table, other.user_id) == set()
    (failed,) = [line["metadata"] for line in log_lines() if line["event"] == "ERASURE_FAILED"]
    assert failed["erasedUserId"] == broken.user_id


def test_run_without_time_continues_in_the_next(table: Table) -> None:
    login, order_id = customer_with_everything()
    request(login)
    moment = now() + timedelta(seconds=DELETION_SECONDS + 60)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handlers.store.deletions.now", lambda: moment)
        # A query fits into it, but no step.
        invoke("erase_accounts", sample_event("erase_accounts"), seconds=1.5 * clients.ATTEMPT_MILLISECONDS / 1000)
    assert "PROFILE" in rows_of(table, login.user_id)
    erase()

    assert rows_of(table, login.user_id) == {f"ORDER#{order_id}"}


@pytest.mark.parametrize("place", range(2, len(ERASURE)))
def test_deletion_that_is_undone_during_a_run_is_undone_or_erased(table: Table, place: int) -> None:
    # Given a token that is valid for a moment longer than its account
    login, order_id = customer_with_everything()
    request(login)
    token, answers = emailed_token(login.user_id, "deletion-undo"), []

    with before(lambda seen: len(seen) == place + 1, lambda: answers.append(undo(token).status)):
        erase()

    assert answers == [204 if place == ERASURE.index("TransactWriteItems") else 422]
    if answers == [204]:
        assert log_in().user_id == login.user_id
    else:
        assert rows_of(table, login.user_id) == {f"ORDER#{order_id}"}


def test_a_wrong_password_requests_nothing(table: Table) -> None:
    login = sign_up()
    rows = table.rows()

    assert request(login, "wrong-password").problem == (403, "wrong-password")

    assert (table.rows(), entries(table)) == (rows, [])


def test_twenty_concurrent_requests_are_one(table: Table, mailbox: Mailbox) -> None:
    login = sign_up(email=mailbox.email)

    with ThreadPoolExecutor(20) as together:
        statuses = [response.status for response in together.map(request, [login] * 20)]

    # Then the others find that the session has ended, or are too many at once
    assert statuses.count(202) == 1
    assert set(statuses) <= {202, 401, 429}
    assert entries(table) == ["account.deletion-requested"]
    assert len(mailbox.tokens("undo-deletion")) == 1


def test_one_of_several_concurrent_undos_succeeds(table: Table) -> None:
    login = sign_up()
    request(login)
    token = emailed_token(login.user_id, "deletion-undo")

    with ThreadPoolExecutor(4) as together:
        responses = list(together.map(undo, [token] * 4))

    assert sorted(response.status for response in responses) == [204, 422, 422, 422]
    assert entries(table) == ["account.deletion-requested", "account.deletion-undone"]


def test_password_change_in_the_middle_of_a_request_prevents_it(table: Table) -> None:
    login, body = sign_up(), {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
    other = log_in()

    def change() -> None:
        assert call("changePassword", body=body, caller=other.caller).status == 200

    with before(lambda seen: seen[-1] == "TransactWriteItems" and seen.count(seen[-1]) == 1, change):
        assert request(login).problem == (401, "unauthorized")

    assert entries(table) == []


def test_the_last_admin_cant_be_deleted(table: Table) -> None:
    change_account(ADMIN["userId"], lambda user: user.with_role("admin"))
    first, second = sign_up(as_admin=True), sign_up(as_admin=True, email="grace@example.com")
    change_account(ADMIN["userId"], User.disabled)

    assert request(first).status == 202
    assert request(second).problem == (409, "last-admin")

    # And an admin who is kept is an admin again
    assert undo(emailed_token(first.user_id, "deletion-undo")).status == 204
    assert request(second).status == 202


@pytest.mark.parametrize("event", ["a reset", "a demotion", "a disabled account"])
def test_nothing_voids_the_token_that_takes_a_deletion_back(table: Table, event: str) -> None:
    login = sign_up()
    request(login)
    token = emailed_token(login.user_id, "deletion-undo")
    match event:
        case "a reset":
            body = {"token": emailed_token(login.user_id, "password-reset"), "newPassword": NEW_PASSWORD}
            assert call("confirmPasswordReset", body=body).status == 204
        case "a demotion":
            change_account(login.user_id, lambda user: user.with_role("admin"))
        case _:
            change_account(login.user_id, User.disabled)

    assert undo(token).status == 204
    assert find_user(login.user_id).deletion_at is None


def test_a_new_password_keeps_no_account_that_will_be_deleted(table: Table) -> None:
    login = sign_up()
    request(login)
    body = {"token": emailed_token(login.user_id, "password-reset"), "newPassword": NEW_PASSWORD}
    call("confirmPasswordReset", body=body)

    assert call("loginUser", body={**LOGIN, "password": NEW_PASSWORD}).problem == (403, "account-deleting")


def test_token_of_an_earlier_request_is_void(table: Table) -> None:
    login = sign_up()
    request(login)
    earlier = emailed_token(login.user_id, "deletion-undo")
    undo(emailed_token(login.user_id, "deletion-undo"))
    request(log_in())

    assert undo(earlier).problem == TOKEN_INVALID


def test_undoing_a_change_of_the_address_keeps_an_account_that_a_thief_deletes(table: Table, mailbox: Mailbox) -> None:
    # Given a thief who has moved the account to another address and requested its deletion
    login = sign_up(email=mailbox.email)
    change_account(login.user_id, User.vouched_for)
    token = move(login, mailbox, "thief@example.com")
    assert request(login).status == 202
    due = find_user(login.user_id).deletion_at

    assert call("undoEmailChange", body={"token": token}).status == 204
    erase()

    assert log_in(mailbox.email).user_id == login.user_id
    # And the audit shows that the request was taken back
    (entry,) = (row for row in table.all_rows() if row.get("action") == "account.email-change-undone")
    assert {"field": "deletionAt", "before": due} in entry["changes"]


def test_link_that_waited_for_the_verification_of_the_address_is_sent(table: Table, mailbox: Mailbox) -> None:
    # Given an unverified address that has got the day's e-mails
    login = sign_up(email=mailbox.email)
    for _ in range(4):
        call("requestVerification", body={"email": mailbox.email})
    assert len(mailbox.mails()) == 5
    request(login)
    assert mailbox.tokens("undo-deletion") == []

    # When a reset verifies it
    body = {"token": emailed_token(login.user_id, "password-reset"), "newPassword": NEW_PASSWORD}
    assert call("confirmPasswordReset", body=body).status == 204

    (token,) = mailbox.tokens("undo-deletion")
    assert undo(token).status == 204


def test_due_accounts_are_found_by_a_query_of_their_own(aws_proxy: FaultyProxy, table: Table) -> None:
    request(sign_up())
    del aws_proxy.seen[:]

    erase(after=timedelta())

    assert aws_proxy.seen == ["Query"]
    assert timestamp(now()) < str(table.rows()[next(key for key in table.rows() if key[1] == "DELETION")]["dueAt"])
