"""Times in query parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.clock import parse_date_time
from handlers.domain.errors import Fault, InvalidRequest

if TYPE_CHECKING:
    from datetime import datetime


def read_date_time(name: str, text: str | None) -> datetime | None:
    """Return the time in a query parameter; None stays None.

    Raises
    ------
    InvalidRequest
        If the date or time doesn't exist, such as 30 February.
    """
    try:
        return None if text is None else parse_date_time(text)
    except ValueError:
        raise InvalidRequest([Fault(f"/query/{name}", "the date or time does not exist")]) from None
