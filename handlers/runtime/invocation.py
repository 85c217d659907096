"""An invocation of a function: its deadline, and the entry point of functions that handle AWS events."""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from handlers.domain.errors import Misconfigured, Unauthenticated
from handlers.runtime import observability
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.startup import freeze_startup_objects
from handlers.runtime.warm_up import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

type Event = Mapping[str, Any]

# The weekly event of terraform/shop/keep_active.tf, which keeps a rarely used function from becoming inactive.
KEEP_ACTIVE = "keepActive"
_began: ContextVar[int] = ContextVar("began")
_remaining_milliseconds: ContextVar[Callable[[], int] | None] = ContextVar("remaining_milliseconds", default=None)


def begin(
    context: LambdaContext, *, operation: str, request_id: str, is_cold: bool, user_id: str | None = None
) -> None:
    """Begin an invocation: set its start, its deadline and the keys of its log lines, and count a cold start."""
    _began.set(time.monotonic_ns())
    set_deadline(context.get_remaining_time_in_millis)
    observability.start(context, operation=operation, request_id=request_id, user_id=user_id)
    if is_cold:
        observability.count("ColdStartCount")


def elapsed_milliseconds() -> int:
    """Return the duration of the current invocation so far."""
    return (time.monotonic_ns() - _began.get()) // 1_000_000


def set_deadline(remaining_milliseconds: Callable[[], int]) -> None:
    """Set the deadline of the current invocation, as a function that returns the time left."""
    _remaining_milliseconds.set(remaining_milliseconds)


def ends_within(milliseconds: int) -> bool:
    """Return whether the function times out within this time; False outside an invocation."""
    remaining = _remaining_milliseconds.get()
    return remaining is not None and remaining() < milliseconds


def event_function[R](name: str) -> Callable[[Callable[[Event], R]], Callable[[Event, LambdaContext], R]]:
    """Return a decorator that turns an event handler into a Lambda handler.

    The Lambda handler logs the duration, and every exception, which it raises so that the event source retries. It
    doesn't log `Unauthenticated`, which the authorizer logs itself.

    Parameters
    ----------
    name : str
        The function's file name, which is its key in ``terraform/functions.json`` and the log's ``operation``.
    """

    def decorate(handle: Callable[[Event], R]) -> Callable[[Event, LambdaContext], R]:
        cold = iter([True])

        def handler(event: Event, context: LambdaContext) -> R:
            if KEEP_ACTIVE in event:
                return cast("R", None)  # nobody reads it
            begin(context, operation=name, request_id=context.aws_request_id, is_cold=next(cold, False))
            try:
                with observability.traced(name):
                    return handle(event)
            except Unauthenticated:
                raise
            except Exception as error:
                raise _log_and_translate(error) from error
            finally:
                observability.log("EVENT_FINISHED", "Event finished", duration=elapsed_milliseconds())

        handler.__doc__ = handle.__doc__
        warm_up(name)
        freeze_startup_objects()
        return handler

    return decorate


def _log_and_translate(error: Exception) -> Exception:
    # Not inlined: a frame in the error's traceback that refers to the error is a reference cycle, and would keep the
    # event alive.
    cause = translate_error(error)
    message = str(cause) if isinstance(cause, Misconfigured) else "Event failed"
    observability.log_failure("EVENT_FAILED", message, cause)
    return cause
