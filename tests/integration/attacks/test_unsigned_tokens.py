"""The JOSE algorithm `none` is rejected in every spelling and with any signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tokens import Forger, encoded, is_accepted

if TYPE_CHECKING:
    import httpx

SPELLINGS = ["none", "None", "NONE", "nOnE", "nonE", "none ", " none", "none\0", "ｎone", "null", "undefined", ""]
SIGNATURES = {
    "nothing": "",
    "a letter": "x",
    "zeros": encoded(bytes(32)),
    "encoded none": encoded(b"none"),
    "a padding": "=",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_unsigned_token_is_rejected(anonymous: httpx.Client, forger: Forger, spelling: str, signature: str) -> None:
    unsigned = forger.sign(forger.header(alg=spelling)).rpartition(".")[0]

    assert not is_accepted(anonymous, f"{unsigned}.{signature}")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_algorithm_none_is_rejected_even_with_a_valid_signature(
    anonymous: httpx.Client, forger: Forger, spelling: str
) -> None:
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=spelling)))
    assert not is_accepted(anonymous, forger.sign(forger.header(alg=spelling), key=b""))


def test_valid_token_without_its_signature_is_rejected(anonymous: httpx.Client, forger: Forger) -> None:
    token = forger.sign()

    for signature in SIGNATURES.values():
        assert not is_accepted(anonymous, f"{token.rpartition('.')[0]}.{signature}")
    assert not is_accepted(anonymous, token.rpartition(".")[0])
    assert is_accepted(anonymous, token)
