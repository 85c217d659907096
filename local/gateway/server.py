"""The HTTP server."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from handlers.domain.errors import Fault
from handlers.runtime.http import problems
from local.gateway.errors import GatewayError, invalid, problem_headers, problem_text
from local.http_server import Server

if TYPE_CHECKING:
    from asyncio import TimerHandle

    from starlette.types import ASGIApp

_SHUTDOWN_SECONDS = 3
# For the request line and all headers, and for what a client sends after its request was rejected.
_HEAD_SECONDS = 10
# API Gateway's limit for the values of all headers.
_MAX_HEADERS = 10_240
# For an incomplete head, names and request line included.
_MAX_HEAD = 4 * _MAX_HEADERS
# Of a target in a problem.
_TARGET_CHARACTERS = "/%:@!$&'()*+,;=~-._"


class _ProblemProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which limits a request's head and returns a problem for a request that it rejects."""

    _timer: TimerHandle | None = None
    _rejection: GatewayError | None = None
    # Bytes of an incomplete head, and whether it began in the bytes being read.
    _head = 0
    _in_head = True
    _is_rejected = False
    # An upgrade was requested: the parser has stopped after the head, and another one reads the body.
    _reads_body_only = False

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  # as uvicorn declares it
        """Begin the time limit of the first head."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the time limit."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a part of a request; after a rejection, discard it."""
        if self._is_rejected:
            return
        began_before = self._in_head
        try:
            self._feed(data)
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")
            return
        self._head = self._head + len(data) if self._in_head and began_before else 0
        if self._head > _MAX_HEAD:
            self._rejection = _headers_too_large()
            self.send_400_response("")

    def _feed(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            # A server may ignore the request for an upgrade (RFC 9110, 7.8); JDK's client sends one for HTTP/2.
            self._read_body(data[upgrade.args[0] :])

    def _read_body(self, data: bytes) -> None:
        """Read the body of a request after whose head the parser stopped, because it requests an upgrade."""
        framing = [(name, value) for name, value in self.headers if name in {b"content-length", b"transfer-encoding"}]
        head = b"".join(b"%b: %b\r\n" % header for header in framing)
        self.parser = httptools.HttpRequestParser(self)
        self._reads_body_only = True
        self.parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n" % head)
        self._feed(data)

    def on_message_begin(self) -> None:
        """Begin a head, and its time limit."""
        if self._reads_body_only:
            return
        self._in_head = True
        if self._timer is None:
            self._start_timer()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Add a part of the target."""
        if not self._reads_body_only:
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header; one that follows the body, a trailer, is discarded (RFC 9110, 6.5.1)."""
        if self._in_head and not self._reads_body_only:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Check the head, and begin to process the request."""
        if self._reads_body_only:
            return
        self._in_head = False
        self._stop_timer()
        self._rejection = _rejection_of(self.headers, self.parser.get_http_version())
        if self._rejection is not None:
            raise self._rejection
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End the body, if this is the parser that reads it."""
        if self._reads_body_only or not self.parser.should_upgrade():
            self._reads_body_only = False
            super().on_message_complete()

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(_HEAD_SECONDS, self._drop)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _drop(self) -> None:
        if self._is_responding and not self._is_rejected:
            # A pipelined request waits for the response to the one before.
            self._start_timer()
        else:
            self.transport.close()

    @property
    def _is_responding(self) -> bool:
        # None before the first request.
        return self.cycle is not None and not self.cycle.response_complete  # type: ignore[redundant-expr]

    def send_400_response(self, msg: str) -> None:
        """Reject a request: with the found reason, or because its bytes aren't an HTTP request.

        While the response to an earlier request is pending, the connection is closed after that response instead.
        """
        if self._is_responding and not self.cycle.more_body:
            self._is_rejected = True
            self.cycle.keep_alive = False
            self._stop_timer()
            return
        error = self._rejection or invalid([Fault("", msg.rstrip(".").lower())])
        request_id = str(uuid.uuid4())
        target = getattr(self, "url", b"").partition(b"?")[0]
        body = problem_text(error, instance=quote(target, safe=_TARGET_CHARACTERS) or "/", request_id=request_id)
        headers = problem_headers(error, request_id=request_id) | {
            "Content-Length": str(len(body.encode())),
            "Connection": "close",
        }
        status = HTTPStatus(error.status)
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body.encode())
        self._discard_rest()

    def _discard_rest(self) -> None:
        """Discard what the client still sends: closed at once, the connection could be reset before it has read."""
        self._is_rejected = True
        if self._is_responding:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.flow.resume_reading()
        self.transport.write_eof()
        self._stop_timer()
        self._start_timer()


def _rejection_of(headers: list[tuple[bytes, bytes]], http_version: str) -> GatewayError | None:
    if sum(len(value) for _, value in headers) > _MAX_HEADERS:
        return _headers_too_large()
    match [value for name, value in headers if name == b"host"]:
        case []:
            return invalid([Fault("/header/Host", "value is missing")]) if http_version == "1.1" else None
        case [_]:
            return None
    return invalid([Fault("/header/Host", "header is repeated")])


def _headers_too_large() -> GatewayError:
    return GatewayError(problems.HEADERS_TOO_LARGE, f"The headers are over {_MAX_HEADERS:,} bytes.")


def server_of_app(app: ASGIApp) -> Server:
    """Return a server of an application; its `serve` takes sockets."""
    return Server(app, http=_ProblemProtocol, lifespan="off", timeout_graceful_shutdown=_SHUTDOWN_SECONDS)
