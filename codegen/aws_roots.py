"""The excerpt of botocore's certificate authorities: the roots of Amazon's own certificates.

A TLS client parses all roots that it trusts, and AWS's endpoints need five of botocore's. Amazon Trust Services
recommends to trust all five: https://www.amazontrust.com/repository/
"""

from __future__ import annotations

import hashlib
import re
import ssl
from importlib.metadata import version
from pathlib import Path

from botocore.httpsession import DEFAULT_CA_BUNDLE

from codegen.contract import ContractError

# The day of the list, and the SHA-256 fingerprints of the certificates.
LISTED = "2026-11-30"
FINGERPRINTS = {
    "Amazon Root CA 1": "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
    "Amazon Root CA 2": "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
    "Amazon Root CA 3": "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
    "Amazon Root CA 4": "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
    "Starfield Services Root Certificate Authority - G2": (
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5"
    ),
}
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_HEAD = """\
# The roots of Amazon's certificates, made by codegen/aws_roots.py.
# Source: cacert.pem of botocore {version}, SHA-256 {digest}
# List: https://www.amazontrust.com/repository/, {listed}
"""


def amazon_roots(bundle: str | None = None) -> str:
    """Return Amazon's roots in PEM, out of a bundle of certificates.

    Parameters
    ----------
    bundle : str, optional
        The bundle's text instead of botocore's.

    Raises
    ------
    ContractError
        If the bundle lacks one of them.
    """
    text = Path(DEFAULT_CA_BUNDLE).read_text(encoding="utf-8") if bundle is None else bundle
    found = {_fingerprint(certificate): certificate for certificate in _CERTIFICATE.findall(text)}
    if missing := [name for name, fingerprint in FINGERPRINTS.items() if fingerprint not in found]:
        raise ContractError(f"botocore's cacert.pem lacks {', '.join(missing)}: compare FINGERPRINTS in {__name__}")
    head = _HEAD.format(version=version("botocore"), digest=hashlib.sha256(text.encode()).hexdigest(), listed=LISTED)
    return head + "".join(f"\n# {name}\n{found[fingerprint]}\n" for name, fingerprint in FINGERPRINTS.items())


def _fingerprint(certificate: str) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
