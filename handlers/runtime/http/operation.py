"""The entry point of every operation's function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from handlers.domain.errors import Misconfigured, RequestError, Unavailable
from handlers.runtime import invocation, observability
from handlers.runtime.aws.errors import translate_error
from handlers.runtime.http.problems import problem_of
from handlers.runtime.http.request import ProxyEvent, Request, read_request
from handlers.runtime.http.response import Response, problem_response, to_proxy_response
from handlers.runtime.startup import freeze_startup_objects
from handlers.runtime.warm_up import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from generated.operations import Operation

type LambdaHandler = Callable[[Mapping[str, Any], LambdaContext], dict[str, Any]]
type RequestHandler = Callable[[Request[Any, Any]], Response]


def operation(operation_id: str) -> Callable[[RequestHandler], LambdaHandler]:
    """Return a decorator that turns a request handler into a Lambda handler.

    The Lambda handler takes API Gateway's REST proxy event and always returns a proxy response: every exception becomes
    a problem.

    Parameters
    ----------
    operation_id : str
        The operation's id in ``openapi.yaml``.
    """
    row = OPERATIONS[operation_id]

    def decorate(handle: RequestHandler) -> LambdaHandler:
        cold = iter([True])

        def handler(raw: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
            if invocation.KEEP_ACTIVE in raw:
                return {}
            event = ProxyEvent(raw)
            invocation.begin(
                context,
                operation=row.operation_id,
                request_id=event.request_id,
                is_cold=next(cold, False),
                user_id=event.authorizer.get("userId"),
            )
            response = _respond(row, handle, event)
            duration = invocation.elapsed_milliseconds()
            observability.log("REQUEST_ANSWERED", "Request answered", duration=duration, status=response.status)
            return to_proxy_response(
                response,
                request_id=event.request_id,
                origin=event.header("origin"),
                is_public="anonymous" in row.roles and not row.is_personal,
                is_personal=row.is_personal,
                is_encrypted=event.is_encrypted,
                deprecation=row.deprecation,
            )

        handler.__doc__ = handle.__doc__
        warm_up(operation_id, requests=filter(None, (row.body, row.parameters)))
        freeze_startup_objects()
        return handler

    return decorate


def _respond(row: Operation, handle: RequestHandler, event: ProxyEvent) -> Response:
    observability.log_debug(
        "REQUEST_RECEIVED",
        "Request received",
        role=event.authorizer.get("role"),
        bodyLength=len(event.raw.get("body") or ""),
    )
    try:
        with observability.traced(row.operation_id, requestId=event.request_id):
            return handle(read_request(row, event))
    except Exception as error:  # noqa: BLE001  # every error becomes a response
        return _problem_response(error, event)


def _problem_response(error: Exception, event: ProxyEvent) -> Response:
    # Not inlined: a frame in the error's traceback that refers to the error is a reference cycle, and would keep the
    # event alive.
    cause = translate_error(error)
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
            observability.log_failure("UNEXPECTED_ERROR", "Unhandled exception", error)
