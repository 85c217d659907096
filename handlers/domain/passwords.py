"""Passwords: which are accepted, and how they are hashed and verified."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import bcrypt

from handlers.domain.errors import Fault, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES = 72
MIN_LENGTH = 8
# The entries of Django's list of 20,000 with 8 or more characters (django.contrib.auth, by Royce Williams; the licence
# is in the same folder).
_COMMON = Path(__file__).with_name("common_passwords.txt")
_DUMMY_SALT = "N0b0dyN0b0dyN0b0dyN0bu"
_SERVICE = "ecommerce"
# Shorter words are in too many good passwords; one with fewer letters, such as a number, has to be longer.
_MIN_WORD_LETTERS, _MIN_WORD_CHARACTERS = 3, 6
# With fewer letters of its own, or letters and digits, a password is its word with decoration.
_MIN_OWN_LETTERS, _MIN_OWN_CHARACTERS = 4, 8
_LOOKALIKES = {"a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1", "o": "0", "s": "5$", "t": "7", "z": "2"}


def normalize_password(password: str) -> str:
    """Return a password as keyboards that type it differently agree on it: RFC 8265's OpaqueString.

    Spaces outside ASCII become U+0020, and the text NFC. Characters that the RFC disallows stay: they are a client's
    choice, and existing passwords may have them.
    """
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", spaced)


def check_new_password(password: str, *, pointer: str) -> None:
    """Check that a password is neither too short, nor too long for bcrypt, nor a common one.

    Parameters
    ----------
    password : str
        The password to set.
    pointer : str
        JSON pointer to the password in the request.

    Raises
    ------
    InvalidRequest
        If the normalized password is shorter than 8 characters, longer than 72 bytes in UTF-8, bcrypt's limit, or on
        the list of common passwords.
    """
    password = normalize_password(password)
    if len(password) < MIN_LENGTH:
        raise InvalidRequest([Fault(pointer, f"value is shorter than {MIN_LENGTH} composed characters")])
    if len(password.encode()) > MAX_BYTES:
        raise InvalidRequest([Fault(pointer, f"value is longer than {MAX_BYTES} bytes in UTF-8")])
    if unicodedata.normalize("NFKC", password).lower().strip() in _common_passwords():
        raise InvalidRequest([Fault(pointer, "value is one of the commonest passwords")])


def check_unrelated_password(password: str, *, email: str, names: Iterable[str], pointer: str) -> None:
    """Check that a password isn't its user's address, local part or name, or the service's name, with decoration.

    Case, accents, separators, lookalikes such as 0 for o, digits, a few more letters and reversal are decoration.

    Parameters
    ----------
    email : str
        The account's address.
    names : Iterable[str]
        The first and the last name.
    pointer : str
        JSON pointer to the password in the request.

    Raises
    ------
    InvalidRequest
        If little is left of the password without these words.
    """
    left = folded = _fold(password)
    for word in sorted(_words(email, names), key=len, reverse=True):
        if _has_letters(left, word):
            left = re.sub(_spellings(word), "", left)
    letters, characters = sum(map(str.isalpha, left)), sum(map(str.isalnum, left))
    if left != folded and letters < _MIN_OWN_LETTERS and characters < _MIN_OWN_CHARACTERS:
        raise InvalidRequest([Fault(pointer, "value is based on your address, your name or the name of the service")])


def _words(email: str, names: Iterable[str]) -> Iterator[str]:
    address, *own_names = map(_fold, (email, *names))
    local_part = address.partition("@")[0]
    parts = (part for text in (local_part, *own_names) for part in re.split(r"[\W_]", text))
    texts = (address, local_part, local_part.partition("+")[0], *own_names, *parts, _SERVICE)
    for word in {"".join(filter(str.isalnum, text)) for text in texts}:
        if sum(map(str.isalpha, word)) >= _MIN_WORD_LETTERS or len(word) >= _MIN_WORD_CHARACTERS:
            yield from (word, word[::-1])


def _has_letters(text: str, word: str) -> bool:
    # Rules out most words, because compiling a pattern takes far longer than this.
    return all(any(each in text for each in letter + _LOOKALIKES.get(letter, "")) for letter in word)


def _spellings(word: str) -> str:
    letters = (f"[{re.escape(letter + _LOOKALIKES.get(letter, ''))}]" for letter in word)
    return r"[\W_]*".join(letters)


def _fold(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def hash_password(password: str, *, rounds: int) -> str:
    """Return the bcrypt hash of a password, with a random salt.

    Parameters
    ----------
    password : str
        At most 72 bytes in UTF-8, normalized.
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
    return bcrypt.hashpw(normalize_password(password).encode(), bcrypt.gensalt(rounds)).decode()


def verify_password(password: str, password_hash: str | None, *, rounds: int) -> bool:
    """Return whether a password matches a hash, in the same time whether or not the account exists.

    The password as typed is tried as well: older hashes are of passwords that weren't normalized.

    Parameters
    ----------
    password : str
        The password to verify; one longer than 72 bytes never matches.
    password_hash : str or None
        The account's hash, or None if there is no account.
    rounds : int
        bcrypt's cost factor when there is no account: that of the accounts' hashes.
    """
    spellings = dict.fromkeys((normalize_password(password), password))
    return any(_verify(each, password_hash, rounds=rounds) for each in spellings)


def _verify(password: str, password_hash: str | None, *, rounds: int) -> bool:
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
