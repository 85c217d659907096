"""A token names its own algorithm; only HS256 with one of the shop's keys is accepted (RFC 8725, 3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.tokens import LEFT_OUT, Forger, is_accepted

if TYPE_CHECKING:
    import httpx

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OWN_KEYS: dict[str, Any] = {
    "RS256": RSA_KEY,
    "RS512": RSA_KEY,
    "PS256": RSA_KEY,
    "PS512": RSA_KEY,
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
PUBLIC_KEYS = {
    f"{encoding} {layout}": RSA_KEY.public_key().public_bytes(encoding, layout)
    for encoding in (Encoding.PEM, Encoding.DER)
    for layout in (PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1)
}
# Values that a lenient parser might accept as HS256, or as no algorithm.
SPELLINGS = [
    *("hs256", "Hs256", "HS-256", "HS256 ", " HS256", "HS256\0", "HS256\n", "HS", "HMAC", "sha256", "A256KW", "dir"),
    *("", None, True, 256, 0.256, ["HS256"], ["none", "HS256"], [], {}, {"HS256": 1}, "ＨＳ256", LEFT_OUT),
]


def test_valid_forged_token_is_accepted(anonymous: httpx.Client, forger: Forger) -> None:
    assert is_accepted(anonymous, forger.sign())
    assert is_accepted(anonymous, jwt.encode(forger.claims(), forger.key, "HS256", forger.header()))


@pytest.mark.parametrize("bits", [224, 384, 512])
def test_another_hmac_with_the_true_key_is_rejected(anonymous: httpx.Client, forger: Forger, bits: int) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=f"HS{bits}"), digest=f"sha{bits}"))


@pytest.mark.parametrize("bits", [224, 384, 512])
def test_another_hmac_labelled_hs256_is_rejected(anonymous: httpx.Client, forger: Forger, bits: int) -> None:
    assert not is_accepted(anonymous, forger.sign(digest=f"sha{bits}"))


@pytest.mark.parametrize("algorithm", [*OWN_KEYS, "RS384", "ES512", "ES256K", "Ed25519", "PS384"])
def test_public_key_algorithm_with_a_valid_hmac_is_rejected(
    anonymous: httpx.Client, forger: Forger, algorithm: str
) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=algorithm)))


@pytest.mark.parametrize("algorithm", OWN_KEYS)
def test_signature_of_the_attackers_own_key_is_rejected(
    anonymous: httpx.Client, forger: Forger, algorithm: str
) -> None:
    for header in (forger.header(), {**forger.header(), "alg": "HS256"}):
        token = jwt.encode(forger.claims(), OWN_KEYS[algorithm], algorithm, header | {"alg": algorithm})
        assert not is_accepted(anonymous, token)


@pytest.mark.parametrize("key", PUBLIC_KEYS.values(), ids=PUBLIC_KEYS)
@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
def test_hmac_with_a_public_key_is_rejected(
    anonymous: httpx.Client, forger: Forger, key: bytes, algorithm: str
) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=algorithm), key=key))


@pytest.mark.parametrize("key", [b"", b"\0", b"\0" * 32, b"secret", b"ecommerce-api", b"None", b"null"], ids=repr)
def test_guessable_key_is_rejected(anonymous: httpx.Client, forger: Forger, key: bytes) -> None:
    assert not is_accepted(anonymous, forger.sign(key=key))


@pytest.mark.parametrize("spelling", SPELLINGS, ids=repr)
def test_only_hs256_is_accepted(anonymous: httpx.Client, forger: Forger, spelling: object) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=spelling)))
