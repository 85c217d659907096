"""A token names its own algorithm; only HS256 with one of the shop's keys is accepted (RFC 8725, 3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.tokens import LEFT_OUT, Forger, encoded, is_accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEYS = {32: ec.generate_private_key(ec.SECP256R1()), 48: ec.generate_private_key(ec.SECP384R1())}
# The shop's PyJWT has no public-key algorithms: RFC 7518, 3.3 to 3.5, and RFC 8037, 3.1.
OWN_SIGNATURES: dict[str, Callable[[bytes], bytes]] = {
    "RS256": lambda signed: RSA_KEY.sign(signed, padding.PKCS1v15(), SHA256()),
    "RS512": lambda signed: RSA_KEY.sign(signed, padding.PKCS1v15(), SHA512()),
    "PS256": lambda signed: RSA_KEY.sign(signed, padding.PSS(padding.MGF1(SHA256()), 32), SHA256()),
    "PS512": lambda signed: RSA_KEY.sign(signed, padding.PSS(padding.MGF1(SHA512()), 64), SHA512()),
    "ES256": lambda signed: ecdsa(signed, 32, SHA256()),
    "ES384": lambda signed: ecdsa(signed, 48, SHA384()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate().sign,
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


def ecdsa(signed: bytes, size: int, digest: SHA256 | SHA384) -> bytes:
    pair = decode_dss_signature(EC_KEYS[size].sign(signed, ec.ECDSA(digest)))
    return b"".join(number.to_bytes(size) for number in pair)


def test_valid_forged_token_is_accepted(anonymous: httpx.Client, forger: Forger) -> None:
    assert is_accepted(anonymous, forger.sign())
    assert is_accepted(anonymous, jwt.encode(forger.claims(), forger.key, "HS256", forger.header()))


@pytest.mark.parametrize("bits", [224, 384, 512])
def test_another_hmac_with_the_true_key_is_rejected(anonymous: httpx.Client, forger: Forger, bits: int) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=f"HS{bits}"), digest=f"sha{bits}"))


@pytest.mark.parametrize("bits", [224, 384, 512])
def test_another_hmac_labelled_hs256_is_rejected(anonymous: httpx.Client, forger: Forger, bits: int) -> None:
    assert not is_accepted(anonymous, forger.sign(digest=f"sha{bits}"))


@pytest.mark.parametrize("algorithm", [*OWN_SIGNATURES, "RS384", "ES512", "ES256K", "Ed25519", "PS384"])
def test_public_key_algorithm_with_a_valid_hmac_is_rejected(
    anonymous: httpx.Client, forger: Forger, algorithm: str
) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=algorithm)))


@pytest.mark.parametrize("algorithm", OWN_SIGNATURES)
def test_signature_of_the_attackers_own_key_is_rejected(
    anonymous: httpx.Client, forger: Forger, algorithm: str
) -> None:
    for labelled in (algorithm, "HS256"):
        signed = forger.sign(forger.header(alg=labelled)).rpartition(".")[0]
        assert not is_accepted(anonymous, f"{signed}.{encoded(OWN_SIGNATURES[algorithm](signed.encode()))}")


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
