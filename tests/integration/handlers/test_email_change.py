"""Change of an account's address: the new one confirms it, the old one can undo it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.domain.clock import epoch_seconds, now
from handlers.domain.emailed_tokens import UNDO_SECONDS, issue_token
from handlers.domain.ids import new_id
from handlers.domain.users import User
from handlers.store.account_changes import change_account
from handlers.store.emailed_tokens import add_token
from handlers.store.users import find_user
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, Login, emailed_token, is_authorized, log_in, sign_up
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.test_account_recovery import TOKEN_INVALID, Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.config import LocalConfig
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Table

CONFIRM = ["UpdateItem", *["GetItem"] * 4, "TransactWriteItems"]
UNDO = [*CONFIRM, "Query", "TransactWriteItems"]


@pytest.fixture
def mailbox(receivers: Receivers, aws: LocalConfig, changes: Callable[[], list[Record]]) -> Callable[[], Mailbox]:
    return lambda: Mailbox(aws, changes, f"{new_id().lower()}@example.com")


type Mailboxes = Callable[[], Mailbox]


def verified(email: str = ADA["email"]) -> Login:
    login = sign_up(email=email)
    change_account(login.user_id, User.vouched_for)
    return login


def change(login: Login, new_email: str, password: str = ADA["password"]) -> Response:
    body = {"newEmail": new_email, "currentPassword": password}
    return call("changeEmail", body=body, caller=login.caller)


def confirm(token: str) -> Response:
    return call("confirmEmailChange", body={"token": token})


def undo(token: str) -> Response:
    return call("undoEmailChange", body={"token": token})


def change_token(login: Login, new_email: str) -> str:
    """Return the text of a token that changes an account's address, as its e-mail would contain it."""
    token, text = issue_token(find_user(login.user_id), "email-change", new_email=new_email)
    add_token(token)
    return text


def move(login: Login, old: Mailbox, new_email: str) -> str:
    """Change an account's address, and return the token that undoes it."""
    assert confirm(change_token(login, new_email)).status == 204
    return old.tokens("undo-email")[-1]


def can_log_in(email: str, password: str = ADA["password"]) -> bool:
    return call("loginUser", body={"email": email, "password": password}).status == 200


def email_of(login: Login) -> str:
    return find_user(login.user_id).email


def register_again(email: str) -> Response:
    return call("registerUser", body={**ADA, "email": email, "password": NEW_PASSWORD})


def test_new_address_confirms_the_change_and_the_old_one_undoes_it(table: Table, mailbox: Mailboxes) -> None:
    # Given a verified account that changes its address
    old, new = mailbox(), mailbox()
    login = verified(old.email)
    assert change(login, new.email.upper()).status == 202
    (token,) = new.tokens("confirm-email")
    assert email_of(login) == old.email

    # When the new address confirms
    assert confirm(token).status == 204

    # Then only it opens the account, whose session stays, and the old one gets a notice
    assert (can_log_in(old.email), can_log_in(new.email)) == (False, True)
    assert is_authorized(login)
    assert call("getProfile", caller=login.caller).body["email"] == new.email
    assert [mail["subject"] for mail in old.mails()][-1] == "Your e-mail address was changed"
    (token,) = old.tokens("undo-email")

    # When the old address undoes the change
    assert undo(token).status == 204

    # Then it has the account again, all sessions have ended, and it is reminded of a reset
    assert (can_log_in(old.email), can_log_in(new.email)) == (True, False)
    assert not is_authorized(login)
    assert login.session_id not in table.sessions(login.user_id)
    assert "/docs/account/reset-password" in old.mails()[-1]["text"]
    # And the new one is free
    assert register_again(new.email).status == 201


def test_new_address_gets_nothing_that_a_user_typed(mailbox: Mailboxes) -> None:
    new = mailbox()

    change(verified(), new.email)

    (mail,) = new.mails()
    assert not any(typed in mail["text"] + mail["html"] for typed in (ADA["firstName"], ADA["lastName"], ADA["email"]))


def test_a_wrong_password_changes_nothing_and_counts(table: Table) -> None:
    login = verified()
    rows, attempts = table.rows(), sum(map(len, table.attempts()))

    assert change(login, "countess@example.com", "wrong-password").problem == (403, "wrong-password")

    assert (table.rows(), sum(map(len, table.attempts()))) == (rows, attempts + 3)


def test_an_unverified_address_cant_be_changed(table: Table) -> None:
    assert change(sign_up(), "countess@example.com").problem == (403, "email-unverified")


def test_an_ended_session_cant_change_the_address(table: Table) -> None:
    login = verified()
    call("logoutUser", caller=login.caller)

    assert change(login, "countess@example.com").problem == (401, "unauthorized")


def test_known_and_unknown_new_addresses_get_the_same_response_and_cause_the_same_work(table: Table) -> None:
    # Given an address of another account, and one without
    login = verified()
    verified("grace@example.com")
    seen = set()

    for email in ["grace@example.com", "nobody@example.com"] * 10:
        with recorded() as aws:
            response = change(login, email)
        headers = frozenset((name, value) for name, value in response.headers.items() if name != "X-Request-Id")
        seen.add((response.status, response.text, headers, tuple(aws.requests)))

    assert len(seen) == 1


