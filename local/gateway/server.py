"""Serving the gateway and the documentation over HTTP."""

from __future__ import annotations

import logging
import uuid
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from handlers.domain.errors import Fault
from handlers.runtime.http import problems
from local.gateway.errors import GatewayError, invalid, problem_headers, problem_response, problem_text
from local.gateway.origin_check import is_of_elsewhere
from local.gateway.routing import server_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

_SHUTDOWN_SECONDS = 3


class _ProblemProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, but what is no HTTP at all gets our problem, too."""

    def send_400_response(self, msg: str) -> None:
        """Answer that the bytes that came are no request."""
        request_id = str(uuid.uuid4())
        refusal = invalid([Fault("", msg.rstrip(".").lower())])
        body = problem_text(refusal, instance="/", request_id=request_id).encode()
        headers = problem_headers(refusal, request_id=request_id) | {
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        status = HTTPStatus.BAD_REQUEST
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        self.transport.close()


def site(gateway: ASGIApp, docs: ASGIApp, *, mounted: Mapping[str, ASGIApp]) -> ASGIApp:
    """Return the contract's servers and what stands beside them as one application.

    Parameters
    ----------
    gateway : ASGIApp
        What answers every path of the contract's servers.
    docs : ASGIApp
        What answers every other path.
    mounted : Mapping[str, ASGIApp]
        What answers the paths under a path of its own, such as ``/_local/lambda``.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["raw_path"].decode("latin-1")
        if server_of(path) is not None:
            await gateway(scope, receive, send)
            return
        if is_of_elsewhere(dict(scope["headers"]).get(b"host", b"")):
            await _refuse_elsewhere(path)(scope, receive, send)
            return
        for prefix, behind in mounted.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                await behind({**scope, "root_path": prefix}, receive, send)
                return
        await docs(scope, receive, send)

    return app


def _refuse_elsewhere(path: str) -> Response:
    refusal = GatewayError(problems.FORBIDDEN, "This address serves only this machine. Use 127.0.0.1 or localhost.")
    return problem_response(refusal, instance=path, request_id=str(uuid.uuid4()))


class _Server(uvicorn.Server):
    """uvicorn's server, ended by setting `should_exit`: who runs it handles the signals."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # a generator there
        return nullcontext()


def server_of_app(app: ASGIApp) -> uvicorn.Server:
    """Return a server of an application; its `serve` runs it on given sockets."""
    config = uvicorn.Config(
        app,
        http=_ProblemProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        # There is no proxy in front: whoever sends X-Forwarded-For would be another network address each time.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    return _Server(config)
