"""Run another call between two requests of a function, always the same two.

Only requests to the table and to other functions count, not the requests of those functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context

from handlers.runtime.aws import clients
from tests.integration.handlers.recording import of_this_thread


class ProcessKilled(BaseException):
    """The process was killed."""


def kill_process() -> None:
    """Simulate a killed process: no `except Exception` catches it."""
    raise ProcessKilled


def the_payment(seen: Sequence[str]) -> bool:
    """Return whether the next request is the first to the payment service."""
    return seen[-1] == "Invoke" and seen.count("Invoke") == 1


def after_the_payment(seen: Sequence[str]) -> bool:
    """Return whether the next request is the first after one to the payment service."""
    return len(seen) > 1 and seen[-2] == "Invoke"


@contextmanager
def before(is_the_place: Callable[[Sequence[str]], bool], act: Callable[[], object]) -> Iterator[list[str]]:
    """Call `act` before every request that the predicate matches."""
    seen: list[str] = []
    inside = False

    def hook(*, event_name: str, **_: object) -> None:
        nonlocal inside
        if inside:
            return
        seen.append(event_name.split(".")[2])
        if is_the_place(seen):
            inside = True
            # In a separate context: its time limit is not that of the function around it.
            copy_context().run(act)
            inside = False

    events = [clients.dynamodb().meta.events, clients.lambda_().meta.events]
    own = of_this_thread(hook)
    for each in events:
        each.register_first("before-send", own)
    try:
        yield seen
    finally:
        for each in events:
            each.unregister("before-send", own)