@pytest.mark.parametrize("kept", ["verified", "with an order"])
def test_owner_of_a_taken_address_gets_a_notice_without_a_link_that_moves_it(mailbox: Mailboxes, kept: str) -> None:
    # Given an account that keeps its address
    taken = mailbox()
    owner = sign_up(email=taken.email)
    if kept == "verified":
        change_account(owner.user_id, User.vouched_for)
    else:
        buying.order_id(owner.caller, catalog.create_id(stock=9))
    earlier = len(taken.mails())

    for _ in range(6):
        assert change(verified(f"{new_id().lower()}@example.com"), taken.email).status == 202

    # Then its owner gets notices, at most the day's
    notices = taken.mails()[earlier:]
    assert {mail["subject"] for mail in notices} == {"Your e-mail address is already in use"}
    assert len(notices) == 4 - (earlier if kept == "with an order" else 0)
    assert taken.tokens("confirm-email") == []


def test_an_unverified_account_does_not_block_its_address(table: Table, mailbox: Mailboxes) -> None:
    # Given a stranger who registered an address, and its owner who changes to it
    new = mailbox()
    stranger, login = sign_up(email=new.email), verified()
    change(login, new.email)
    (token,) = new.tokens("confirm-email")

    assert confirm(token).status == 204

    # Then the owner has the address, and nothing of the stranger's account is left
    assert log_in(new.email).user_id == login.user_id
    assert not is_authorized(stranger)
    assert f"USER#{stranger.user_id}" not in {partition for partition, _ in table.rows()}


@pytest.mark.parametrize("since", ["verified", "ordered"])
def test_an_address_that_was_taken_since_voids_the_token(table: Table, since: str) -> None:
    login, other = verified(), sign_up(email="countess@example.com")
    token = change_token(login, "countess@example.com")
    if since == "verified":
        change_account(other.user_id, User.vouched_for)
    else:
        buying.order_id(other.caller, catalog.create_id(stock=9))

    assert confirm(token).problem == TOKEN_INVALID

    assert (email_of(login), email_of(other)) == (ADA["email"], "countess@example.com")


@pytest.mark.parametrize("event", ["a password change", "another change of the address", "a reset"])
def test_change_of_password_or_address_voids_the_token(table: Table, event: str) -> None:
    login = verified()
    token = change_token(login, "countess@example.com")
    match event:
        case "a password change":
            body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
            assert call("changePassword", body=body, caller=login.caller).status == 200
        case "a reset":
            body = {"token": emailed_token(login.user_id, "password-reset"), "newPassword": NEW_PASSWORD}
            assert call("confirmPasswordReset", body=body).status == 204
        case _:
            assert confirm(change_token(login, "king@example.com")).status == 204

    assert confirm(token).problem == TOKEN_INVALID


def test_a_change_voids_the_tokens_of_the_account(table: Table) -> None:
    login = verified()
    reset = emailed_token(login.user_id, "password-reset")
    assert confirm(change_token(login, "countess@example.com")).status == 204

    body = {"token": reset, "newPassword": NEW_PASSWORD}
    assert call("confirmPasswordReset", body=body).problem == TOKEN_INVALID


def test_a_password_change_before_the_email_is_sent_voids_the_request(mailbox: Mailboxes) -> None:
    # Given a thief's request for a change, and an owner who changes the password
    new, login = mailbox(), verified()
    change(login, new.email)
    body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
    call("changePassword", body=body, caller=login.caller)

    assert new.mails() == []


@pytest.mark.parametrize("operation", [confirm, undo], ids=["confirm", "undo"])
@pytest.mark.parametrize("kind", ["unknown", "used", "of another purpose"])
def test_tokens_that_cant_be_used_get_one_answer(
    table: Table, mailbox: Mailboxes, kind: str, operation: Callable[[str], Response]
) -> None:
    old = mailbox()
    login = verified(old.email)
    confirmed = change_token(login, "countess@example.com")
    assert confirm(confirmed).status == 204
    (undone,) = old.tokens("undo-email")
    assert kind != "used" or undo(undone).status == 204
    tokens = {"unknown": "x", "used": confirmed if operation is confirm else undone}

    response = operation(tokens.get(kind, undone if operation is confirm else confirmed))

    assert response.problem == TOKEN_INVALID


