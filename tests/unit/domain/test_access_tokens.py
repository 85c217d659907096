import base64
import json
from typing import Any

import jwt
import pytest

from handlers.domain.access_tokens import Claims, SigningKey, issue_access_token, verify_access_token
from handlers.domain.errors import Unauthenticated
from handlers.domain.users import User, new_user
from tests.fakes import FakeKeyRing

KEY = SigningKey("k1", b"k" * 32)
OTHER = SigningKey("k2", b"o" * 32)
CLAIMS = {"userId", "email", "role", "iat", "exp", "iss", "sub", "jti", "sid", "typ", "aud", "nbf"}


SESSION = "01JD8QK7Z2V4X6Y8A0B2C4D6E8"
RING = FakeKeyRing((KEY,))


@pytest.fixture
def user() -> User:
    return new_user(email="ada@example.com", password_hash="-", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def token(user: User) -> str:
    return issue_access_token(user, SESSION, KEY, lifetime=86400)


@pytest.fixture
def claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def test_token_identifies_its_bearer(user: User, token: str) -> None:
    assert verify_access_token(token, RING) == Claims(
        user_id=user.user_id, email="ada@example.com", role="customer", session_id=SESSION
    )


def test_token_has_the_claims_and_lifetime_that_it_should(claims: dict[str, Any]) -> None:
    assert set(claims) == CLAIMS
    assert claims["exp"] - claims["iat"] == 86400
    assert claims["iss"] == claims["aud"] == "ecommerce-api"
    assert claims["sub"] == claims["userId"]


def test_token_of_an_older_key_is_valid_while_the_ring_has_the_key(token: str) -> None:
    assert verify_access_token(token, FakeKeyRing((OTHER, KEY))).session_id == SESSION


def test_token_of_a_retired_key_is_rejected(token: str) -> None:
    assert_refused(token, FakeKeyRing((OTHER,)))


@pytest.mark.parametrize("claim", sorted(CLAIMS))
def test_token_that_lacks_a_claim_is_rejected(claim: str, claims: dict[str, Any]) -> None:
    del claims[claim]

    assert_refused(signed(claims))


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "another-shop"},
        {"aud": "another-shop"},
        {"exp": 1},
        {"nbf": 2**40},
        {"iat": 2**40},
        {"typ": "refresh"},
        {"sub": "somebody-else"},
        {"role": "root"},
        {"role": ["admin"]},
    ],
)
def test_token_with_a_wrong_claim_is_rejected(changed: dict[str, Any], claims: dict[str, Any]) -> None:
    assert_refused(signed({**claims, **changed}))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_rejected_even_with_the_right_key(algorithm: str, claims: dict[str, Any]) -> None:
    long_key = SigningKey("k1", b"k" * 64)

    forged = jwt.encode(claims, long_key.key, algorithm=algorithm, headers={"kid": "k1"})

    assert_refused(forged, FakeKeyRing((long_key,)))


def test_unsigned_token_is_rejected(claims: dict[str, Any]) -> None:
    assert_refused(jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"}))


@pytest.mark.parametrize("header", [{"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example"}, {"jwk": {}}])
def test_token_that_brings_its_own_key_is_rejected_though_well_signed(
    header: dict[str, Any], claims: dict[str, Any]
) -> None:
    assert_refused(signed(claims, **header))


@pytest.mark.parametrize("kid", [None, 1, "", "../../etc/passwd", "k1\0"])
def test_forged_kid_is_rejected(kid: object, claims: dict[str, Any]) -> None:
    head, body, signature = signed(claims).split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "==")) | {"kid": kid}
    forged = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")

    assert_refused(f"{forged}.{body}.{signature}")


@pytest.mark.parametrize("broken", ["", ".", "..", "a.b.c", "é", "\0", "a" * 9000])
def test_malformed_token_is_rejected(broken: str) -> None:
    assert_refused(broken)


def test_changed_signature_is_rejected(token: str) -> None:
    head, body, signature = token.split(".")
    swapped = ("A" if signature[0] != "A" else "B") + signature[1:]

    for forged in (signature[:-1], swapped, "", signature + "AAAA"):
        assert_refused(f"{head}.{body}.{forged}")


def signed(claims: dict[str, Any], **header: object) -> str:
    return jwt.encode(claims, KEY.key, algorithm="HS256", headers={"kid": KEY.kid, **header})


def assert_refused(token: str, ring: FakeKeyRing = RING) -> None:
    with pytest.raises(Unauthenticated):
        verify_access_token(token, ring)
