"""Passwords: which may be set, and how they are kept."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import bcrypt

from handlers.domain.errors import Fault, InvalidRequest

MAX_BYTES = 72
# Those of 8 characters and more among Django's 20,000 (django.contrib.auth, by Royce Williams;
# the licence stands beside it).
_COMMON = Path(__file__).with_name("common_passwords.txt")
_SALT_OF_NOBODY = "N0b0dyN0b0dyN0b0dyN0bu"


def check_new_password(password: str, *, pointer: str) -> None:
    """Refuse a password that can't be kept whole or that everybody tries first.

    Parameters
    ----------
    password : str
        The password to set.
    pointer : str
        Where it stands in the request.

    Raises
    ------
    InvalidRequest
        If it is over 72 bytes in UTF-8, which is all that bcrypt takes, or among the commonest.
    """
    if len(password.encode()) > MAX_BYTES:
        raise InvalidRequest([Fault(pointer, f"value is longer than {MAX_BYTES} bytes in UTF-8")])
    if unicodedata.normalize("NFKC", password).lower().strip() in _common_passwords():
        raise InvalidRequest([Fault(pointer, "value is one of the commonest passwords")])


def hash_password(password: str, *, rounds: int) -> str:
    """Return the bcrypt hash of a password, with a salt of its own.

    Parameters
    ----------
    password : str
        At most 72 bytes in UTF-8.
    rounds : int
        bcrypt's cost, the logarithm of its rounds: 4 to 31.

    Returns
    -------
    str
        The hash as bcrypt writes it, ``$2b$…``.

    Raises
    ------
    ValueError
        If the password is longer.
    """
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds)).decode()


def verify_password(password: str, password_hash: str | None, *, rounds: int) -> bool:
    """Tell whether a password is the one behind a hash, with the same work whether there is an account or not.

    Parameters
    ----------
    password : str
        The password to try; one over 72 bytes is wrong.
    password_hash : str or None
        The account's hash, or None where there is no account.
    rounds : int
        The work to do where there is no account: that of the accounts' hashes.
    """
    attempt = password.encode()
    kept_whole = attempt[:MAX_BYTES]
    if password_hash is None:
        bcrypt.hashpw(kept_whole, f"$2b${rounds:02}${_SALT_OF_NOBODY}".encode())
        return False
    return bcrypt.checkpw(kept_whole, password_hash.encode()) and kept_whole == attempt


@cache
def _common_passwords() -> frozenset[str]:
    # Nothing but spaces is as common as it gets.
    return frozenset(_COMMON.read_text().split()) | {""}