def test_old_address_stays_reserved_while_the_change_can_be_undone(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an account that has left its address
    login, other = verified(), verified("grace@example.com")
    assert confirm(change_token(login, "countess@example.com")).status == 204

    # Then nobody else gets it
    assert register_again(ADA["email"]).problem == (409, "email-taken")
    assert confirm(change_token(other, ADA["email"])).problem == TOKEN_INVALID

    # Until the change can't be undone any more, even if its row is still there
    later = epoch_seconds(now() + timedelta(seconds=UNDO_SECONDS + 1))
    monkeypatch.setattr("handlers.store.users.epoch_seconds", lambda _: later)
    assert register_again(ADA["email"]).status == 201


def test_nothing_that_a_thief_does_voids_the_undoing(mailbox: Mailboxes) -> None:
    # Given a thief who has moved the account twice and changed its password
    owner, thief = mailbox(), mailbox()
    login = verified(owner.email)
    token = move(login, owner, thief.email)
    later = move(login, thief, "thief@example.com")
    body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
    assert call("changePassword", body=body, caller=login.caller).status == 200

    assert undo(token).status == 204

    # Then the owner has the account, and the thief's token is void
    assert email_of(login) == owner.email
    assert undo(later).problem == TOKEN_INVALID
    assert register_again("thief@example.com").status == 201


def test_undoing_a_later_change_keeps_the_earlier_one_undoable(mailbox: Mailboxes) -> None:
    first, second = mailbox(), mailbox()
    login = verified(first.email)
    earlier = move(login, first, second.email)
    later = move(login, second, "countess@example.com")

    assert (undo(later).status, email_of(login)) == (204, second.email)
    assert (undo(earlier).status, email_of(login)) == (204, first.email)


def test_an_account_returns_to_its_own_address(mailbox: Mailboxes) -> None:
    first, second = mailbox(), mailbox()
    login = verified(first.email)
    token = move(login, first, second.email)
    move(login, second, first.email)

    assert (undo(token).status, email_of(login)) == (204, first.email)


def test_an_account_changes_its_address_five_times_in_seven_days(table: Table) -> None:
    login = verified()
    for number in range(5):
        assert change(login, "x@example.com").status == 202
        assert confirm(change_token(login, f"ada{number}@example.com")).status == 204

    response = change(login, "x@example.com")

    assert response.problem == (429, "too-many-requests")
    assert int(response.headers["Retry-After"]) == 24 * 3600


def test_one_of_several_concurrent_confirmations_succeeds(table: Table) -> None:
    login = verified()
    token = change_token(login, "countess@example.com")

    with ThreadPoolExecutor(4) as together:
        responses = list(together.map(confirm, [token] * 4))

    assert sorted(response.status for response in responses) == [204, 422, 422, 422]


def test_one_of_two_accounts_gets_an_address(table: Table) -> None:
    logins = verified(), verified("grace@example.com")
    tokens = [change_token(login, "countess@example.com") for login in logins]

    with ThreadPoolExecutor(2) as together:
        responses = list(together.map(confirm, tokens))

    assert sorted(response.status for response in responses) == [204, 422]
    assert [email_of(login) for login in logins].count("countess@example.com") == 1


@pytest.mark.parametrize("place", range(len(CONFIRM)))
def test_registration_in_the_middle_of_a_confirmation_is_replaced(table: Table, place: int) -> None:
    login = verified()
    token = change_token(login, "countess@example.com")
    registered = []

    def register() -> None:
        registered.append(register_again("countess@example.com").status)

    with before(lambda seen: len(seen) == place + 1, register):
        response = confirm(token)

    assert (response.status, registered) == (204, [201])
    assert log_in("countess@example.com").user_id == login.user_id
    assert not can_log_in("countess@example.com", NEW_PASSWORD)


@pytest.mark.parametrize("place", range(2))
def test_confirmation_in_the_middle_of_a_registration_keeps_the_address(table: Table, place: int) -> None:
    login = verified()
    token = change_token(login, "countess@example.com")

    with before(lambda seen: len(seen) == place + 1, lambda: confirm(token)):
        response = register_again("countess@example.com")

    assert response.problem == (409, "email-taken")
    assert log_in("countess@example.com").user_id == login.user_id


@pytest.mark.parametrize("place", range(len(CONFIRM)))
def test_undoing_in_the_middle_of_a_confirmation_wins(mailbox: Mailboxes, place: int) -> None:
    # Given a thief who confirms a second change while the owner undoes the first
    owner, thief = mailbox(), mailbox()
    login = verified(owner.email)
    first = move(login, owner, thief.email)
    second = change_token(login, "thief@example.com")
    undone = []

    with before(lambda seen: len(seen) == place + 1, lambda: undone.append(undo(first).status)):
        response = confirm(second)

    assert (response.problem, undone) == (TOKEN_INVALID, [204])
    assert email_of(login) == owner.email


@pytest.mark.parametrize("place", range(len(UNDO)))
def test_confirmation_in_the_middle_of_an_undoing_loses(mailbox: Mailboxes, place: int) -> None:
    owner, thief = mailbox(), mailbox()
    login = verified(owner.email)
    first = move(login, owner, thief.email)
    second = change_token(login, "thief@example.com")

    with before(lambda seen: len(seen) == place + 1, lambda: confirm(second)) as seen:
        response = undo(first)

    assert response.status == 204
    assert seen[: len(CONFIRM)] == CONFIRM
    assert email_of(login) == owner.email
    assert not is_authorized(login)
