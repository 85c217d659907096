"""The HTTP server."""

from __future__ import annotations

import logging
import uuid
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from handlers.domain.errors import Fault
from local.gateway.errors import invalid, problem_headers, problem_text

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from starlette.types import ASGIApp

_SHUTDOWN_SECONDS = 3


class _ProblemProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with a problem for malformed requests, and without upgrades.

    A client may offer to upgrade to HTTP/2, as Java's does with its first request. The parser ends such a request at
    its head and skips its body, so it is parsed again without the offer.
    """

    def data_received(self, data: bytes) -> None:
        """Parse bytes of requests."""
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.send_400_response("invalid HTTP request received")
        except httptools.HttpParserUpgrade as end_of_head:
            if self._offers_upgrade():
                head = self._head_without_upgrade()
                self.parser = httptools.HttpRequestParser(self)
                self.data_received(head + data[end_of_head.args[0] :])

    def on_headers_complete(self) -> None:
        """Begin a request, unless it is to be parsed again."""
        if not self._offers_upgrade():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request, unless it is to be parsed again."""
        if not self._offers_upgrade():
            super().on_message_complete()

    def _offers_upgrade(self) -> bool:
        return self.parser.should_upgrade() and any(name == b"upgrade" for name, _ in self.headers)

    def _head_without_upgrade(self) -> bytes:
        start = b" ".join((self.parser.get_method(), self.url, b"HTTP/" + self.parser.get_http_version().encode()))
        headers = [b": ".join(header) for header in self.headers if header[0] != b"upgrade"]
        return b"\r\n".join((start, *headers, b"", b""))

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
