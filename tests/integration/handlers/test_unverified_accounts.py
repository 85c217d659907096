"""An account whose address was never verified blocks nobody, and floods nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
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
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.test_account_recovery import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.config import LocalConfig
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Table

# The requests of a registration that replaces an account.
REPLACEMENT = len(["UpdateItem", "TransactWriteItems", "GetItem", "GetItem", "Query", "TransactWriteItems"])


@pytest.fixture
def mailbox(receivers: Receivers, aws: LocalConfig, changes: Callable[[], list[Record]]) -> Mailbox:
    return Mailbox(aws, changes, f"{new_id().lower()}@example.com")


def register_again() -> Response:
    return call("registerUser", body={**ADA, "password": NEW_PASSWORD})


def order(login: Login, count: int = 1) -> list[str]:
    product_id = catalog.create_id(stock=99)
    return [buying.order_id(login.caller, product_id) for _ in range(count)]


def test_registering_an_unverified_address_again_makes_a_new_account(table: Table) -> None:
    # Given a stranger who registered an address, with a session and a cart
    stranger = sign_up()
    assert buying.add_to_cart(stranger.caller, catalog.create_id()).status == 200

    # When its owner registers it
    response = register_again()

    # Then the answer is that of a first registration, and nothing of the stranger's account is left
    assert response.status == 201
    assert response.body["userId"] != stranger.user_id
    assert not is_authorized(stranger)
    assert log_in(password=NEW_PASSWORD).user_id == response.body["userId"]
    # And nothing is added, also with an access token in the authorizer's cache
    assert buying.add_to_cart(stranger.caller, catalog.create_id()).problem == (401, "unauthorized")
    assert f"USER#{stranger.user_id}" not in {partition for partition, _ in table.rows()}


@pytest.mark.parametrize("kept", ["verified", "admin", "with an order"])
def test_an_account_that_is_in_use_stays(table: Table, kept: str) -> None:
    login = sign_up(as_admin=kept == "admin")
    match kept:
        case "verified":
            token = emailed_token(login.user_id, "verification")
            assert call("confirmVerification", body={"token": token}).status == 204
        case "with an order":
            order(login)

    assert register_again().problem == (409, "email-taken")

    assert log_in().user_id == login.user_id


@pytest.mark.parametrize("place", range(REPLACEMENT))
def test_an_account_that_orders_while_its_address_is_registered_again_stays(table: Table, place: int) -> None:
    # Given an account whose first order is placed before one of the registration's requests
    login = sign_up()

    with before(lambda seen: len(seen) == place + 1, lambda: order(login)):
        response = register_again()

    assert response.problem == (409, "email-taken")
    assert log_in().user_id == login.user_id


@pytest.mark.parametrize("place", range(2))
def test_an_order_of_an_account_that_is_replaced_meanwhile_is_refused(table: Table, place: int) -> None:
    # Given a product, and a registration before the order's read and before its reservation
    login, product_id = sign_up(), catalog.create_id(stock=9)

    with before(lambda seen: len(seen) == place + 1, register_again) as seen:
        response = buying.order(login.caller, product_id)

    # Then nothing is ordered and nothing charged
    assert response.problem == (401, "unauthorized")
    assert "Invoke" not in seen
    assert buying.placed_orders(table) == []
    assert buying.stock(table, product_id) == 9
    assert log_in(password=NEW_PASSWORD).user_id != login.user_id


def test_only_the_first_order_of_an_unverified_account_marks_it(table: Table) -> None:
    login, marks = sign_up(), []

    for _ in range(2):
        order(login)
        row = table.row(f"USER#{login.user_id}", "PROFILE")
        marks.append(None if row is None else row["orderedAt"])

    assert marks[0] == marks[1]


def test_owner_of_an_address_with_a_strangers_order_gets_in_by_a_reset(table: Table) -> None:
    login = sign_up()
    order(login)
    token = emailed_token(login.user_id, "password-reset")

    assert call("confirmPasswordReset", body={"token": token, "newPassword": NEW_PASSWORD}).status == 204

    assert not is_authorized(login)
    assert call("getProfile", caller=log_in(password=NEW_PASSWORD).caller).body["emailVerified"] is True


def test_token_of_a_replaced_account_is_invalid(table: Table) -> None:
    token = emailed_token(register(), "verification")
    register_again()

    assert call("confirmVerification", body={"token": token}).problem == (422, "token-invalid")


def test_eighty_orders_cause_five_emails_without_text_of_the_buyers(mailbox: Mailbox) -> None:
    # Given a stranger who registered somebody's address and orders eighty times
    login = sign_up(email=mailbox.email, firstName="CLICK", lastName="HERE")
    ids = order(login, 80)

    # Then five e-mails are sent, without anything that the stranger typed
    mails = mailbox.mails()
    assert len(mails) == 5
    typed = ("CLICK", "HERE", "St James", "London")
    assert not any(text in mail["text"] + mail["html"] for mail in mails for text in typed)

    # When the address is verified
    token = emailed_token(login.user_id, "verification")
    assert call("confirmVerification", body={"token": token}).status == 204

    # Then one e-mail has what the others would have said: none is dropped
    (merged,) = mailbox.mails()[5:]
    sent = "".join(mail["text"] for mail in mails) + merged["text"]
    assert all(order_id in sent for order_id in ids)
