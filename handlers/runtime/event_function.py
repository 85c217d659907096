"""The way in and the way out of the functions that no client calls: they answer an event or fail it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.domain.errors import Misconfigured, Unauthenticated
from handlers.runtime import deadline, observability
from handlers.runtime.aws.errors import meaning
from handlers.runtime.start import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

type Event = Mapping[str, Any]


def event_function[R](name: str) -> Callable[[Callable[[Event], R]], Callable[[Event, LambdaContext], R]]:
    """Make a Lambda handler of a function that takes an AWS event.

    Parameters
    ----------
    name : str
        The function's file name, which is its key in ``terraform/functions.json`` and the log's ``operation``.

    Returns
    -------
    Callable
        A decorator. What it makes lets every exception out, so that the event's source tries again, and logs it, unless
        it is that a token is no good, which the authorizer logs itself.
    """

    def decorate(act: Callable[[Event], R]) -> Callable[[Event, LambdaContext], R]:
        cold = iter([True])

        def handler(event: Event, context: LambdaContext) -> R:
            deadline.start(context.get_remaining_time_in_millis)
            observability.start(context, operation=name, request_id=context.aws_request_id)
            if next(cold, False):
                observability.count("ColdStartCount")
            try:
                with observability.traced(name):
                    return act(event)
            except Unauthenticated:
                raise
            except Exception as error:
                raise _logged(error) from error

        handler.__doc__ = act.__doc__
        settle()
        return handler

    return decorate


def _logged(error: Exception) -> Exception:
    # A function of its own: a frame that an error has passed and that holds it would keep the event after it.
    cause = meaning(error)
    message = str(cause) if isinstance(cause, Misconfigured) else "The event could not be handled"
    observability.log_failure("EVENT_FAILED", message, cause)
    return cause
