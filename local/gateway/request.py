"""The HTTP request that the gateway handles, and its match to an operation as API Gateway does it.

It replaces connexion's router, which redirects a trailing slash, decodes %2F before it splits a path, takes
``/products/category`` for a product, and sends a wrong ``Allow``. OPTIONS needs the same table.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, unquote_to_bytes

import anyio

from codegen.api_gateway.mocks import ALLOWED_HEADERS, PREFLIGHT_SECONDS
from handlers.domain.errors import Fault, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.types import Message, Receive, Scope

    from generated.operations import Operation
    from local.gateway.errors import GatewayError

API_KEY_HEADER = "X-Api-Key"
_MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_DISCARDED_BYTES = 64 * 1024 * 1024
# API Gateway's limit for a whole request.
_BODY_SECONDS = 29
_SCOPE_KEY = "local.request"
# Characters of a path that aren't percent-encoded in messages, besides letters and digits.
_PATH_CHARACTERS = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Server:
    """One of the contract's servers: an API of its own in API Gateway."""

    api_id: str
    base_path: str


STOREFRONT = Server("storefront", "/v1")
PARTNER = Server("partner", "/partner/v1")
SERVERS = (STOREFRONT, PARTNER)


class Disconnected(Exception):  # no fault of the gateway
    """The client closed the connection before its request was complete."""


class UnknownPath(Exception):
    """No server of the contract has the path."""


class WrongMethod(Exception):
    """The path doesn't have the method; `allow` lists those that it has."""

    def __init__(self, allow: str) -> None:
        super().__init__(allow)
        self.allow = allow


class BodyTooLarge(Exception):
    """The body is over API Gateway's limit of 10 MB."""


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the contract and its operations by method; HEAD's is GET's."""

    template: str
    operations: Mapping[str, Operation]

    @property
    def segments(self) -> list[str]:
        """The segments of the template."""
        return self.template.split("/")

    @property
    def methods(self) -> str:
        """The value of ``Allow``: the operations' methods, and OPTIONS, which every path allows."""
        return ", ".join([*self.operations, "OPTIONS"])

    def parameters_of(self, segments: Sequence[str]) -> dict[str, str] | None:
        """Return the path parameters, percent-encoded as sent, or None if the path doesn't match."""
        if len(segments) != len(self.segments):
            return None
        parameters = {}
        for step, sent in zip(self.segments, segments, strict=True):
            if step.startswith("{") and sent:
                parameters[step[1:-1]] = sent
            elif unquote_to_bytes(sent) != step.encode():
                return None
        return parameters


@dataclass(frozen=True, slots=True)
class Match:
    """The server, route and operation of a request, and its path parameters, percent-encoded as sent."""

    server: Server
    route: Route
    operation: Operation
    path_parameters: Mapping[str, str]


def server_of(path: str) -> Server | None:
    """Return the server that a path belongs to, or None if it belongs to none."""
    return next((server for server in SERVERS if f"{path}/".startswith(f"{server.base_path}/")), None)


class RouteMatcher:
    """Finds the operation for a method and a path."""

    def __init__(self, operations: Mapping[str, Operation]) -> None:
        self._routes = _routes(operations)

    def match(self, method: str, path: str) -> Match:
        """Return the operation for a method in capitals and a percent-encoded path with the server's base path."""
        server, route, parameters = self._route(path)
        if method not in route.operations:
            raise WrongMethod(route.methods)
        return Match(server, route, route.operations[method], parameters)

    def preflight_headers(self, path: str) -> dict[str, str]:
        """Return the headers of the response to OPTIONS; UnknownPath if there is none."""
        _, route, _ = self._route(path)
        return {
            "Allow": route.methods,
            "Access-Control-Allow-Methods": route.methods,
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        }

    def _route(self, path: str) -> tuple[Server, Route, dict[str, str]]:
        server = server_of(path)
        if server is None:
            raise UnknownPath
        segments = path.removeprefix(server.base_path).split("/")
        for route in self._routes:
            parameters = route.parameters_of(segments)
            if parameters is not None and route.operations:
                return server, route, parameters
            if parameters is not None:
                break
        raise UnknownPath


def _routes(operations: Mapping[str, Operation]) -> Sequence[Route]:
    """Return the contract's paths and their parents, which have no operations of their own.

    Of two that match, API Gateway takes the more specific one: ``/products/category`` isn't a product.
    """
    steps = [operation.path.split("/") for operation in operations.values()]
    by_path: dict[str, dict[str, Operation]] = {
        "/".join(path[:depth]): {} for path in steps for depth in range(2, len(path))
    }
    for operation in operations.values():
        by_path.setdefault(operation.path, {}).update(dict.fromkeys(operation.methods, operation))
    routes = [Route(path, methods) for path, methods in by_path.items()]
    return sorted(routes, key=lambda route: [segment.startswith("{") for segment in route.segments])


