"""The gateway: connexion in front of the functions, behaving as API Gateway does with our import documents.

A request passes, in this order: the route (unknown path, wrong method, OPTIONS), the limit of its body, the
authorizer, on the partner server the metering of its key, validation, the function, and the validation of its response.
"""

from __future__ import annotations

import logging
import uuid
import warnings
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from starlette.responses import Response

from handlers.domain.errors import InvalidRequest
from handlers.runtime.http import problems
from handlers.runtime.http.request import UnsupportedMediaType, is_identity
from handlers.runtime.json_text import TextTooLong
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.aws.responses import is_for_another_host
from local.config import slowdown
from local.gateway.errors import GatewayError, common_headers, internal_error, invalid, not_found, problem_response
from local.gateway.events import LambdaEventConverter
from local.gateway.request import (
    PARTNER,
    BodyTooLarge,
    Disconnected,
    GatewayRequest,
    RouteMatcher,
    UnknownPath,
    WrongMethod,
    request_of,
    server_of,
)

with warnings.catch_warnings():
    # connexion imports what its dependencies have deprecated.
    warnings.simplefilter("ignore")
    from connexion import ConnexionMiddleware
    from connexion.exceptions import UnsupportedMediaTypeProblem
    from connexion.middleware.abstract import ROUTING_CONTEXT
    from connexion.middleware.request_validation import RequestValidationMiddleware
    from connexion.middleware.security import SecurityMiddleware
    from connexion.resolver import Resolver
    from connexion.security import NO_VALUE

    from local.gateway.validation import JSON, ReportingResponseValidation, SchemaValidator

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from generated.operations import Operation
    from local.aws.function_runtime import Invoke
    from local.gateway.authorizer import LocalGatewayAuthorizer
    from local.gateway.metering import Metering

_log = logging.getLogger(__name__)
# API Gateway's limit, independent of the function's own timeout.
_FUNCTION_SECONDS = 29.0
# The contract is registered once; both servers' requests are routed to it.
_BASE_PATH = "/contract"
# The media type of a body without one, or with an encoding: no operation accepts it.
_NO_MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class _BearerAuth:
    """connexion's security handler for BearerAuth: our authorizer."""

    authorizer: LocalGatewayAuthorizer

    def get_fn(self, _scheme: object, _scopes: object) -> Callable[[Any], Awaitable[Mapping[str, str]]]:
        return self._authorize

    async def _authorize(self, connexion_request: Any) -> Mapping[str, str]:  # noqa: ANN401  # connexion has no types
        request = request_of(connexion_request.scope)
        # connexion tries every alternative of `security`; the result of the first holds for all.
        if request.denial is not None:
            raise request.denial
        try:
            request.authorizer = await self.authorizer.authorize(request)
        except GatewayError as denial:
            request.denial = denial
            raise
        return request.authorizer


class _ApiKeyAuth:
    """connexion's security handler for API keys: none, because the partner server meters every operation."""

    def get_fn(self, _scheme: object, _scopes: object) -> Callable[[Any], object]:
        return lambda _request: NO_VALUE


