"""The HTTP server."""

from __future__ import annotations

import re
import uuid
from functools import partial
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
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

_SHUTDOWN_SECONDS = 3
# For the request line and all headers, and for what a client sends after the response to its incomplete request.
_HEAD_SECONDS = 10
# API Gateway's limits for a regional REST API: all headers, with their names and line breaks, and the URL.
_MAX_HEADERS = 10_240
_MAX_URL = 10_240
# For what isn't content: an incomplete head, chunk extensions, trailers.
_MAX_FRAMING = 4 * _MAX_HEADERS
# RFC 9112, 3.2, but not empty.
_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|([A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(:[0-9]{0,5})?")
# Of a target in a problem.
_TARGET_CHARACTERS = "/%:@!$&'()*+,;=~-._"


class _ProblemProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which limits a request's head and returns a problem for a request that it rejects."""

    _timer: TimerHandle | None = None
    _rejection: GatewayError | None = None
    # Bytes since the last ones of a body, or the end of a head or a request.
    _framing = 0
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
        self._framing += len(data)
        try:
            self._feed(data)
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")
            return
        if self._framing > _MAX_FRAMING:
            self._rejection = _headers_too_large()
            self.send_400_response("")

    def _feed(self, data: bytes) -> None:
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
        # Not at any byte: line breaks before a request would keep the connection open.
        self._unset_keepalive_if_required()
        self._in_head = True
        if self._timer is None:
            self._start_timer()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Add a part of the target."""
        if self._reads_body_only:
            return
        super().on_url(url)
        if len(self.url) > _MAX_URL:
            self._reject(GatewayError(problems.URL_TOO_LONG, f"The URL is over {_MAX_URL:,} characters."))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header; one that follows the body, a trailer, is discarded (RFC 9110, 6.5.1)."""
        if self._in_head and not self._reads_body_only:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Check the head, and begin to process the request."""
        if self._reads_body_only:
            return
        self._in_head = False
        self._framing = 0
        self._stop_timer()
        if (error := _rejection_of(self.headers, self.parser.get_http_version())) is not None:
            self._reject(error)
        super().on_headers_complete()

    def _reject(self, error: GatewayError) -> None:
        self._rejection = error
        raise error

    def on_body(self, body: bytes) -> None:
        """Add a part of the body."""
        self._framing = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the body, if this is the parser that reads it."""
        self._framing = 0
        if self._reads_body_only or not self.parser.should_upgrade():
            self._reads_body_only = False
            super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401  # as uvicorn declares it
        super()._start_asgi_task(cycle, partial(_announce_close, cycle, app))

    def on_response_complete(self) -> None:
        """Begin the next request; after the response to an incomplete one, close the connection."""
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body and not self.transport.is_closing():
            self._discard_rest()
        if self._timer is not None:
            # A part of a request has a time limit of its own.
            self._unset_keepalive_if_required()

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(_HEAD_SECONDS, self._drop)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _drop(self) -> None:
        if self.pipeline or (self._is_responding and not self._is_rejected):
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
        is_next = self._is_responding and not self.pipeline and not self.cycle.response_started
        if self._is_responding and not (is_next and self.cycle.more_body):
            self._is_rejected = True
            self.cycle.keep_alive = False
            self._stop_timer()
            if self.cycle.more_body:
                self._start_timer()
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


async def _announce_close(
    cycle: RequestResponseCycle, app: ASGIApp, scope: Scope, receive: Receive, send: Send
) -> None:
    """Run an application, and add ``Connection: close`` to a response that precedes the end of its request."""
    is_announced = False

    async def announce(message: Message) -> None:
        nonlocal is_announced
        if message["type"] == "http.response.start":
            is_announced = cycle.keep_alive and cycle.more_body
            if is_announced:
                message = {**message, "headers": [*message.get("headers", []), (b"connection", b"close")]}
        elif is_announced:
            # Not closed by uvicorn, whose reset could overtake the response.
            cycle.keep_alive = cycle.more_body
        await send(message)

    await app(scope, receive, announce)


def _rejection_of(headers: list[tuple[bytes, bytes]], http_version: str) -> GatewayError | None:
    if sum(len(b"%b: %b\r\n" % header) for header in headers) > _MAX_HEADERS:
        return _headers_too_large()
    faults = [*_faults_of_framing(headers, http_version), *_faults_of_host(headers, http_version)]
    return invalid(faults) if faults else None


def _faults_of_framing(headers: list[tuple[bytes, bytes]], http_version: str) -> Iterator[Fault]:
    if http_version not in {"1.0", "1.1"}:
        yield Fault("", "version of HTTP is neither 1.0 nor 1.1")
    codings = [value.strip(b" \t").lower() for name, value in headers if name == b"transfer-encoding"]
    if codings and (codings != [b"chunked"] or http_version != "1.1"):
        # No other coding is decoded, and HTTP/1.0 has none (RFC 9112, 6.1).
        yield Fault("/header/Transfer-Encoding", "value is not chunked, or the version of HTTP not 1.1")


def _faults_of_host(headers: list[tuple[bytes, bytes]], http_version: str) -> Iterator[Fault]:
    match [value for name, value in headers if name == b"host"]:
        case []:
            if http_version != "1.0":
                yield Fault("/header/Host", "value is missing")
        case [host]:
            if not _HOST.fullmatch(host.strip(b" \t")):
                yield Fault("/header/Host", "value is no host with an optional port")
        case _:
            yield Fault("/header/Host", "header is repeated")


def _headers_too_large() -> GatewayError:
    return GatewayError(problems.HEADERS_TOO_LARGE, f"The headers are over {_MAX_HEADERS:,} bytes.")


def server_of_app(app: ASGIApp) -> Server:
    """Return a server of an application; its `serve` takes sockets."""
    return Server(app, http=_ProblemProtocol, lifespan="off", timeout_graceful_shutdown=_SHUTDOWN_SECONDS)
