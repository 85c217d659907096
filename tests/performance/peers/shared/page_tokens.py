"""Page tokens: the start of a page, with a checksum that binds it to its list."""

import base64
import binascii
import hashlib

from problems import Fault, Refusal

_CHECKSUM_BYTES = 12


def make_token(position: str, *, of: str) -> str:
    """Return the token of a position in a list."""
    checksum = hashlib.sha256(f"{of}\n{position}".encode()).digest()[:_CHECKSUM_BYTES]
    return f"{_encoded(position.encode())}.{_encoded(checksum)}"


def read_token(token: str, *, of: str) -> str:
    """Return the position of a token; raise a 400 for a token of another list."""
    encoded = token.partition(".")[0]
    try:
        position = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        position = ""
    if make_token(position, of=of) != token:
        fault: Fault = {"pointer": "/query/page", "detail": "token is not one of this list"}
        raise Refusal(400, "The request has 1 error.", faults=[fault])
    return position


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
