"""Another call in the middle of a function: between two of its requests to the table, and always the same two."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from handlers.runtime import clients

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@contextmanager
def before(is_the_place: Callable[[Sequence[str]], bool], act: Callable[[], object]) -> Iterator[list[str]]:
    """Do something whenever the table is about to get a request that is asked for.

    Parameters
    ----------
    is_the_place : Callable
        Told the operations that were asked of the table so far, the one to come being the last.
    act : Callable
        What to do; what it asks of the table itself is not looked at.

    Yields
    ------
    list[str]
        The operations that were asked of the table so far.
    """
    seen: list[str] = []
    inside = False

    def hook(*, event_name: str, **_: object) -> None:
        nonlocal inside
        if inside:
            return
        seen.append(event_name.split(".")[2])
        if is_the_place(seen):
            inside = True
            act()
            inside = False

    events = clients.dynamodb().meta.events
    events.register_first("before-send", hook)
    try:
        yield seen
    finally:
        events.unregister("before-send", hook)
