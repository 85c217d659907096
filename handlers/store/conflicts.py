"""Retries of writes that conflict with another transaction: exponential backoff with jitter, within the deadline."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from handlers.domain.errors import Unavailable
from handlers.runtime import invocation
from handlers.runtime.aws import clients

if TYPE_CHECKING:
    from collections.abc import Callable

_ATTEMPTS = 6
_FIRST_WAIT_SECONDS = 0.05


class RowConflict(Exception):
    """The row was changed, or is being changed, by another transaction; nothing was written."""


def retry_on_conflict[R](write: Callable[[], R]) -> R:
    """Return the result of a write, retrying it while it raises `RowConflict`.

    Raises
    ------
    Unavailable
        If every attempt conflicted, or the time is up.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return write()
        except RowConflict:
            if attempt == _ATTEMPTS or invocation.ends_within(clients.ATTEMPT_MILLISECONDS):
                break
        time.sleep(random.uniform(0, _FIRST_WAIT_SECONDS * 2**attempt))  # noqa: S311  # jitter, no secret
    raise Unavailable("a row with too many concurrent writes")
