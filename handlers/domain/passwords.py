"""Passwords: which are accepted, and how they are hashed and verified."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import bcrypt

from handlers.domain.errors import Fault, InvalidRequest

MAX_BYTES = 72
# The entries of Django's list of 20,000 with 8 or more characters (django.contrib.auth, by Royce Williams; the licence
# is in the same folder).
_COMMON = Path(__file__).with_name("common_passwords.txt")
_DUMMY_SALT = "N0b0dyN0b0dyN0b0dyN0bu"


def check_new_password(password: str, *, pointer: str) -> None:
    """Check that a password is neither too long for bcrypt nor a common one.

    Parameters
    ----------
    password : str
        The password to set.
    pointer : str
        JSON pointer to the password in the request.

    Raises
    ------
    InvalidRequest
        If the password is longer than 72 bytes in UTF-8, bcrypt's limit, or on the list of common passwords.
    """
    if len(password.encode()) > MAX_BYTES:
        raise InvalidRequest([Fault(pointer, f"value is longer than {MAX_BYTES} bytes in UTF-8")])
    if unicodedata.normalize("NFKC", password).lower().strip() in _common_passwords():
        raise InvalidRequest([Fault(pointer, "value is one of the commonest passwords")])


def hash_password(password: str, *, rounds: int) -> str:
    """Return the bcrypt hash of a password, with a random salt.

    Parameters
    ----------
    password : str
        At most 72 bytes in UTF-8.
    rounds : int
        bcrypt's cost factor, 4 to 31: the base-2 logarithm of the number of rounds.

    Returns
    -------
    str
        The hash in bcrypt's format, ``$2b$…``.

    Raises
    ------
    ValueError
        If the password is longer than 72 bytes.
    """
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds)).decode()


def verify_password(password: str, password_hash: str | None, *, rounds: int) -> bool:
    """Return whether a password matches a hash, in the same time whether or not the account exists.

    Parameters
    ----------
    password : str
        The password to verify; one longer than 72 bytes never matches.
    password_hash : str or None
        The account's hash, or None if there is no account.
    rounds : int
        bcrypt's cost factor when there is no account: that of the accounts' hashes.
    """
    encoded = password.encode()
    truncated = encoded[:MAX_BYTES]
    if password_hash is None:
        bcrypt.hashpw(truncated, f"$2b${rounds:02}${_DUMMY_SALT}".encode())
        return False
    return bcrypt.checkpw(truncated, password_hash.encode()) and truncated == encoded


@cache
def _common_passwords() -> frozenset[str]:
    # The empty string stands for passwords that consist of spaces only.
    return frozenset(_COMMON.read_text().split()) | {""}
