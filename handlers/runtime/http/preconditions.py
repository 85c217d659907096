"""Conditional requests (RFC 9110 §13): our ETags are strong, and each is the revision of what was read."""

from __future__ import annotations

import re

from handlers.domain.errors import RequestError

_TAG = re.compile(r'(W/)?"([!#-~]*)"')


class PreconditionRequired(RequestError):
    """The change would be blind without the ETag of what it changes."""

    def __init__(self) -> None:
        super().__init__("Changing the stock requires If-Match with the product's ETag.")


def matches_none(header: str | None, revision: str) -> bool:
    """Tell whether a read is to be carried out: no tag of ``If-None-Match`` is the revision (weak comparison).

    Parameters
    ----------
    header : str or None
        The text of ``If-None-Match``, or None where none was sent.
    revision : str
        The revision of what is read, without quotes.
    """
    if header is None:
        return True
    return header != "*" and revision not in {tag for _, tag in _TAG.findall(header)}


def expected_revisions(header: str | None) -> list[str] | None:
    """Return the revisions that ``If-Match`` lets a change start from, or None if any will do (strong comparison)."""
    if header is None or header == "*":
        return None
    return [tag for weak, tag in _TAG.findall(header) if not weak]
