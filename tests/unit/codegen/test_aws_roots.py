"""The roots of Amazon's certificates."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.httpsession import DEFAULT_CA_BUNDLE
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from codegen.aws_roots import amazon_roots
from codegen.contract import ContractError
from handlers.domain.clock import now
from local.config import ROOT

# SHA-256 of each root's public key, from https://www.amazontrust.com/repository/: a renewed certificate keeps its key.
KEYS = {
    "Amazon Root CA 1": "fbe3018031f9586bcbf41727e417b7d1c45c2f47f93be372a17b96b50757d5a2",
    "Amazon Root CA 2": "7f4296fc5b6a4e3b35d3c369623e364ab1af381d8fa7121533c9d6c633ea2461",
    "Amazon Root CA 3": "36abc32656acfc645c61b71613c4bf21c787f5cabbee48348d58597803d7abc9",
    "Amazon Root CA 4": "f7ecded5c66047d28ed6466b543c40e0743abe81d109254dcf845d4c2c7853c5",
    "Starfield Services Root Certificate Authority - G2": (
        "2b071c59a0a0ae76b0eadb2bad23bad4580b69c3601b630c2eaf0613afa83f92"
    ),
}
BUNDLE = Path(DEFAULT_CA_BUNDLE)
IN_THE_IMAGE = ROOT / "generated" / "aws" / "amazon_roots.pem"

# Starfield's root has the serial number 0.
pytestmark = pytest.mark.filterwarnings("ignore:Parsed a serial number")


def roots() -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(IN_THE_IMAGE.read_bytes())


def test_roots_have_the_names_and_keys_that_amazon_publishes() -> None:
    found = {}
    for root in roots():
        (name,) = root.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        key = root.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        found[name.value] = hashlib.sha256(key).hexdigest()

    assert found == KEYS


def test_roots_are_in_botocores_bundle_and_valid_for_two_more_years() -> None:
    assert all(root.public_bytes(Encoding.PEM) in BUNDLE.read_bytes() for root in roots())
    assert all(root.not_valid_after_utc > now() + timedelta(days=730) for root in roots())


def test_file_names_its_source() -> None:
    digest = hashlib.sha256(BUNDLE.read_bytes()).hexdigest()

    head = IN_THE_IMAGE.read_text().partition("\n\n")[0]

    assert digest in head
    assert re.search(r"amazontrust\.com/repository/, \d{4}-\d\d-\d\d$", head)


def test_bundle_without_a_root_is_an_error() -> None:
    with pytest.raises(ContractError, match=r"lacks Amazon Root CA 2: compare FINGERPRINTS in codegen\.aws_roots"):
        amazon_roots(amazon_roots().replace("MIIFQTCCAymgAwIBAgITBmyf0pY1hp8KD+WGePhbJruKNzANBgkqhkiG9w0BAQwF", ""))
