"""Tokens signed with the shop's own key, each with one invalid claim."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.tokens import LEFT_OUT, Forger, is_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.integration.attacks.conftest import Newcomer

CLAIMS = ("userId", "email", "role", "iat", "exp", "iss", "sub", "jti", "sid", "typ", "aud", "nbf")
TEXTS = ("userId", "email", "role", "iss", "sub", "jti", "sid", "typ", "aud")
MOMENTS = ("iat", "exp", "nbf")
NO_TEXT: list[Any] = [None, True, 1, 1.5, [], {}, ["x"], {"x": 1}]
NO_MOMENT: list[Any] = [None, True, "", "x", [], {}, [9_999_999_999], {"x": 1}, float("nan"), float("inf")]
# Values of `iss` and `aud`, which must match exactly.
OTHERS = {
    "missing": LEFT_OUT,
    "empty": "",
    "another": "another-api",
    "other case": "Ecommerce-API",
    "trailing space": "ecommerce-api ",
    "trailing NUL": "ecommerce-api\0",
    "prefix": "ecommerce",
    "longer": "ecommerce-api.evil.example.com",
    "a URL": "https://ecommerce-api",
    "a list with ours": ["ecommerce-api"],
    "a list with ours among others": ["another-api", "ecommerce-api"],
    "a list of lists": [["ecommerce-api"]],
    "an empty list": [],
    "an object with ours": {"ecommerce-api": True},
    "wildcard": "*",
}
ROLES = ["root", "Admin", "ADMIN", "admin ", "administrator", "customer,admin", "customer admin", "*", "", "anonymous"]
# Seconds from now.
PAST = [0, -1, -60, -86_400]
FUTURE = [60, 3600, 10**9]


def test_valid_forged_token_is_accepted(anonymous: httpx.Client, forger: Forger) -> None:
    soon = int(time.time()) + 600

    assert is_accepted(anonymous, forger.sign(claims=forger.claims()))
    assert is_accepted(anonymous, forger.sign(claims=forger.claims(exp=soon, nbf=1, iat=1)))


@pytest.mark.parametrize("name", CLAIMS)
def test_token_without_one_of_its_claims_is_rejected(anonymous: httpx.Client, forger: Forger, name: str) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**{name: LEFT_OUT})))
    other = forger.claims(**{name: LEFT_OUT, name.upper(): forger.claims()[name]})
    assert not is_accepted(anonymous, forger.sign(claims=other))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("value", NO_TEXT, ids=repr)
def test_claim_that_is_not_a_string_is_rejected(
    anonymous: httpx.Client, forger: Forger, name: str, value: object
) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**{name: value})))


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("value", NO_MOMENT, ids=repr)
def test_claim_that_is_not_a_timestamp_is_rejected(
    anonymous: httpx.Client, forger: Forger, name: str, value: object
) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**{name: value})))


@pytest.mark.parametrize(
    "spelled", [str, float, "{}.0".format, " {}".format, "0{}".format, "+{}".format, "{}_0".format]
)
@pytest.mark.parametrize("name", MOMENTS)
def test_timestamp_is_an_integer(
    anonymous: httpx.Client, forger: Forger, name: str, spelled: Callable[[int], object]
) -> None:
    good = forger.claims()[name]

    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**{name: spelled(good)})))


@pytest.mark.parametrize("literal", ["1e999", "-1e999", "NaN", "Infinity", "9" * 4400, "-0.0", "1E+300"])
@pytest.mark.parametrize("name", MOMENTS)
def test_literal_that_is_not_a_number_is_rejected(
    anonymous: httpx.Client, forger: Forger, name: str, literal: str
) -> None:
    text = json.dumps(forger.claims(**{name: "here"})).replace('"here"', literal)

    assert not is_accepted(anonymous, forger.sign(claims=text.encode()))


@pytest.mark.parametrize("seconds", PAST)
def test_token_expires_in_the_second_of_its_exp_claim(anonymous: httpx.Client, forger: Forger, seconds: int) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(exp=int(time.time()) + seconds)))


@pytest.mark.parametrize("moment", [0, -1, -(10**12), -(2**63), -(10**30)])
def test_token_that_expired_before_1970_is_rejected(anonymous: httpx.Client, forger: Forger, moment: int) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(exp=moment)))


@pytest.mark.parametrize("name", ["iat", "nbf"])
@pytest.mark.parametrize("seconds", [*FUTURE, 10**30])
def test_token_of_the_future_is_rejected(anonymous: httpx.Client, forger: Forger, name: str, seconds: int) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**{name: int(time.time()) + seconds})))


@pytest.mark.parametrize("name", ["iss", "aud"])
@pytest.mark.parametrize("value", OTHERS.values(), ids=OTHERS)
def test_token_of_another_issuer_or_for_another_audience_is_rejected(
    anonymous: httpx.Client, forger: Forger, name: str, value: object
) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**{name: value})))


@pytest.mark.parametrize("named", ["refresh", "id", "Access", "ACCESS", "access ", "", "access\0", "JWT"])
def test_token_for_another_use_is_rejected(anonymous: httpx.Client, forger: Forger, named: str) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(typ=named)))


@pytest.mark.parametrize("role", ROLES)
def test_unknown_role_is_rejected(anonymous: httpx.Client, forger: Forger, role: str) -> None:
    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(role=role)))


def test_token_that_mixes_two_users_is_rejected(anonymous: httpx.Client, forger: Forger, newcomer: Newcomer) -> None:
    # Given another user with an open session
    victim = newcomer()
    theirs = {"userId": victim.user_id, "sub": victim.user_id, "email": victim.email}

    # When a token names the victim in some claims, or in all except the session, then it is rejected
    for changed in ({"userId": victim.user_id}, {"sub": victim.user_id}, theirs, {"sid": victim.session_id}):
        assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**changed)))


@pytest.mark.parametrize(
    "value", ["", "x", "../PROFILE", "*", "01JD8QM3F5H7K9N1P3R5T7V9X1", "\0", "\ud800", "x" * 2000]
)
@pytest.mark.parametrize("name", ["sid", "userId and sub"])
def test_unknown_session_is_rejected(anonymous: httpx.Client, forger: Forger, name: str, value: str) -> None:
    changed = dict.fromkeys(name.split(" and "), value)

    assert not is_accepted(anonymous, forger.sign(claims=forger.claims(**changed)))
