"""The HTTP request that the gateway works on."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, unquote_to_bytes

import anyio

from handlers.domain.errors import Fault, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import Message, Receive, Scope

    from local.gateway.errors import GatewayError
    from local.gateway.routing import Match

API_KEY_HEADER = "X-Api-Key"
_MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_DISCARDED_BYTES = 64 * 1024 * 1024
# API Gateway's limit for a whole request.
_BODY_SECONDS = 29
_SCOPE_KEY = "local.request"
# Characters of a path that aren't percent-encoded in messages, besides letters and digits.
_PATH_CHARACTERS = "/%:@!$&'()*+,;=~-._"


class Disconnected(Exception):  # not a failure of ours
    """The client closed the connection before its request was complete."""


class BodyTooLarge(Exception):
    """The body is over API Gateway's limit of 10 MB."""


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
        return {name: _decoded(value, f"/path/{name}") for name, value in sent.items()}

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
                name = _decoded(sent_name, "/query")
                yield name, _decoded(value, f"/query/{pointer_step(name)}")

    async def read_body(self, receive: Receive) -> None:
        """Read the whole body, chunked or not.

        Raises
        ------
        BodyTooLarge
            If it is over 10 MB.
        InvalidRequest
            If it isn't complete in time.
        Disconnected
            If the client closes the connection first.
        """
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


def _decoded(sent: str | bytes, pointer: str) -> str:
    try:
        return unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        raise InvalidRequest([Fault(pointer, "value is not valid UTF-8")]) from None