class Gateway:
    """The contract's servers as an ASGI application.

    Parameters
    ----------
    contract : Mapping[str, Any]
        The OpenAPI document.
    operations : Mapping[str, Operation]
        The same document's operations, by operationId.
    invoke : Invoke
        Invokes an operation's function.
    authorizer : LocalGatewayAuthorizer
        Authorizes the operations that need a user.
    metering : Metering
        Admits requests to the partner server.
    """

    def __init__(
        self,
        contract: Mapping[str, Any],
        operations: Mapping[str, Operation],
        *,
        invoke: Invoke,
        authorizer: LocalGatewayAuthorizer,
        metering: Metering,
    ) -> None:
        self._matcher = RouteMatcher(operations)
        self._connexion = _connexion(
            contract, _FunctionApp(invoke, LambdaEventConverter(), slowdown() * _FUNCTION_SECONDS), authorizer, metering
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; every failure becomes a response."""
        request = GatewayRequest(scope=scope)
        try:
            await self._respond(request, receive, send)
        except Disconnected:
            return
        except Exception as error:  # noqa: BLE001  # every failure becomes a response
            await _send_error(request, _gateway_error(error), receive, send)

    async def _respond(self, request: GatewayRequest, receive: Receive, send: Send) -> None:
        if request.method == "OPTIONS":
            origin = request.header("origin") or ""
            headers = common_headers(request.request_id, origin) | self._matcher.preflight_headers(request.path)
            await Response(status_code=204, headers=headers)(request.scope, receive, send)
            return
        request.match = self._matcher.match(request.method, request.path)
        await request.read_body(receive)
        await self._connexion(_connexion_scope(request), request.replay_body, send)


@dataclass(frozen=True, slots=True)
class _FunctionApp:
    """Invokes the function of a routed request, as an ASGI application."""

    invoke: Invoke
    converter: LambdaEventConverter
    seconds: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = request_of(scope)
        operation_id = request.matched.operation.operation_id
        try:
            with anyio.fail_after(self.seconds):
                result = await self.invoke(operation_id, self.converter.event_of(request))
        except (FunctionTimedOut, TimeoutError) as failure:
            raise GatewayError(problems.TIMEOUT, "The request timed out.") from failure
        except FunctionFailed as failure:
            raise internal_error() from failure
        await self.converter.response_of(result)(scope, receive, send)


def _connexion(
    contract: Mapping[str, Any], functions: ASGIApp, authorizer: LocalGatewayAuthorizer, metering: Metering
) -> ASGIApp:
    app = ConnexionMiddleware(
        functions,
        import_name=__name__,
        # Only these of its middlewares: RouteMatcher has routed the request, and `Gateway` handles exceptions.
        middlewares=[
            SecurityMiddleware,
            partial(_with_metering, metering),
            RequestValidationMiddleware,
            ReportingResponseValidation,
        ],
        resolver=Resolver(lambda _operation_id: functions),
        security_map={"bearer": partial(_BearerAuth, authorizer), "apiKey": _ApiKeyAuth},
        validator_map=SchemaValidator().validator_map(),
        validate_responses=True,
    )
    app.add_api(dict(contract), base_path=_BASE_PATH)
    wrapped: ASGIApp = app
    return wrapped


def _with_metering(metering: Metering, app: ASGIApp) -> ASGIApp:
    async def metered(scope: Scope, receive: Receive, send: Send) -> None:
        request = request_of(scope)
        if request.matched.server is PARTNER:
            request.api_key_id = await metering.admit(request)
        await app(scope, receive, send)

    return metered


def _connexion_scope(request: GatewayRequest) -> Scope:
    """Return the request's scope with its operation, as connexion's router would add it.

    Only the media type is normalized: connexion takes a body without one for JSON, validates no body of a type in
    capitals, and ignores its encoding.
    """
    media_type = request.media_type or (_NO_MEDIA_TYPE if request.body else JSON)
    if not is_identity(request.header("content-encoding") or ""):
        media_type = _NO_MEDIA_TYPE
    others = [(name, value) for name, value in request.scope["headers"] if name != b"content-type"]
    routing = {"api_base_path": _BASE_PATH, "operation_id": request.matched.operation.operation_id}
    scope = {
        **request.scope,
        "headers": [*others, (b"content-type", media_type.encode("latin-1"))],
        "path_params": dict(request.matched.path_parameters),
        "extensions": {**request.scope.get("extensions", {}), ROUTING_CONTEXT: routing},
    }
    request.attach(scope)
    return scope


async def _send_error(request: GatewayRequest, error: GatewayError, receive: Receive, send: Send) -> None:
    try:
        await request.discard_body(receive)
    except Disconnected:
        return
    origin = request.header("origin") or ""
    response = problem_response(error, instance=request.path, request_id=request.request_id, origin=origin)
    await response(request.scope, receive, send)


def _gateway_error(error: Exception) -> GatewayError:  # noqa: PLR0911  # one return per kind of error
    match error:
        case GatewayError():
            if error.kind == problems.INTERNAL_ERROR:
                _log.error("A function or the authorizer failed: %s", type(error.__cause__).__name__)
            return error
        case InvalidRequest():
            return invalid(error.faults)
        case UnknownPath():
            return not_found()
        case WrongMethod():
            detail = f"This path has {error.allow}."
            return GatewayError(problems.METHOD_NOT_ALLOWED, detail, headers={"Allow": error.allow})
        case BodyTooLarge():
            return GatewayError(problems.PAYLOAD_TOO_LARGE, "The body is over 10 MB.")
        case TextTooLong():
            return GatewayError(problems.PAYLOAD_TOO_LARGE, str(error))
        case UnsupportedMediaTypeProblem():
            return GatewayError(problems.UNSUPPORTED_MEDIA_TYPE, str(UnsupportedMediaType()))
    _log.error("The gateway failed", exc_info=error)
    return internal_error()


def site(gateway: ASGIApp, pages: ASGIApp, *, mounted: Mapping[str, ASGIApp]) -> ASGIApp:
    """Return one application of the contract's servers, the AWS APIs and the pages.

    Parameters
    ----------
    gateway : ASGIApp
        Handles the paths of the contract's servers.
    pages : ASGIApp
        Handles all other paths.
    mounted : Mapping[str, ASGIApp]
        The applications under paths of their own, such as ``/_local/lambda``.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["raw_path"].decode("latin-1")
        if server_of(path) is not None:
            await gateway(scope, receive, send)
            return
        if is_for_another_host(dict(scope["headers"]).get(b"host", b"")):
            error = GatewayError(problems.FORBIDDEN, "Only this machine has access: use 127.0.0.1 or localhost.")
            await problem_response(error, instance=path, request_id=str(uuid.uuid4()))(scope, receive, send)
            return
        for prefix, api in mounted.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                await api({**scope, "root_path": prefix}, receive, send)
                return
        await pages(scope, receive, send)

    return app
