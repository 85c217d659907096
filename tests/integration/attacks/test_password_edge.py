"""bcrypt takes 72 bytes: every byte of a password counts, and a longer one is rejected, never truncated.

Hashed with 12 rounds, as in production.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest

from local.config import stage_settings
from tests.harness import is_problem, new_config, running_shop
from tests.support.requests import PASSWORD, registration
from tests.support.shop_client import log_in, shop_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.support.shop_client import Customer

WHOLE = "Kq7!" * 18
# Passwords of 72 bytes and fewer characters.
OF_72_BYTES = {"ASCII": WHOLE, "two bytes a letter": "éß" * 18, "emoji": "🐎🔋" * 9}
TOO_LONG = {
    "one byte more": WHOLE + "x",
    "two-byte letter at the limit": "x" * 71 + "é",
    "emoji at the limit": "x" * 70 + "🐎",
    "72 letters": "é" * 72,
    "a thousand bytes": "x" * 1000,
    "trailing NUL": WHOLE + "\0",
}
COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "crème brûlée") for form in ("NFC", "NFD"))
# A password, and others that a careless comparison might treat as equal.
ALIKE = {
    WHOLE: {"the last byte": WHOLE[:-1] + "?", "one byte less": WHOLE[:-1]},
    "correct horse": {
        "a space before": " correct horse",
        "a space after": "correct horse ",
        "capitals": "Correct horse",
        "a NUL at the end": "correct horse\0",
    },
    " correct horse ": {"no spaces around": "correct horse"},
    "correct\0horse": {"behind a NUL": "correct\0zebra", "up to a NUL": "correct\0"},
    COMPOSED: {"without accents": "creme brulee"},
}


@pytest.fixture(scope="module")
def hashing_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a shop that hashes passwords as production does, with 12 rounds."""
    rounds = stage_settings("prod")["PASSWORD_SALT_ROUNDS"]
    config = new_config(tmp_path_factory.mktemp("hashing-shop"))
    with running_shop(config, PASSWORD_SALT_ROUNDS=rounds) as shop, shop_client(shop.storefront) as client:
        yield client


@pytest.mark.parametrize("password", OF_72_BYTES.values(), ids=OF_72_BYTES)
def test_password_of_72_bytes_is_not_truncated(hashing_shop: httpx.Client, password: str) -> None:
    # Given an account with a password of the maximum length
    assert len(password.encode()) == 72
    account = registration(password=password)
    assert hashing_shop.post("/auth/register", json=account).status_code == 201

    # Then the password logs in, and without its last letter it doesn't
    assert log_in(hashing_shop, account["email"], password).status_code == 200
    is_problem(log_in(hashing_shop, account["email"], password[:-1]), 401, "invalid-credentials")


@pytest.mark.parametrize("password", TOO_LONG.values(), ids=TOO_LONG)
def test_longer_password_is_rejected_on_registration_and_change(
    anonymous: httpx.Client, mallory: Customer, password: str
) -> None:
    change = {"currentPassword": PASSWORD, "newPassword": password}

    registered = anonymous.post("/auth/register", json=registration(password=password))
    changed = mallory.api.put("/users/password", json=change)

    for response, pointer in ((registered, "/body/password"), (changed, "/body/newPassword")):
        problem = is_problem(response, 400, "validation-failed")
        assert {fault["pointer"] for fault in problem["errors"]} == {pointer}
        assert password not in response.text
    assert log_in(anonymous, mallory.email).status_code == 200


def test_longer_password_with_the_right_first_72_bytes_is_rejected(hashing_shop: httpx.Client) -> None:
    # Given accounts with passwords of 72 bytes, and up to as many characters
    for password in (WHOLE, "🐎🔋" * 9):
        account = registration(password=password)
        assert hashing_shop.post("/auth/register", json=account).status_code == 201

        # When bytes are appended, then the password is wrong
        for more in ("x", "\0"):
            assert log_in(hashing_shop, account["email"], password + more).status_code == 401


@pytest.mark.parametrize("password", ALIKE)
def test_similar_passwords_differ(hashing_shop: httpx.Client, password: str) -> None:
    # Given an account. Only composed and decomposed letters are the same to a password
    account = registration(password=password)
    assert hashing_shop.post("/auth/register", json=account).status_code == 201

    # Then its password logs in, and none of the others does
    assert log_in(hashing_shop, account["email"], password).status_code == 200
    for other in ALIKE[password].values():
        is_problem(log_in(hashing_shop, account["email"], other), 401, "invalid-credentials")


@pytest.mark.parametrize(("first", "later"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_composed_and_decomposed_letters_are_the_same_password(
    hashing_shop: httpx.Client, first: str, later: str
) -> None:
    account = registration(password=first)
    assert hashing_shop.post("/auth/register", json=account).status_code == 201

    assert log_in(hashing_shop, account["email"], later).status_code == 200


@pytest.mark.parametrize(
    "password", ["password", "PASSWORD", "ｐａｓｓｗｏｒｄ", " password ", "12345678", " " * 8, "\u3000" * 8]
)
def test_common_password_is_rejected_in_any_spelling(anonymous: httpx.Client, password: str) -> None:
    is_problem(anonymous.post("/auth/register", json=registration(password=password)), 400, "validation-failed")


@pytest.mark.parametrize("password", ["", "x" * 7, "🐎" * 7, "\ud800" * 8])
def test_short_or_invalid_unicode_password_is_rejected(anonymous: httpx.Client, password: str) -> None:
    text = json.dumps(registration(password=password))

    response = anonymous.post("/auth/register", content=text, headers={"Content-Type": "application/json"})

    is_problem(response, 400, "validation-failed")
