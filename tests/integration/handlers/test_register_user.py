from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import bcrypt
import pytest

from tests.integration.handlers.accounts import ADA, emailed_token, log_in, register
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.calling import call

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

FULL_WIDTH = "Ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ"


def test_registration_returns_the_account_and_its_location(table: Table) -> None:
    response = call("registerUser", body=ADA)

    assert response.status == 201
    assert response.headers["Location"] == "/v1/users/profile"
    user = response.body
    assert {
        "email": "ada@example.com",
        "emailVerified": False,
        "firstName": "Ada",
        "lastName": "Lovelace",
        "role": "customer",
    }.items() <= user.items()
    assert user["createdAt"] == user["updatedAt"]


def test_account_is_a_profile_row_and_an_email_guard_row(table: Table) -> None:
    # When a user registers
    user_id = register()

    # Then there are two rows with the documented keys
    rows = table.rows()
    assert set(rows) == {(f"USER#{user_id}", "PROFILE"), ("EMAIL#ada@example.com", "GUARD")}
    user = rows[f"USER#{user_id}", "PROFILE"]
    assert (user["GSI1PK"], user["GSI1SK"]) == ("EMAIL#ada@example.com", "USER")
    assert "GSI2PK" not in user
    assert rows["EMAIL#ada@example.com", "GUARD"]["userId"] == user_id


def test_password_is_stored_only_as_a_bcrypt_hash(table: Table) -> None:
    user_id = register()

    kept = table.rows()
    assert ADA["password"] not in repr(kept)
    assert bcrypt.checkpw(ADA["password"].encode(), kept[f"USER#{user_id}", "PROFILE"]["passwordHash"].encode())


def test_setting_determines_the_rounds_of_bcrypt(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD_SALT_ROUNDS", "5")

    user_id = register()

    user = table.row(f"USER#{user_id}", "PROFILE")
    assert user is not None
    assert user["passwordHash"].startswith("$2b$05$")


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@Example.COM", FULL_WIDTH, "ada＠example.com"])
def test_equivalent_addresses_are_one_account(table: Table, email: str) -> None:
    # Given an account with a verified address
    call("confirmVerification", body={"token": emailed_token(register(), "verification")})

    # When its address is registered again
    response = call("registerUser", body={**ADA, "email": email, "password": "another-password"})

    # Then it is taken, and the account is unchanged
    assert response.problem == (409, "email-taken")
    assert len(table.rows()) == 2
    assert log_in().user_id


def test_full_width_address_is_normalized(table: Table) -> None:
    user_id = register(email=FULL_WIDTH)

    assert table.row("EMAIL#ada@example.com", "GUARD")
    assert log_in("ada@example.com").caller["email"] == "ada@example.com"
    assert log_in(FULL_WIDTH).user_id == user_id


def test_concurrent_registrations_of_one_address_create_one_account(table: Table) -> None:
    # When eight clients register the same address concurrently
    with ThreadPoolExecutor(8) as together:
        responses = list(
            together.map(lambda number: call("registerUser", body={**ADA, "lastName": f"L{number}"}), range(8))
        )

    # Then there is one account, of a client whose registration succeeded
    assert {response.status for response in responses} <= {201, 409}
    rows = table.rows()
    assert len(rows) == 2
    owner = rows["EMAIL#ada@example.com", "GUARD"]["userId"]
    (winner,) = (response.body for response in responses if response.body.get("userId") == owner)
    assert rows[f"USER#{winner['userId']}", "PROFILE"]["lastName"] == winner["lastName"]


@pytest.mark.parametrize(
    "own", [{"role": "admin"}, {"userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E8"}, {"passwordHash": "x"}, {"revision": "x"}]
)
def test_client_cant_set_role_or_id(table: Table, own: dict[str, object]) -> None:
    response = call("registerUser", body={**ADA, **own})

    assert response.pointers == {f"/body/{name}" for name in own}
    assert table.rows() == {}


@pytest.mark.parametrize(
    "password",
    ["seven77", "é" * 37, "x" * 73, "qwertyuiop", "QwertyUIOP", "😀" * 19, ""],
    ids=["7 characters", "74 bytes", "73 characters", "common", "common in mixed case", "76 bytes", "empty"],
)
def test_too_long_or_common_password_is_rejected(table: Table, password: str) -> None:
    with recorded() as aws:
        response = call("registerUser", body={**ADA, "password": password})

    assert response.pointers == {"/body/password"}
    assert password == "" or password not in response.text
    assert aws.requests == []


@pytest.mark.parametrize(
    "password", ["x" * 72, "é" * 36, "😀" * 18, "eight 88", "nul\0inside", " spaces at both ends "]
)
def test_every_byte_of_a_password_counts(table: Table, password: str) -> None:
    # Given an account with a long or unusual password
    register(password=password)

    # Then only exactly this password is accepted
    assert log_in(password=password).user_id
    assert call("loginUser", body={"email": ADA["email"], "password": password[:-1]}).status == 401
    assert call("loginUser", body={"email": ADA["email"], "password": password.upper() + "Y"}).status in {400, 401}


def test_length_of_a_password_is_that_of_its_composed_form(table: Table) -> None:
    # Given a password of 72 bytes that a keyboard types in 108 characters
    password = "\u01d5" * 36
    decomposed = unicodedata.normalize("NFD", password)

    register(password=decomposed)

    assert len(decomposed) == 108
    assert log_in(password=password).user_id
    assert log_in(password=decomposed).user_id
    response = call("registerUser", body={**ADA, "password": decomposed + "x"})
    assert response.problem == (400, "validation-failed")
    assert response.pointers == {"/body/password"}


def test_registration_is_counted_and_costs_one_transaction(table: Table) -> None:
    with recorded() as aws:
        register()

    assert aws.requests == ["UpdateItem", "TransactWriteItems"]
