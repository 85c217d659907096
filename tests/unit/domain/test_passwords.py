import unicodedata
from collections.abc import Callable

import bcrypt
import pytest
from pydantic import TypeAdapter

from generated.models.new_password import NewPassword
from handlers.domain.errors import InvalidRequest
from handlers.domain.passwords import (
    MAX_BYTES,
    check_new_password,
    check_unrelated_password,
    hash_password,
    verify_password,
)

ROUNDS = 12


@pytest.fixture(scope="module")
def password_hash() -> str:
    return hash_password("correct-horse-battery", rounds=ROUNDS)


def test_password_is_hashed_with_bcrypt_at_12_rounds(password_hash: str) -> None:
    assert password_hash.startswith("$2b$12$")


def test_every_hash_has_a_salt_of_its_own() -> None:
    assert hash_password("same", rounds=4) != hash_password("same", rounds=4)


def test_only_the_right_password_is_verified(password_hash: str) -> None:
    assert verify_password("correct-horse-battery", password_hash, rounds=ROUNDS)
    assert not verify_password("correct-horse-batterY", password_hash, rounds=ROUNDS)


@pytest.mark.parametrize("password", ["a" * 72, "é" * 36, "😀" * 18, "12345678é", "with\0nul-byte"])
def test_password_of_up_to_72_bytes_is_kept_whole(password: str) -> None:
    # Given a password that may be set
    check_new_password(password, pointer="/body/password")

    # When it is hashed
    kept = hash_password(password, rounds=4)

    # Then no shorter one passes for it
    assert verify_password(password, kept, rounds=4)
    assert not verify_password(password[:-1], kept, rounds=4)


