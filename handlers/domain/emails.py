"""E-mail addresses."""

from __future__ import annotations

import unicodedata


def normalize_email(address: str) -> str:
    """Return the canonical form of an address, which identifies the account: NFKC, lower case."""
    return unicodedata.normalize("NFKC", address).lower()
