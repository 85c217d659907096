"""A token has one spelling: three parts of base64url without padding, and the whole signature."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.harness import eventually
from tests.tokens import Forger, decoded, encoded, is_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SIGNATURES: dict[str, Callable[[str], str]] = {
    "one character missing": lambda signature: signature[:-1],
    "two characters missing": lambda signature: signature[:-2],
    "half": lambda signature: signature[:21],
    "one character": lambda signature: signature[:1],
    "empty": lambda _: "",
    "first character missing": lambda signature: signature[1:],
    "extra character": "{}A".format,
    "extra byte": lambda signature: encoded(decoded(signature) + b"\0"),
    "twice": "{0}{0}".format,
    "the right padding": "{}=".format,
    "too much padding": "{}==".format,
    "padding in the middle": lambda signature: f"{signature[:20]}={signature[20:]}",
    "tab inside": lambda signature: f"{signature[:20]}\t{signature[20:]}",
    "trailing dot": "{}.".format,
    "extra part": "{0}.{0}".format,
    "two extra parts": "{0}.{0}.{0}".format,
    "backwards": lambda signature: signature[::-1],
    "other case": str.swapcase,
    "hex": lambda signature: decoded(signature).hex(),
    "base32": lambda signature: base64.b32encode(decoded(signature)).decode().rstrip("="),
    "base64 of base64": lambda signature: encoded(signature.encode()),
    "zeros": lambda _: encoded(bytes(32)),
    "non-ASCII letter": "{}é".format,
    "percent-encoded": lambda signature: f"%{ord(signature[0]):02X}{signature[1:]}",
}


@pytest.mark.parametrize("change", SIGNATURES.values(), ids=SIGNATURES)
def test_truncated_or_extended_signature_is_rejected(
    anonymous: httpx.Client, forger: Forger, change: Callable[[str], str]
) -> None:
    # Given a valid token
    signed, _, signature = forger.sign().rpartition(".")

    # When its signature is spelled differently, then it is rejected; and unchanged, it is accepted
    assert not is_accepted(anonymous, f"{signed}.{change(signature)}")
    assert is_accepted(anonymous, f"{signed}.{signature}")


@pytest.mark.parametrize("bits", [1, 2, 3])
def test_bits_that_belong_to_no_byte_are_zero(anonymous: httpx.Client, forger: Forger, bits: int) -> None:
    # Given a signature, whose 43 characters have two bits more than its 32 bytes
    signed, _, signature = forger.sign().rpartition(".")
    other = signature[:-1] + ALPHABET[ALPHABET.index(signature[-1]) + bits]
    assert decoded(other) == decoded(signature)

    assert not is_accepted(anonymous, f"{signed}.{other}")


def test_other_alphabet_is_rejected(anonymous: httpx.Client, forger: Forger) -> None:
    # Given a token whose signature has a character that differs between base64 and base64url
    def with_a_sign() -> str:
        token = forger.sign()
        return token if {"-", "_"} & set(token.rpartition(".")[2]) else ""

    signed, _, signature = eventually(with_a_sign).rpartition(".")

    assert not is_accepted(anonymous, f"{signed}.{signature.replace('-', '+').replace('_', '/')}")


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("odd", ["=", "==", "A", "+", "/", " ", "\t", ".", "%41", "é"])
def test_part_with_an_extra_character_is_rejected(anonymous: httpx.Client, forger: Forger, part: int, odd: str) -> None:
    parts = forger.sign().split(".")
    parts[part] += odd

    assert not is_accepted(anonymous, ".".join(parts))


@pytest.mark.parametrize("order", ["021", "102", "120", "201", "210", "01", "02", "12", "0", "0122", "0012", "01212"])
def test_parts_in_another_order_or_number_are_rejected(anonymous: httpx.Client, forger: Forger, order: str) -> None:
    parts = forger.sign().split(".")

    assert not is_accepted(anonymous, ".".join(parts[int(place)] for place in order))


@pytest.mark.parametrize("cty", [None, "JWT"])
def test_nested_token_is_rejected(anonymous: httpx.Client, forger: Forger, cty: str | None) -> None:
    inner = forger.sign()
    header = forger.header() if cty is None else forger.header(cty=cty)

    for claims in (inner.encode(), json.dumps(inner).encode(), json.dumps({"jwt": inner}).encode()):
        assert not is_accepted(anonymous, forger.sign(header, claims))


def test_json_forms_of_a_token_are_rejected(anonymous: httpx.Client, forger: Forger) -> None:
    head, claims, signature = forger.sign().split(".")
    flat = {"protected": head, "payload": claims, "signature": signature}
    general = {"payload": claims, "signatures": [{"protected": head, "signature": signature}]}

    for form in (flat, general):
        assert not is_accepted(anonymous, json.dumps(form, separators=(",", ":")))
        assert not is_accepted(anonymous, encoded(json.dumps(form).encode()))


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text + b"x",
        lambda text: text + text,
        lambda text: b"[" + text + b"]",
        lambda text: text[:-1],
        lambda text: text.replace(b'"', b"'"),
        zlib.compress,
        lambda text: text + b"\xff",
        lambda text: text + b"\0",
        lambda _: b"",
        lambda _: b"null",
        lambda _: b"[" * 3000,
    ],
    ids=range(11),
)
@pytest.mark.parametrize("part", ["header", "claims"])
def test_part_that_is_not_a_json_object_is_rejected(
    anonymous: httpx.Client, forger: Forger, part: str, write: Callable[[bytes], bytes]
) -> None:
    header, claims = (json.dumps(value).encode() for value in (forger.header(), forger.claims()))
    parts = (write(header), claims) if part == "header" else (header, write(claims))

    assert not is_accepted(anonymous, forger.sign(*parts))


@pytest.mark.parametrize(
    ("name", "value"), [("role", "root"), ("typ", "refresh"), ("iss", "x"), ("aud", "x"), ("exp", 1), ("sid", "x")]
)
def test_last_of_duplicate_claims_is_checked(anonymous: httpx.Client, forger: Forger, name: str, value: object) -> None:
    # Given duplicate claims, the second of which is invalid
    good = json.dumps(forger.claims())
    twice = f"{good[:-1]},{json.dumps(name)}:{json.dumps(value)}}}"

    assert not is_accepted(anonymous, forger.sign(claims=twice.encode()))


@pytest.mark.parametrize("role", ["admin", "root"])
def test_last_of_duplicate_roles_is_used_everywhere(anonymous: httpx.Client, forger: Forger, role: str) -> None:
    # Given duplicate roles, a higher one before the customer's
    twice = f'{{"role":"{role}",{json.dumps(forger.claims())[1:]}'
    bearer = {"Authorization": f"Bearer {forger.sign(claims=twice.encode())}"}

    # Then only the customer's operations are allowed
    assert anonymous.get("/auth/me", headers=bearer).json()["role"] == "customer"
    assert anonymous.post("/products", json={}, headers=bearer).status_code == 403
