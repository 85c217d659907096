from collections.abc import Callable

import bcrypt
import pytest

from handlers.domain.errors import InvalidRequest
from handlers.domain.passwords import check_new_password, hash_password, verify_password

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
