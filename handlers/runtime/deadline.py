"""How much time the function has left, so that a slow dependency ends in our 503 and not in a time-out."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_remaining: ContextVar[Callable[[], int] | None] = ContextVar("remaining", default=None)


def start(remaining_milliseconds: Callable[[], int]) -> None:
    """Begin an invocation whose remaining time is told by the given function."""
    _remaining.set(remaining_milliseconds)


def is_within(milliseconds: int) -> bool:
    """Tell whether the function ends in less than this; False outside an invocation."""
    remaining = _remaining.get()
    return remaining is not None and remaining() < milliseconds
