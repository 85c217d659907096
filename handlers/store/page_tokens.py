"""Page tokens: the position where a page begins, with a checksum over it, its list and the list's owner."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from handlers.domain.errors import Fault, InvalidRequest

# The first page, for clients whose requests always have every parameter.
_FIRST = "first"
_CHECKSUM_BYTES = 12
# Sorts after every character of a key.
_LAST = "~"
_ANYTHING = r"(?s:.*)"


def make_token(position: str, *, list_key: str) -> str:
    """Return the token of a position in a list.

    Parameters
    ----------
    position : str
        The id or key of the last item before the page.
    list_key : str
        The identity of the list: its partition, which includes the owner if it has one, and its filter.
    """
    checksum = hashlib.sha256(f"{list_key}\n{position}".encode()).digest()[:_CHECKSUM_BYTES]
    return f"{_encode(position.encode())}.{_encode(checksum)}"


def read_token(token: str | None, *, list_key: str, pattern: str = _ANYTHING) -> str | None:
    """Return the position in a token, or None for the first page.

    Parameters
    ----------
    token : str | None
        A token sent by a client, ``first``, or None.
    list_key : str
        The identity of the list, as passed to `make_token`.
    pattern : str
        The regular expression of the list's positions. The checksum has no secret, so clients can forge tokens.

    Raises
    ------
    InvalidRequest
        If the token is malformed, or belongs to another list.
    """
    if token is None or token == _FIRST:
        return None
    encoded = token.partition(".")[0]
    try:
        position = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        position = ""
    if make_token(position, list_key=list_key) != token or not re.fullmatch(pattern, position):
        raise InvalidRequest([Fault("/query/page", "token is not one of this list")])
    return position


def before(key: str) -> str:
    """Return the highest string that sorts before a key; all keys of a list have the same length."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}{_LAST}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
