"""Second factors: codes of authenticator apps (RFC 6238), recovery codes, and the encryption of secrets."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyotp
import pytest

from handlers.domain.encryption import decrypt, encrypt
from handlers.domain.errors import Misconfigured
from handlers.domain.key_rotation import KEPT_SECONDS, check_rotation, rotate_keys
from handlers.domain.second_factors import new_recovery_codes, new_second_factor
from handlers.domain.totp import new_totp_secret, otpauth_uri, step_of
from tests.clock import Clock, stopped_clock

if TYPE_CHECKING:
    from handlers.domain.signing_keys import SigningKeys

ADA, GRACE = "01JD8QK7Z2V4X6Y8A0B2C4D6E8", "01JD8QK7Z2V4X6Y8A0B2C4D6EB"
STEP, DAY = 30, 24 * 3600
# RFC 6238, appendix B: of its eight digits the last six, as six digits are the same number's remainder.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_VECTORS = [
    (59, "287082"),
    (1_111_111_109, "081804"),
    (1_111_111_111, "050471"),
    (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
    (20_000_000_000, "353130"),
]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


@pytest.fixture
def keys(clock: Clock) -> SigningKeys:
    return rotate_keys(None, clock.moment, token_lifetime=KEPT_SECONDS)


def code_at(secret: str, moment: int) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.mark.parametrize(("moment", "code"), RFC_VECTORS)
def test_codes_are_those_of_the_rfc(moment: int, code: str) -> None:
    assert step_of(code, RFC_SECRET, datetime.fromtimestamp(moment, UTC)) == moment // STEP


@pytest.mark.parametrize(("drift", "is_valid"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_may_differ_by_one_step(drift: int, is_valid: bool) -> None:
    moment, secret = 1_800_000_000, new_totp_secret()

    step = step_of(code_at(secret, moment + drift * STEP), secret, datetime.fromtimestamp(moment, UTC))

    assert step == (moment // STEP + drift if is_valid else None)


def test_authenticator_apps_read_the_secret_the_shop_and_the_account() -> None:
    uri = otpauth_uri(RFC_SECRET, account="ada@example.com", issuer="E-Commerce Shop")

    read = pyotp.parse_uri(uri)
    assert (read.secret, read.name, read.issuer) == (RFC_SECRET, "ada@example.com", "E-Commerce Shop")


def test_code_is_valid_only_after_the_last_used_step(clock: Clock, keys: SigningKeys) -> None:
    factor, secret = new_second_factor(ADA, keys)
    code = code_at(secret, clock.moment)
    proof = factor.check(code, keys)
    assert proof is not None
    assert proof.step == clock.moment // STEP

    used = replace(factor, last_step=proof.step)

    assert used.check(code, keys) is None
    assert used.check(code_at(secret, clock.moment - STEP), keys) is None
    assert used.check(code_at(secret, clock.moment + STEP), keys) is not None


def test_recovery_code_is_valid_in_either_case_and_for_its_account_only(keys: SigningKeys) -> None:
    codes, digests = new_recovery_codes(ADA)
    factor = replace(new_second_factor(ADA, keys)[0], recovery_digests=digests)

    assert len({*codes}) == len(digests) == 10
    assert all(factor.check(code, keys) and factor.check(code.upper(), keys) for code in codes)
    assert not any(replace(factor, user_id=GRACE).check(code, keys) for code in codes)
    assert factor.check("aaaaa-aaaaa-aaaaa-aaaaa-aaaaa", keys) is None


def test_ciphertext_is_bound_to_its_owner(keys: SigningKeys) -> None:
    ciphertext = encrypt("secret", keys, owner=ADA)

    assert "secret" not in ciphertext
    assert decrypt(ciphertext, keys, owner=ADA) == "secret"
    with pytest.raises(Misconfigured, match="can't be decrypted"):
        decrypt(ciphertext, keys, owner=GRACE)


def test_changed_ciphertext_is_not_decrypted(keys: SigningKeys) -> None:
    kid, _, text = encrypt("secret", keys, owner=ADA).partition(".")
    sealed = bytearray(base64.urlsafe_b64decode(text))
    sealed[-1] ^= 1

    with pytest.raises(Misconfigured, match="can't be decrypted"):
        decrypt(f"{kid}.{base64.urlsafe_b64encode(sealed).decode()}", keys, owner=ADA)


def test_same_secret_has_another_ciphertext_each_time(keys: SigningKeys) -> None:
    assert len({encrypt("secret", keys, owner=ADA) for _ in range(10)}) == 10


def test_rotations_of_thirty_years_keep_old_secrets_readable(clock: Clock, keys: SigningKeys) -> None:
    ciphertext = encrypt("secret", keys, owner=ADA)

    for _ in range(4 * 30):
        clock.seconds += 90 * DAY
        rotated = rotate_keys(keys, clock.moment, token_lifetime=KEPT_SECONDS)
        check_rotation(rotated, keys, clock.moment, token_lifetime=KEPT_SECONDS)
        keys = rotated

    clock.seconds += DAY
    assert keys.current() == keys.newest
    assert decrypt(ciphertext, keys, owner=ADA) == "secret"
    with pytest.raises(Misconfigured, match="is missing"):
        decrypt(ciphertext, rotate_keys(None, clock.moment, token_lifetime=0), owner=ADA)
