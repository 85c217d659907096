"""The gateway: connexion in front of the functions, behaving as API Gateway does with our import documents.

A request passes, in this order: the routing (unknown path, wrong method, OPTIONS), the size of its body, the
authorizer, on the partner server the metering of its key, the contract's rules, the function.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from functools import partial
from inspect import Signature
from typing import TYPE_CHECKING, Any

import anyio
from starlette.responses import Response

from handlers.runtime.http import problems
from handlers.runtime.http.request import UnsupportedMediaType
from local.aws.functions import FunctionFailed, FunctionTimedOut
from local.config import slowdown
from local.gateway.errors import GatewayError, answer_headers, internal_error, problem_response
from local.gateway.proxy_event import event_of, response_of
from local.gateway.request import Disconnected, GatewayRequest, request_of
from local.gateway.routing import PARTNER, find, preflight_headers, routes_of, server_of
from local.gateway.validation import JSON, BodyValidator, ParameterValidator, rules_of

with warnings.catch_warnings():
    # connexion's own imports are of last year; nothing of ours can mend that.
    warnings.simplefilter("ignore")
    import connexion
    from connexion.middleware.context import ContextMiddleware
    from connexion.middleware.request_validation import RequestValidationMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.middleware.security import SecurityMiddleware
    from connexion.resolver import Resolver
    from connexion.security import NO_VALUE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from generated.operations import Operation
    from local.gateway.authorizer import Authorizer, Invoke
    from local.gateway.metering import Metering

_log = logging.getLogger(__name__)
# API Gateway waits no longer than this, whatever the function's own time is.
_FUNCTION_SECONDS = 29.0
# connexion serves the contract once, under a path of its own, for both servers.
_BASE_PATH = "/contract"
# A body without a media type is none that we take; without a body there is nothing to be said of its type.
_NO_MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class _BearerAuth:
    """connexion's way to ask our authorizer for operations with BearerAuth."""

    authorizer: Authorizer

    def get_fn(self, _scheme: object, _scopes: object) -> Callable[[Any], Awaitable[Mapping[str, str]]]:
        return self._authorize

    async def _authorize(self, connexion_request: Any) -> Mapping[str, str]:  # noqa: ANN401  # connexion has no types
        request = request_of(connexion_request.scope)
        # connexion tries every alternative of `security`; the answer to the first holds for all.
        if request.refusal is not None:
            raise request.refusal
        try:
            request.authorizer = await self.authorizer.authorize(request)
        except GatewayError as refusal:
            request.refusal = refusal
            raise
        return request.authorizer


class _ApiKeyAuth:
    """Nothing is asked for by an operation: the partner server asks for a key, whatever it is."""

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
        Runs an operation's function.
    authorizer : Authorizer
        Asked for the operations that need a user.
    metering : Metering
        Asked for every operation on the partner server.
    """

    def __init__(
        self,
        contract: Mapping[str, Any],
        operations: Mapping[str, Operation],
        *,
        invoke: Invoke,
        authorizer: Authorizer,
        metering: Metering,
    ) -> None:
        self._routes = routes_of(operations)
        self._behind = _connexion_app(contract, invoke, authorizer, metering)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever it holds."""
        request = GatewayRequest(scope=scope)
        try:
            await self._answer(request, receive, send)
        except Disconnected:
            return
        except Exception as error:  # noqa: BLE001  # the gateway's edge: nothing leaves it but an answer
            await _refuse(request, _refusal_of(error), receive, send)

    async def _answer(self, request: GatewayRequest, receive: Receive, send: Send) -> None:
        server = server_of(request.path)
        if server is None:
            raise LookupError(request.path)
        if request.method == "OPTIONS":
            headers = preflight_headers(self._routes, server, request.path)
            await _preflight(request, headers)(request.scope, receive, send)
            return
        request.found = find(self._routes, server, request.method, request.path)
        await request.read_body(receive)
        await self._behind(_scope_behind(request), receive, send)


def _connexion_app(contract: Mapping[str, Any], invoke: Invoke, authorizer: Authorizer, metering: Metering) -> ASGIApp:
    rules = rules_of(contract)
    app = connexion.AsyncApp(
        __name__,
        # Only what we need of its parts: what they raise comes out to `Gateway`.
        middlewares=[
            RoutingMiddleware,
            SecurityMiddleware,
            partial(_metered, metering),
            RequestValidationMiddleware,
            ContextMiddleware,
        ],
        resolver=Resolver(partial(_endpoint, invoke)),
        security_map={"bearer": partial(_BearerAuth, authorizer), "apiKey": _ApiKeyAuth},
        validator_map={
            "parameter": partial(ParameterValidator, rules),
            "body": {JSON: partial(BodyValidator, rules)},
        },
    )
    app.add_api(dict(contract), base_path=_BASE_PATH)
    behind: ASGIApp = app
    return behind


def _metered(metering: Metering, app: ASGIApp) -> ASGIApp:
    async def metered(scope: Scope, receive: Receive, send: Send) -> None:
        request = request_of(scope)
        if request.operation_found.server is PARTNER:
            request.api_key_id = await metering.admit(request)
        await app(scope, receive, send)

    return metered


def _endpoint(invoke: Invoke, operation_id: str) -> Callable[..., Awaitable[Response]]:
    async def endpoint(**_: object) -> Response:
        request = request_of(connexion.context.scope)
        try:
            with anyio.fail_after(slowdown() * _FUNCTION_SECONDS):
                return response_of(await invoke(operation_id, event_of(request)))
        except (FunctionTimedOut, TimeoutError) as failure:
            raise GatewayError(problems.TIMEOUT, "The request timed out.") from failure
        except FunctionFailed as failure:
            raise internal_error() from failure

    # connexion would parse the body once more for an endpoint with parameters.
    endpoint.__signature__ = Signature()  # type: ignore[attr-defined]  # inspect reads it all the same
    return endpoint


def _scope_behind(request: GatewayRequest) -> Scope:
    """Return what connexion needs to know: the route is found, so it gets a path and a type without surprises."""
    segments = ["-" if segment.startswith("{") else segment for segment in request.operation_found.route.segments]
    path = _BASE_PATH + "/".join(segments)
    media_type = request.media_type or (_NO_MEDIA_TYPE if request.body else JSON)
    if request.operation_found.operation.body is None:
        media_type = JSON  # of a form without a boundary, connexion would still try to read the fields
    scope = dict(request.scope) | {
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", media_type.encode("latin-1"))],
    }
    request.attach(scope)
    return scope


def _preflight(request: GatewayRequest, headers: Mapping[str, str]) -> Response:
    return Response(status_code=204, headers={**answer_headers(request.request_id), **headers})


async def _refuse(request: GatewayRequest, refusal: GatewayError, receive: Receive, send: Send) -> None:
    try:
        await request.discard_body(receive)
    except Disconnected:
        return
    response = problem_response(refusal, instance=request.path, request_id=request.request_id)
    await response(request.scope, receive, send)


def _refusal_of(error: Exception) -> GatewayError:
    if isinstance(error, GatewayError):
        if error.kind == problems.INTERNAL_ERROR:
            _log.error("A function or the authorizer failed: %s", type(error.__cause__).__name__)
        return error
    if isinstance(error, connexion.exceptions.UnsupportedMediaTypeProblem):
        return GatewayError(problems.UNSUPPORTED_MEDIA_TYPE, str(UnsupportedMediaType()))
    _log.error("The gateway failed", exc_info=error)
    return internal_error()
