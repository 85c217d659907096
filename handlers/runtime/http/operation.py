"""The way in and the way out of every operation's function."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from handlers.domain.errors import Misconfigured, RequestError, Unavailable
from handlers.runtime import deadline, observability
from handlers.runtime.aws.errors import meaning
from handlers.runtime.http.problems import problem_of
from handlers.runtime.http.proxy_event import ProxyEvent
from handlers.runtime.http.request import Request, read_request
from handlers.runtime.http.response import Response, problem_response, to_proxy_response
from handlers.runtime.start import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from generated.operations import Operation

type LambdaHandler = Callable[[Mapping[str, Any], LambdaContext], dict[str, Any]]
type Answer = Callable[[Request[Any, Any]], Response]


def operation(operation_id: str) -> Callable[[Answer], LambdaHandler]:
    """Make a Lambda handler of a function that answers one operation of the contract.

    Parameters
    ----------
    operation_id : str
        The operation's id in ``openapi.yaml``.

    Returns
    -------
    Callable
        A decorator. What it makes takes API Gateway's REST proxy event and returns a proxy response, whatever happens:
        every exception becomes a problem.
    """
    row = OPERATIONS[operation_id]

    def decorate(answer: Answer) -> LambdaHandler:
        cold = iter([True])

        def handler(raw: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
            started = time.monotonic_ns()
            event = ProxyEvent(raw)
            _start(row, event, context, cold=next(cold, False))
            response = _answer(row, answer, event)
            milliseconds = (time.monotonic_ns() - started) // 1_000_000
            observability.log("REQUEST_ANSWERED", "Request answered", duration=milliseconds, status=response.status)
            return to_proxy_response(response, request_id=event.request_id, deprecation=row.deprecation)

        handler.__doc__ = answer.__doc__
        settle()
        return handler

    return decorate


def _start(row: Operation, event: ProxyEvent, context: LambdaContext, *, cold: bool) -> None:
    deadline.start(context.get_remaining_time_in_millis)
    observability.start(
        context, operation=row.operation_id, request_id=event.request_id, user_id=event.authorizer.get("userId")
    )
    if cold:
        observability.count("ColdStartCount")


def _answer(row: Operation, answer: Answer, event: ProxyEvent) -> Response:
    try:
        with observability.traced(row.operation_id, requestId=event.request_id):
            return answer(read_request(row, event))
    except Exception as error:  # noqa: BLE001  # the one way out: nothing leaves a function but a response
        return _refusal(error, event)


def _refusal(error: Exception, event: ProxyEvent) -> Response:
    # A function of its own: a frame that an error has passed and that holds it would keep the event after it.
    cause = meaning(error)
    _log(cause)
    return problem_response(problem_of(cause), instance=event.path, request_id=event.request_id)


def _log(error: Exception) -> None:
    match error:
        case RequestError():
            observability.log("REQUEST_REFUSED", "Request refused", error=type(error).__name__)
        case Unavailable():
            observability.log_warning("DEPENDENCY_UNAVAILABLE", str(error))
        case Misconfigured():
            observability.log_failure("MISCONFIGURED", str(error), error)
        case _:
            observability.log_failure("UNEXPECTED_ERROR", "An error that nobody foresaw", error)
