"""E-mail addresses."""

from __future__ import annotations

import unicodedata


def normalize_email(address: str) -> str:
    """Return the form of an address that is the account: NFKC-folded and lower-cased."""
    return unicodedata.normalize("NFKC", address).lower()
