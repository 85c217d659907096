"""Another call in the middle of a function: between two of its requests, and always the same two.

Requests are those to the table, and to functions that it calls; what those ask for in turn is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context

from handlers.runtime.aws import clients
from tests.integration.handlers.recording import of_this_thread


class Died(BaseException):
    """The process is no more."""


def die() -> None:
    """Be no more, as a process that is killed: nothing that catches an `Exception` notices."""
    raise Died


def the_payment(seen: Sequence[str]) -> bool:
    """Tell whether the payment service is to be asked for the first time."""
    return seen[-1] == "Invoke" and seen.count("Invoke") == 1


def after_the_payment(seen: Sequence[str]) -> bool:
    """Tell whether what the payment service has answered is to be followed by something."""
    return len(seen) > 1 and seen[-2] == "Invoke"


@contextmanager
def before(is_the_place: Callable[[Sequence[str]], bool], act: Callable[[], object]) -> Iterator[list[str]]:
    """Do something whenever a request is about to be sent that is asked for."""
    seen: list[str] = []
    inside = False

    def hook(*, event_name: str, **_: object) -> None:
        nonlocal inside
        if inside:
            return
        seen.append(event_name.split(".")[2])
        if is_the_place(seen):
            inside = True
            # In a context of its own: the time that it may take is not that of the function around it.
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
