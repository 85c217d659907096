"""A fault-injecting proxy between the functions and the embedded services."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from handlers.runtime.aws import session
from local.config import LOOPBACK
from tests.harness import SLOWDOWN
from tests.integration.handlers.calling import simulated_time
from tests.support.shop_client import shop_client

_AWS_JSON = "application/x-amz-json-1.0"
_OF_THE_CONNECTION = {"connection", "content-length", "keep-alive", "transfer-encoding", "date", "server"}
# A status that no service has.
_TIMEOUT = 599


class Fault(Enum):
    """The faults of a request, which is executed only if its response is lost."""

    LOST_RESPONSE = auto()
    BROKEN_CONNECTION = auto()
    TRUNCATED_RESPONSE = auto()
    TIMEOUT = auto()  # of the client's read, which expires at once after `simulate_timeouts`


@dataclass(frozen=True, slots=True)
class ExecutedThen:
    """The request is executed, then `act` runs, and the connection breaks before the response."""

    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An error response of the service, or of something in front of it."""

    status: int
    body: bytes
    content_type: str = _AWS_JSON


type Injected = Fault | ExecutedThen | ErrorResponse | None
# From a request's operation, and how many of that operation there were before.
type Plan = Callable[[str, int], Injected]


def error(code: str, *, status: int = 400, **more: object) -> ErrorResponse:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": f"{code} was injected", **more}
    return ErrorResponse(status, json.dumps(body).encode())


def cancelled(*codes: str) -> ErrorResponse:
    """Return the response to a cancelled transaction, with a reason for each of its actions."""
    reasons = [{"Code": code, "Message": f"{code} was injected"} for code in codes]
    return error("TransactionCanceledException", CancellationReasons=reasons)


def ses_error(code: str, *, status: int, fault: str = "Sender", message: str = "") -> ErrorResponse:
    described = f"<Type>{fault}</Type><Code>{code}</Code><Message>{message}</Message>"
    return ErrorResponse(status, f"<ErrorResponse><Error>{described}</Error></ErrorResponse>".encode(), "text/xml")


SES_DOWN = ses_error("ServiceUnavailable", status=503, fault="Receiver")


def always(injected: Injected, *operations: str) -> Plan:
    """Return a plan that injects into every request, or into those of some operations."""
    return lambda operation, _: injected if not operations or operation in operations else None


def first(times: int, injected: Injected, *operations: str) -> Plan:
    """Return a plan that injects into the first requests of each of these operations."""
    return lambda operation, number: injected if number < times and operation in operations else None


class FaultyProxy(ThreadingHTTPServer):
    """A proxy to AWS services, with the plan of its faults and the operations it has seen."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream: str) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.client = shop_client(upstream)
        self.url = f"http://{LOOPBACK}:{self.server_port}"
        self.plan: Plan = always(None)
        self.seen: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore the error: these tests provoke clients that hang up."""

    def operation_of(self, request: httpx.Request) -> str:
        if request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            return parse_qs(request.content.decode())["Action"][0]
        # Lambda's operations are paths, and only Invoke is called.
        return str(request.headers.get("X-Amz-Target", "Lambda.Invoke")).rpartition(".")[2]

    def forward(self, request: httpx.Request) -> httpx.Response:
        return self.client.send(request)


class _Handler(BaseHTTPRequestHandler):
    server: FaultyProxy
    protocol_version = "HTTP/1.1"
    # Send each response immediately, in one piece.
    disable_nagle_algorithm = True
    wbufsize = -1

    def _handle(self) -> None:
        proxy, body = self.server, self.rfile.read(int(self.headers.get("Content-Length", 0)))
        sent = [(name, value) for name, value in self.headers.items() if name.lower() not in {"host", "connection"}]
        headers = [*sent, ("Connection", "close")]
        request = proxy.client.build_request(self.command, self.path, headers=headers, content=body)
        operation = proxy.operation_of(request)
        injected = proxy.plan(operation, proxy.seen.count(operation))
        proxy.seen.append(operation)
        match injected:
            case None:
                response = proxy.forward(request)
                return self._respond(response.status_code, response.content, response.headers)
            case ErrorResponse(status, content, content_type):
                return self._respond(status, content, {"Content-Type": content_type})
            case Fault.TIMEOUT:
                return self._respond(_TIMEOUT, b"", {})
            case Fault.TRUNCATED_RESPONSE:
                self._respond(200, b'{"Item": {"PK"', {"Content-Type": _AWS_JSON}, announced=1000)
            case Fault.LOST_RESPONSE:
                proxy.forward(request)
            case ExecutedThen(act):
                proxy.forward(request)
                act()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
        return None

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815  # names of http.server

    def _respond(self, status: int, body: bytes, headers: Mapping[str, str], *, announced: int | None = None) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(announced or len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


@contextmanager
def running[P: FaultyProxy](proxy: P) -> Iterator[P]:
    with proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.shutdown()


@contextmanager
def silent_server() -> Iterator[str]:
    """Yield the URL of a server that accepts connections and never responds."""
    with socket.create_server((LOOPBACK, 0), backlog=128) as server:
        yield f"http://{LOOPBACK}:{server.getsockname()[1]}"


def unreachable_url() -> str:
    with silent_server() as url:
        return url


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
    """Turn `Fault.TIMEOUT` into an immediate read timeout in this process, so that no test waits for one."""
    send = URLLib3Session.send

    def send_or_time_out(self: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        response = send(self, request)
        if response.status_code == _TIMEOUT:
            raise ReadTimeoutError(endpoint_url=request.url)
        return response

    URLLib3Session.send = send_or_time_out  # type: ignore[method-assign, assignment]
