"""E-mails and their addresses."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Email:
    """A rendered e-mail, as plain text and as HTML."""

    subject: str
    text: str
    html: str


def normalize_email(address: str) -> str:
    """Return the canonical form of an address, which identifies the account: NFKC, lower case."""
    return unicodedata.normalize("NFKC", address).lower()
