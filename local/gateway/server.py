"""The HTTP server."""

from __future__ import annotations

import logging
import uuid
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from handlers.domain.errors import Fault
from local.gateway.errors import invalid, problem_headers, problem_text

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from starlette.types import ASGIApp

_SHUTDOWN_SECONDS = 3


class _ProblemProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which returns a problem for malformed requests too."""

    def send_400_response(self, msg: str) -> None:
        """Respond to bytes that aren't an HTTP request."""
        request_id = str(uuid.uuid4())
        error = invalid([Fault("", msg.rstrip(".").lower())])
        body = problem_text(error, instance="/", request_id=request_id).encode()
        headers = problem_headers(error, request_id=request_id) | {
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        status = HTTPStatus.BAD_REQUEST
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        self.transport.close()


class _Server(uvicorn.Server):
    """uvicorn's server, stopped by setting `should_exit`; its caller handles signals."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # a generator there
        return nullcontext()


def server_of_app(app: ASGIApp) -> uvicorn.Server:
    """Return a server of an application; its `serve` takes sockets."""
    config = uvicorn.Config(
        app,
        http=_ProblemProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        # No proxy is in front: with X-Forwarded-For, a client could choose its own address.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    return _Server(config)