@dataclass(slots=True, kw_only=True)
class GatewayRequest:
    """A request; the authorizer adds its principal, metering its API key."""

    # Not in the repr: it holds tokens and keys.
    scope: Scope = field(repr=False)
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    epoch: float = field(default_factory=time.time)
    match: Match | None = None
    body: bytes = field(default=b"", repr=False)
    authorizer: Mapping[str, str] = field(default_factory=dict)
    denial: GatewayError | None = None
    api_key_id: str | None = None
    _is_read: bool = False

    @property
    def method(self) -> str:
        """The HTTP method."""
        return str(self.scope["method"])

    @property
    def path(self) -> str:
        """The path as sent: percent-encoded ASCII."""
        return quote(self.scope["raw_path"], safe=_PATH_CHARACTERS)

    @property
    def matched(self) -> Match:
        """The matched operation; set once the request is routed."""
        if self.match is None:
            raise LookupError(self.path)
        return self.match

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Every header as sent, repeated names included."""
        # Whitespace around a value isn't part of it (RFC 9110, 5.5).
        return [(name.decode("latin-1"), value.decode("latin-1").strip(" \t")) for name, value in self.scope["headers"]]

    def header(self, name: str) -> str | None:
        """Return a header's value; repeated headers are joined with commas."""
        values = [value for sent, value in self.headers if sent == name.lower()]
        return ", ".join(values) if values else None

    @property
    def media_type(self) -> str:
        """The body's media type in lower case, without parameters."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def path_parameters(self) -> dict[str, str]:
        """Return the decoded path parameters; InvalidRequest if one isn't UTF-8."""
        sent = self.matched.path_parameters
        return {name: _decode(value, f"/path/{name}") for name, value in sent.items()}

    def query(self) -> dict[str, list[str]]:
        """Return every value of every query parameter; InvalidRequest if one isn't UTF-8."""
        parameters: dict[str, list[str]] = {}
        for name, value in self._query_pairs():
            parameters.setdefault(name, []).append(value)
        return parameters

    def _query_pairs(self) -> Iterator[tuple[str, str]]:
        for pair in self.scope["query_string"].replace(b"+", b" ").split(b"&"):
            if pair:
                sent_name, _, value = pair.partition(b"=")
                name = _decode(sent_name, "/query")
                yield name, _decode(value, f"/query/{pointer_step(name)}")

    async def read_body(self, receive: Receive) -> None:
        """Read the whole body; BodyTooLarge over 10 MB, InvalidRequest if it is late, Disconnected if it is cut."""
        if self.content_length > _MAX_BODY_BYTES:
            raise BodyTooLarge
        try:
            with anyio.fail_after(_BODY_SECONDS):
                self.body = await self._receive_body(receive)
        except TimeoutError:
            self._is_read = True  # don't wait for the rest
            raise InvalidRequest([Fault("/body", "body did not come in time")]) from None

    async def _receive_body(self, receive: Receive) -> bytes:
        parts = bytearray()
        while not self._is_read:
            parts += await self._receive_part(receive)
            if len(parts) > _MAX_BODY_BYTES:
                raise BodyTooLarge
        return bytes(parts)

    async def _receive_part(self, receive: Receive) -> bytes:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        self._is_read = not message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part

    async def replay_body(self) -> Message:
        """Return the body as the ASGI message of a request that was sent in one piece."""
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def discard_body(self, receive: Receive) -> None:
        """Read the rest of a rejected request's body: many clients read no response before they have sent it all."""
        # A client that sent Expect waits for the response; and the amount is limited.
        if self.header("expect") is not None or self.content_length > _MAX_DISCARDED_BYTES:
            return
        discarded = 0
        with anyio.move_on_after(_BODY_SECONDS):
            while not self._is_read and discarded <= _MAX_DISCARDED_BYTES:
                discarded += len(await self._receive_part(receive))

    @property
    def content_length(self) -> int:
        """The body's declared length, 0 without one; the server has checked that it is a number."""
        return int(self.header("content-length") or 0)

    def attach(self, scope: Scope) -> None:
        """Store this request in a scope, for `request_of`."""
        scope[_SCOPE_KEY] = self


def request_of(scope: Scope) -> GatewayRequest:
    """Return the request that a scope belongs to."""
    return cast("GatewayRequest", scope[_SCOPE_KEY])


def pointer_step(name: str) -> str:
    """Return a name as a step of a JSON pointer, cut at 200 characters."""
    return name.replace("~", "~0").replace("/", "~1")[:200]


def _decode(sent: str | bytes, pointer: str) -> str:
    try:
        return unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        raise InvalidRequest([Fault(pointer, "value is not valid UTF-8")]) from None
