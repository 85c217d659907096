from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

import bcrypt
import pytest

from handlers.domain import passwords
from handlers.domain.email_requests import new_email_request
from handlers.domain.users import new_user
from handlers.store.email_requests import put_email_request
from handlers.store.users import add_user
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, log_in, register, sign_up
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.calling import call

if TYPE_CHECKING:
    from decimal import Decimal

    from tests.integration.handlers.table import Table

WEEK = 7 * 24 * 60 * 60


class CountedBcrypt:
    """The real bcrypt, recording the cost of each call."""

    def __init__(self) -> None:
        self.costs: list[str] = []

    def hashpw(self, password: bytes, salt: bytes) -> bytes:
        self.costs.append(salt.split(b"$")[2].decode())
        return bcrypt.hashpw(password, salt)

    def checkpw(self, password: bytes, hashed: bytes) -> bool:
        self.costs.append(hashed.split(b"$")[2].decode())
        return bcrypt.checkpw(password, hashed)

    gensalt = staticmethod(bcrypt.gensalt)


def test_login_returns_tokens_that_are_not_cacheable(table: Table) -> None:
    register()

    response = call("loginUser", body={"email": ADA["email"], "password": ADA["password"]})

    assert response.status == 200
    assert (response.body["tokenType"], response.body["expiresIn"]) == ("Bearer", 86400)
    assert response.headers["Cache-Control"] == "no-store"


def test_setting_determines_the_lifetime_of_a_token(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_EXPIRY", "60")
    register()

    assert call("loginUser", body={"email": ADA["email"], "password": ADA["password"]}).body["expiresIn"] == 60


def test_login_opens_a_session_that_expires(table: Table) -> None:
    # When a user logs in
    login = sign_up()

    # Then the account has a session that expires in a week
    session = table.row(f"USER#{login.user_id}", f"SESSION#{login.session_id}")
    assert session is not None
    expires: Decimal = session["expiresAt"]
    assert WEEK - 60 < int(expires) - time.time() <= WEEK
    assert session["createdAt"] == session["lastUsedAt"]
    assert session["userId"] == login.user_id
    assert not {session["family"], session["refreshHash"]} & set(login.refresh_token.split("."))
    assert not {"GSI1PK", "GSI2PK"} & set(session)


def test_no_row_contains_a_token_or_a_password(table: Table) -> None:
    login = sign_up()

    kept = repr(table.rows())
    secrets = [ADA["password"], login.access_token, login.refresh_token, login.refresh_token.rpartition(".")[2]]
    assert not [secret for secret in secrets if secret in kept]
    assert hashlib.sha256(login.refresh_token.encode()).hexdigest() in kept


def test_each_login_opens_a_new_session(table: Table) -> None:
    first = sign_up()
    second = log_in()

    assert table.sessions(first.user_id) == {first.session_id, second.session_id}
    families = {row["family"] for (_, sort), row in table.rows().items() if sort.startswith("SESSION#")}
    assert len(families) == 2


def attempt(body: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """Return everything of a login attempt that a client can observe, and the bcrypt work done."""
    work = CountedBcrypt()
    monkeypatch.setattr(passwords, "bcrypt", work)
    with recorded() as aws:
        response = call("loginUser", body=body)
    return response.status, response.headers, response.text, aws.requests, work.costs


@pytest.mark.parametrize("password", ["wrong-password", "x", "é" * 37, "😀" * 72, "nul\0", ADA["password"] + "x"])
def test_unknown_address_and_wrong_password_are_indistinguishable(
    table: Table, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    # Given one account, with the default password hash
    monkeypatch.setenv("PASSWORD_SALT_ROUNDS", "12")
    register()
    log_in()

    # When a wrong password is tried for it and for an unknown account
    wrong = attempt({"email": ADA["email"], "password": password}, monkeypatch)
    unknown = attempt({"email": "unknown@example.com", "password": password}, monkeypatch)

    # Then response, requests and work are the same
    assert wrong == unknown
    assert wrong[0] == 401
    assert wrong[3:] == ([*["UpdateItem"] * 3, "GetItem", "GetItem", *["UpdateItem"] * 3], ["12"])


def test_rejection_does_not_reveal_which_credential_is_wrong(table: Table) -> None:
    response = call("loginUser", body={"email": "unknown@example.com", "password": NEW_PASSWORD})

    assert response.problem == (401, "invalid-credentials")


def test_successful_login_undoes_its_attempt_and_costs_two_reads_a_transaction_and_a_query(table: Table) -> None:
    register()

    # When a process serves its first login, and another
    with recorded() as first:
        call("loginUser", body={"email": ADA["email"], "password": ADA["password"]})
    with recorded() as second:
        call("loginUser", body={"email": ADA["email"], "password": ADA["password"]})

    counted = taken_back = ["UpdateItem"] * 3
    assert second.requests == [*counted, "GetItem", "GetItem", *taken_back, "TransactWriteItems", "Query"]
    # The signing key comes first: a login that can't issue a token doesn't start.
    assert first.requests == ["GetSecretValue", *second.requests]


def test_account_with_an_address_that_can_no_longer_be_registered_logs_in(table: Table) -> None:
    # Given an account from before the rules of domains
    user = new_user(
        email="ada@example.123",
        password_hash=passwords.hash_password(ADA["password"], rounds=4),
        first_name="Ada",
        last_name="Lovelace",
    )
    add_user(user, put_email_request(new_email_request("VerificationRequested", user.email)))

    caller = log_in("ada@example.123").caller

    assert call("getProfile", caller=caller).body["email"] == "ada@example.123"
