"""A request as the gateway sees it, before and beside connexion."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, unquote_to_bytes

import anyio

from handlers.domain.errors import Fault
from handlers.runtime.http import problems
from local.gateway.errors import GatewayError, invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import Receive, Scope

    from local.gateway.routing import Found

MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_DISCARDED_BYTES = 64 * 1024 * 1024
# As long as a request may take in all: API Gateway doesn't wait longer either.
_BODY_SECONDS = 29
_KEY = "local.request"
# What a path may hold besides letters and digits; anything else is shown percent-encoded.
_PATH_SIGNS = "/%:@!$&'()*+,;=~-._"


class Disconnected(Exception):  # nothing failed
    """The client went away before its request was whole."""


@dataclass(slots=True, kw_only=True)
class GatewayRequest:
    """What is known of a request; the authorizer adds who asks, the metering by which key."""

    # It holds tokens and keys.
    scope: Scope = field(repr=False)
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    epoch: float = field(default_factory=time.time)
    found: Found | None = None
    body: bytes = field(default=b"", repr=False)
    authorizer: Mapping[str, str] = field(default_factory=dict)
    refusal: GatewayError | None = None
    api_key_id: str | None = None
    _is_read: bool = False

    @property
    def method(self) -> str:
        """The HTTP method."""
        return str(self.scope["method"])

    @property
    def path(self) -> str:
        """The path as it was sent, percent-encoded, in ASCII."""
        return quote(self.scope["raw_path"], safe=_PATH_SIGNS)

    @property
    def operation_found(self) -> Found:
        """What was found for the path; known to everything behind the routing."""
        if self.found is None:
            raise LookupError(self.path)
        return self.found

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Every header as it was sent, several of a name included."""
        # Blanks around a value are none of it (RFC 9110, 5.5).
        return [(name.decode("latin-1"), value.decode("latin-1").strip(" \t")) for name, value in self.scope["headers"]]

    def header(self, name: str) -> str | None:
        """Return a header's value, several of them joined as HTTP joins them."""
        values = [value for sent, value in self.headers if sent == name.lower()]
        return ", ".join(values) if values else None

    @property
    def media_type(self) -> str:
        """The body's media type, without parameters, in lower case."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def path_parameters(self) -> dict[str, str]:
        """Return the path's parameters, decoded.

        Raises
        ------
        GatewayError
            400 if one is no UTF-8.
        """
        sent = self.operation_found.path_parameters
        return {name: _decoded(value, f"/path/{name}") for name, value in sent.items()}

    def query(self) -> dict[str, list[str]]:
        """Return every value of every query parameter.

        Raises
        ------
        GatewayError
            400 if one is no UTF-8.
        """
        parameters: dict[str, list[str]] = {}
        for name, value in self._query_pairs():
            parameters.setdefault(name, []).append(value)
        return parameters

    def _query_pairs(self) -> Iterator[tuple[str, str]]:
        for pair in self.scope["query_string"].replace(b"+", b" ").split(b"&"):
            if pair:
                sent_name, _, value = pair.partition(b"=")
                name = _decoded(sent_name, "/query")
                yield name, _decoded(value, f"/query/{_escaped(name)}")

    async def read_body(self, receive: Receive) -> None:
        """Read the whole body, chunked or not.

        Raises
        ------
        GatewayError
            413 if it is over 10 MB, 400 if it doesn't come.
        Disconnected
            If the client goes away meanwhile.
        """
        if self.announced_bytes > MAX_BODY_BYTES:
            raise _too_large()
        try:
            with anyio.fail_after(_BODY_SECONDS):
                self.body = await self._receive_body(receive)
        except TimeoutError:
            self._is_read = True  # nothing more is waited for
            raise invalid([Fault("/body", "body did not come in time")]) from None

    async def _receive_body(self, receive: Receive) -> bytes:
        parts = bytearray()
        while not self._is_read:
            parts += await self._receive_part(receive)
            if len(parts) > MAX_BODY_BYTES:
                raise _too_large()
        return bytes(parts)

    async def _receive_part(self, receive: Receive) -> bytes:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        self._is_read = not message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part

    async def discard_body(self, receive: Receive) -> None:
        """Read what is left of the body of a refused request: many a client reads no answer before it has sent all.

        Raises
        ------
        Disconnected
            If the client goes away meanwhile.
        """
        # One who asks before sending is told at once; and there is an end to patience.
        if self.header("expect") is not None or self.announced_bytes > _MAX_DISCARDED_BYTES:
            return
        discarded = 0
        with anyio.move_on_after(_BODY_SECONDS):
            while not self._is_read and discarded <= _MAX_DISCARDED_BYTES:
                discarded += len(await self._receive_part(receive))

    @property
    def announced_bytes(self) -> int:
        """How long the body is said to be; 0 if nothing is said. The server has seen that it is a number."""
        return int(self.header("content-length") or 0)

    def attach(self, scope: Scope) -> None:
        """Let whatever is handed this scope find the request."""
        scope[_KEY] = self


def request_of(scope: Scope) -> GatewayRequest:
    """Return the request that a scope belongs to."""
    return cast("GatewayRequest", scope[_KEY])


def _too_large() -> GatewayError:
    return GatewayError(problems.PAYLOAD_TOO_LARGE, "The body is over 10 MB.")


def _decoded(sent: str | bytes, pointer: str) -> str:
    try:
        return unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        raise invalid([Fault(pointer, "value is not valid UTF-8")]) from None


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")[:200]
