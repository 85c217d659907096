"""Page tokens: where a page begins, and a checksum that binds it to its list and to the list's owner."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from handlers.domain.errors import Fault, InvalidRequest

_CHECKSUM_BYTES = 12
_ANYTHING = r"(?s:.*)"


def make_token(position: str, *, of: str) -> str:
    """Return the token of a position in a list.

    Parameters
    ----------
    position : str
        The id of the last item before the page.
    of : str
        The list's partition; it names the owner where the list has one.
    """
    checksum = hashlib.sha256(f"{of}\n{position}".encode()).digest()[:_CHECKSUM_BYTES]
    return f"{_encode(position.encode())}.{_encode(checksum)}"


def read_token(token: str, *, of: str, like: str = _ANYTHING) -> str:
    """Return the position that a token stands for.

    Parameters
    ----------
    token : str
        What `make_token` returned, or what a client made of it.
    of : str
        The list's partition, as it was given to `make_token`.
    like : str
        What its positions look like, as a regular expression: anybody can work out the checksum of another one.

    Raises
    ------
    InvalidRequest
        If the token was changed, or is of another list.
    """
    encoded = token.partition(".")[0]
    try:
        position = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        position = ""
    if make_token(position, of=of) != token or not re.fullmatch(like, position):
        raise InvalidRequest([Fault("/query/page", "token is not one of this list")])
    return position


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
