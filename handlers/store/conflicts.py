"""Writes that meet another transaction on the same row: tried again after a random wait, inside the time there is."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable
from handlers.runtime import deadline
from handlers.runtime.aws import clients

if TYPE_CHECKING:
    from collections.abc import Callable

_ATTEMPTS = 6
_FIRST_WAIT_SECONDS = 0.05


class RowConflict(Exception):
    """Another transaction was at work on the row; nothing was written."""


def retry_on_conflict[R](write: Callable[[], R]) -> R:
    """Return what a write returns, once it no longer raises `RowConflict`.

    Raises
    ------
    Unavailable
        If others were always quicker.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return write()
        except RowConflict:
            if attempt == _ATTEMPTS or deadline.is_within(clients.ATTEMPT_MILLISECONDS):
                break
        time.sleep(random.uniform(0, _FIRST_WAIT_SECONDS * 2**attempt))  # noqa: S311  # jitter, no secret
    raise Unavailable("a row that others write all the time")