@pytest.mark.parametrize("password", ["a" * 73, "é" * 37, "😀" * 19])
def test_password_over_72_bytes_is_rejected_and_never_truncated(password: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_new_password(password, pointer="/body/password")

    assert [fault.pointer for fault in refused.value.faults] == ["/body/password"]
    assert password not in str(refused.value.faults)


def test_contract_allows_every_spelling_of_a_password_of_72_bytes() -> None:
    # Given every character in its composed form, and the characters that it may be typed in
    characters = (chr(code) for code in range(0x30000))
    spellings = {unicodedata.normalize("NFC", each): unicodedata.normalize("NFD", each) for each in characters}

    # When they fill 72 bytes
    longest = max(
        MAX_BYTES // len(composed.encode(errors="surrogatepass")) * len(typed) for composed, typed in spellings.items()
    )

    assert longest == 108
    assert longest <= TypeAdapter(NewPassword).json_schema()["maxLength"]


def test_longer_password_that_begins_with_the_right_72_bytes_is_wrong() -> None:
    kept = hash_password("a" * 72, rounds=4)

    assert not verify_password("a" * 73, kept, rounds=4)


@pytest.mark.parametrize(
    "password", ["password", "PassWord", "12345678", "iloveyou", " password ", "ｐａｓｓｗｏｒｄ", " " * 8]
)
def test_commonest_passwords_are_rejected_in_any_case(password: str) -> None:
    with pytest.raises(InvalidRequest, match="1 error"):
        check_new_password(password, pointer="/body/newPassword")


@pytest.mark.parametrize("password", ["wrong-password", "a" * 100])
def test_unknown_account_costs_the_same_work_as_a_wrong_password(
    password: str, password_hash: str, hash_calls: list[str]
) -> None:
    # Given the work of a wrong password
    verify_password(password, password_hash, rounds=ROUNDS)
    work_for_a_known_account = list(hash_calls)
    hash_calls.clear()

    # When the account is unknown
    verified = verify_password(password, None, rounds=ROUNDS)

    # Then it fails at the very same cost
    assert not verified
    assert hash_calls == work_for_a_known_account == ["$2b$12"]


@pytest.fixture
def hash_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the cost of each real bcrypt computation."""
    calls: list[str] = []

    def recorded[R](compute: Callable[[bytes, bytes], R]) -> Callable[[bytes, bytes], R]:
        def call(password: bytes, salt_or_hash: bytes) -> R:
            calls.append(salt_or_hash[:6].decode())
            return compute(password, salt_or_hash)

        return call

    monkeypatch.setattr(bcrypt, "hashpw", recorded(bcrypt.hashpw))
    monkeypatch.setattr(bcrypt, "checkpw", recorded(bcrypt.checkpw))
    return calls


COMPOSED, DECOMPOSED = "\u00e9t\u00e9-cheval-pile", "e\u0301te\u0301-cheval-pile"


@pytest.mark.parametrize(("typed", "again"), [(COMPOSED, DECOMPOSED), ("horse\u3000battery", "horse\u00a0battery")])
def test_password_is_the_same_on_every_keyboard(typed: str, again: str) -> None:
    kept = hash_password(typed, rounds=4)

    assert verify_password(again, kept, rounds=4)
    assert verify_password(typed, kept, rounds=4)


def test_hash_of_a_password_that_was_not_normalized_still_verifies_it() -> None:
    kept = bcrypt.hashpw(DECOMPOSED.encode(), bcrypt.gensalt(4)).decode()

    assert verify_password(DECOMPOSED, kept, rounds=4)
    assert not verify_password(f"{DECOMPOSED}x", kept, rounds=4)


def test_unknown_account_costs_the_same_work_for_a_password_with_two_spellings(hash_calls: list[str]) -> None:
    kept = hash_password("another", rounds=4)
    hash_calls.clear()

    verified = [verify_password(DECOMPOSED, each, rounds=4) for each in (None, kept)]

    assert verified == [False, False]
    assert hash_calls == ["$2b$04"] * 4


def test_length_is_that_of_the_normalized_password() -> None:
    check_new_password("e\u0301" * 8, pointer="/body/password")
    with pytest.raises(InvalidRequest):
        check_new_password("e\u0301" * 4, pointer="/body/password")


def check(password: str) -> None:
    names = ("Zo\u00eb", "Lovelace")
    check_unrelated_password(password, email="zoe.king+shop@example.com", names=names, pointer="/body/password")


@pytest.mark.parametrize(
    "password",
    [
        "zoe.king+shop@example.com",
        "zoe.king+shop",
        "ZoeKing!",
        "zoe-lovelace-1815",
        "Lovelace",
        "l0ve1ace!",
        "LOVELACE2026",
        "x-lovelace-x",
        "ecalevol1",
        "L.o.v.e.l.a.c.e",
        "lovelacelovelace",
        "\uff2c\uff4f\uff56\uff45\uff4c\uff41\uff43\uff45",
        "kingkingking",
        "e-commerce",
        "E-Commerce-API",
        "3c0mm3rc3!!",
    ],
)
def test_password_based_on_the_account_or_the_service_is_rejected(password: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check(password)

    assert [fault.pointer for fault in refused.value.faults] == ["/body/password"]


@pytest.mark.parametrize(
    ("email", "last_name", "password"),
    [
        ("73920184@example.com", "Lee", "73920184"),
        ("ab12345678@example.com", "Lee", "ab12345678!"),
        ("jo@example.com", "Smith-Jones", "Smith12345"),
        ("jo@example.com", "García Márquez", "Garcia2020"),
    ],
)
def test_password_based_on_a_number_or_a_part_of_a_name_is_rejected(email: str, last_name: str, password: str) -> None:
    with pytest.raises(InvalidRequest):
        check_unrelated_password(password, email=email, names=("Jo", last_name), pointer="/body/password")


@pytest.mark.parametrize(
    "password",
    ["correct-horse-battery", "zoe-horse-battery", "12345678a", "lovely-lace", "gnikhorse", "8842-1967-0091-zoe"],
)
def test_password_with_more_than_a_word_of_the_account_is_accepted(password: str) -> None:
    check(password)
