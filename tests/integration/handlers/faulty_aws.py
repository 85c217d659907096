"""A fault-injecting proxy between the functions and the embedded services."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from handlers.runtime.aws import session
from local.config import LOOPBACK
from tests.harness import PATIENCE_SECONDS, SLOWDOWN
from tests.integration.handlers.calling import simulated_time

_AWS_JSON = "application/x-amz-json-1.0"
# A status that no service has.
_SILENCE = 599


class Mishap(Enum):
    """The faults of a request."""

    LOST_ANSWER = auto()
    """The request is executed, and the connection breaks before the response."""
    BROKEN_CONNECTION = auto()
    """The request is not executed, and the connection breaks."""
    CUT_ANSWER = auto()
    """The request is not executed, and the response is truncated."""
    SILENCE = auto()
    """The request is not executed, and the read timeout expires: at once after `simulate_timeouts`."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The request is executed, then `act` runs, and the connection breaks before the response."""

    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error response of the service, or of something in front of it."""

    status: int
    body: bytes
    content_type: str = _AWS_JSON


type Fate = Mishap | Afterwards | Refusal | None
type Plan = Callable[[str, int], Fate]


def error(code: str, *, status: int = 400, **more: object) -> Refusal:
    """Return an error response of DynamoDB."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": f"{code} was injected", **more}
    return Refusal(status, json.dumps(body).encode())


def cancelled(*codes: str) -> Refusal:
    """Return the response to a cancelled transaction, with a reason for each of its actions."""
    reasons = [{"Code": code, "Message": f"{code} was injected"} for code in codes]
    return error("TransactionCanceledException", CancellationReasons=reasons)


def always(fate: Fate, *operations: str) -> Plan:
    """Return a plan that applies a fault to every request, or to those of some operations."""
    return lambda operation, _: fate if not operations or operation in operations else None


def first(times: int, fate: Fate, *operations: str) -> Plan:
    """Return a plan that applies a fault to the first requests of each of these operations."""
    return lambda operation, number: fate if number < times and operation in operations else None


@dataclass(slots=True)
class Way:
    """The proxy of a test: its URL, its plan and the requests it has seen."""

    url: str
    plan: Plan = field(default=lambda *_: None)
    seen: list[str] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    behind: str
    way: Way

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore the error: these tests provoke clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A response is written in two parts: with Nagle's algorithm the second would wait for an acknowledgement.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Forward or fail a request according to the plan."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        match self._fate(body):
            case Refusal() as refusal:
                self._answer(refusal.status, refusal.content_type, refusal.body)
            case Mishap.CUT_ANSWER:
                self._answer(200, _AWS_JSON, b'{"Item": {"PK"', announced=1000)
                self._hang_up()
            case Mishap.BROKEN_CONNECTION:
                self._hang_up()
            case Mishap.LOST_ANSWER:
                self._forward(body)
                self._hang_up()
            case Mishap.SILENCE:
                self._answer(_SILENCE, _AWS_JSON, b"")
            case Afterwards(act):
                self._forward(body)
                act()
                self._hang_up()
            case _:
                answer = self._forward(body)
                amazons = {name: value for name, value in answer.headers.items() if name.lower().startswith("x-amz")}
                self._answer(answer.status, answer.headers["Content-Type"], answer.read(), more=amazons)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
        """Log nothing."""

    def _fate(self, body: bytes) -> Fate:
        way = cast("_Server", self.server).way
        operation = self._operation(body)
        fate = way.plan(operation, way.seen.count(operation))
        way.seen.append(operation)
        return fate

    def _operation(self, body: bytes) -> str:
        if self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            return parse_qs(body.decode())["Action"][0]
        # Lambda's operations are paths, and only Invoke is called.
        return self.headers.get("X-Amz-Target", "Lambda.Invoke").rpartition(".")[2]

    def _forward(self, body: bytes) -> http.client.HTTPResponse:
        behind = urlsplit(cast("_Server", self.server).behind)
        connection = http.client.HTTPConnection(behind.hostname or LOOPBACK, behind.port, timeout=PATIENCE_SECONDS)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection"}}
        connection.request("POST", self.path, body, {**headers, "Connection": "close"})
        return connection.getresponse()

    def _answer(
        self,
        status: int,
        content_type: str,
        body: bytes,
        *,
        announced: int | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def way_to(behind: str) -> Iterator[Way]:
    """Run a proxy to AWS services."""
    server = _Server((LOOPBACK, 0), _Handler)
    server.behind, server.way = behind, Way(f"http://{LOOPBACK}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.way
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_SECONDS)


@contextmanager
def silence() -> Iterator[str]:
    """Yield the URL of a server that accepts connections and never responds."""
    with socket.create_server((LOOPBACK, 0), backlog=128) as server:
        yield f"http://{LOOPBACK}:{server.getsockname()[1]}"


def simulate_silence(monkeypatch: pytest.MonkeyPatch, *services: str) -> None:
    """Make every call to these services, or to all, time out at once, in simulated time."""
    make = session.client

    def silent_client(service: str, *, config: Config) -> Any:
        def time_out(*, request: AWSPreparedRequest, **_: object) -> None:
            simulated_time.seconds += config.read_timeout / SLOWDOWN  # type: ignore[attr-defined]
            raise ReadTimeoutError(endpoint_url=request.url)

        client = make(service, config=config)
        if service in services or not services:
            client.meta.events.register_last("before-send", time_out)
        return client

    monkeypatch.setattr(session, "client", silent_client)


def simulate_timeouts() -> None:
    """Turn `Mishap.SILENCE` into an immediate read timeout in this process, so that no test waits for one."""
    send = URLLib3Session.send

    def send_or_time_out(self: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        response = send(self, request)
        if response.status_code == _SILENCE:
            raise ReadTimeoutError(endpoint_url=request.url)
        return response

    URLLib3Session.send = send_or_time_out  # type: ignore[method-assign, assignment]


def unreachable_url() -> str:
    """Return the URL of a closed port."""
    with socket.create_server((LOOPBACK, 0)) as server:
        return f"http://{LOOPBACK}:{server.getsockname()[1]}"
