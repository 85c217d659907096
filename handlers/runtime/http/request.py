"""Conversion of API Gateway's REST proxy events to typed requests."""

from __future__ import annotations

import base64
import binascii
import importlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

from handlers.domain.errors import (
    Fault,
    Forbidden,
    InvalidRequest,
    MfaEnrolmentRequired,
    RequestError,
    Unauthenticated,
)
from handlers.runtime import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generated.operations import Operation
    from generated.requests import Validated
    from handlers.domain.users import Role

# A fault quotes patterns up to this length; longer ones, such as an e-mail address's, are hard to read.
MAX_PATTERN_LENGTH = 100
PATTERN_MISMATCH = "value does not match the pattern in the contract"
# Of a name that is compared with the known ones.
_MAX_NAME = 50
# All that an admin without the required second factor may call.
_MFA_PATH = "/users/mfa"
_ENTITY_TAG = re.compile(r'(W/)?"([!#-~]*)"')


class UnsupportedMediaType(RequestError):
    """The body has a media type, or an encoding such as gzip, that the operation does not accept."""

    def __init__(self) -> None:
        super().__init__("Send the body as application/json, without a Content-Encoding.")


class PreconditionRequired(RequestError):
    """The change requires the ETag of the current version."""

    def __init__(self) -> None:
        super().__init__("A change of stock needs If-Match with the product's ETag.")


@dataclass(frozen=True)
class ProxyEvent:
    """A view of the event that a REST proxy integration passes to a function.

    Parameters
    ----------
    raw : Mapping[str, Any]
        The event (docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html).
    """

    raw: Mapping[str, Any]

    @cached_property
    def request_id(self) -> str:
        """The id that API Gateway assigned to the request."""
        return str(self.raw["requestContext"]["requestId"])

    @property
    def path(self) -> str:
        """The path as the client sees it: with the stage or base path, percent-encoded."""
        return str(self.raw["requestContext"]["path"])

    @cached_property
    def authorizer(self) -> Mapping[str, Any]:
        """The authorizer's context; empty if no authorizer ran."""
        return self.raw["requestContext"].get("authorizer") or {}

    @property
    def source_ip(self) -> str:
        """The network address of API Gateway's peer: the caller, or a proxy in front."""
        return str(self.raw["requestContext"]["identity"]["sourceIp"])

    @property
    def media_type(self) -> str:
        """The body's media type, without parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def is_encrypted(self) -> bool:
        """Whether the client sent the request over TLS, according to API Gateway."""
        return self.header("x-forwarded-proto") == "https"

    @property
    def is_plain_json(self) -> bool:
        """Whether the body is JSON, and neither compressed nor encoded in another way."""
        return self.media_type == "application/json" and is_identity(self.header("content-encoding"))

    def caller_ip(self, *, proxies: int) -> str:
        """Return the network address of the caller.

        Each proxy appends its peer's address to X-Forwarded-For, and API Gateway appends the last one. Entries further
        left come from the caller and may be forged.

        Parameters
        ----------
        proxies : int
            Number of our own proxies in front of API Gateway. If the header holds fewer entries, API Gateway's peer is
            the caller.
        """
        forwarded = self.header("x-forwarded-for").split(",")
        return forwarded[-1 - proxies].strip() if 0 < proxies < len(forwarded) else self.source_ip

    def header(self, name: str) -> str:
        """Return a header's values joined with commas; empty if there is none."""
        return ", ".join(self._header_values(name))

    def has_header(self, name: str) -> bool:
        """Return whether the header is present, even if empty."""
        return bool(self._header_values(name))

    def query(self, name: str) -> Sequence[str]:
        """Return every value of a query parameter."""
        return (self.raw.get("multiValueQueryStringParameters") or {}).get(name) or []

    @property
    def query_names(self) -> Sequence[str]:
        """The names of the query parameters that were sent."""
        return list(self.raw.get("multiValueQueryStringParameters") or {})

    def path_parameter(self, name: str) -> str:
        """Return a path parameter, decoded."""
        return str((self.raw.get("pathParameters") or {})[name])

    def body(self) -> str | bytes | None:
        """Return the body, or None; raise `InvalidRequest` if it is marked as base64 but isn't."""
        body: str | None = self.raw.get("body")
        if not body or not self.raw.get("isBase64Encoded"):
            return body or None
        try:
            return base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise InvalidRequest([Fault("/body", "body is not valid base64")]) from error

    def _header_values(self, name: str) -> Sequence[str]:
        return self._headers.get(name.lower(), ())

    @cached_property
    def _headers(self) -> Mapping[str, Sequence[str]]:
        sent: Mapping[str, Sequence[str]] = self.raw.get("multiValueHeaders") or {}
        folded = {name.lower(): values for name, values in sent.items()}
        if len(folded) == len(sent):
            return folded
        # Names that differ only in their case are one header.
        return {name: [value for other in sent if other.lower() == name for value in sent[other]] for name in folded}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The authenticated user, from the authorizer's context."""

    user_id: str
    role: Role
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request[P, B]:
    """A request that conforms to the contract.

    Parameters
    ----------
    parameters : P
        Path, query and header parameters: the operation's ``…Parameters`` of `generated.requests`, or None.
    body : B
        The operation's body, of `generated.requests`, or None.
    event : ProxyEvent
        The event that it was read from.
    """

    operation: Operation
    parameters: P
    body: B
    event: ProxyEvent
    caller: Principal | None

    @property
    def principal(self) -> Principal:
        """The authenticated user; raises `Unauthenticated` if there is none."""
        if self.caller is None:
            raise Unauthenticated
        return self.caller

    def url_of(self, path: str) -> str:
        """Return the URL of a path of the contract on the server of this request: ``/v1/products``."""
        steps = self.event.path.rstrip("/").split("/")
        base = steps[: len(steps) - self.operation.path.count("/")]
        return "/".join(base) + path


def read_request(operation: Operation, event: ProxyEvent) -> Request[Any, Any]:
    """Return the typed request of an event.

    Raises
    ------
    Unauthenticated, Forbidden
        If the caller may not call the operation. The gateway checks this too (defence in depth).
    UnsupportedMediaType
        If the body is not JSON, or is compressed.
    TextTooLong
        If the body is longer than any that the contract allows.
    InvalidRequest
        If parameters or body violate the contract; lists every fault.
    """
    caller = _caller(operation, event)
    if operation.body and not event.is_plain_json:
        raise UnsupportedMediaType
    faults: list[Fault] = []
    parameters = _collect(faults, lambda: _parameters(operation, event))
    body = _collect(faults, lambda: _body(operation, event))
    faults.extend(unknown_parameters(operation, event.query_names))
    if faults:
        raise InvalidRequest(faults)
    return Request(operation=operation, parameters=parameters, body=body, event=event, caller=caller)


def unknown_parameters(operation: Operation, names: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each query parameter that the operation doesn't have, with the nearest one that it has.

    An operation that API Gateway may cache ignores them: the cache's key has only the known ones, so that the response
    to a request with another one is given to requests without it.
    """
    if operation.is_cached:
        return
    known = [name for name, location in operation.locations.items() if location == "query"]
    for name in names:
        if name not in known:
            # Lone surrogates, which no text in UTF-8 has, come from a function's direct invocation.
            step = pointer_step(name.encode(errors="replace").decode())
            yield Fault(f"/query/{step}", _unknown(name, known))


def _unknown(name: str, known: Sequence[str]) -> str:
    if not known:
        return "parameter is unknown: the operation has no query parameters"
    nearest = min(known, key=lambda each: _distance(name[:_MAX_NAME], each))
    return f"parameter is unknown; the nearest known one is {nearest}"


def _distance(name: str, other: str) -> int:
    """Return the number of characters to insert, remove or replace to get from one name to the other."""
    row = list(range(len(other) + 1))
    for count, character in enumerate(name, 1):
        above, row = row, [count]
        for place, expected in enumerate(other):
            row.append(min(above[place + 1] + 1, row[place] + 1, above[place] + (character != expected)))
    return row[-1]


def is_identity(content_encoding: str) -> bool:
    """Return whether a body with this header has no encoding."""
    return {coding.strip().lower() for coding in content_encoding.split(",")} <= {"", "identity"}


def matches_none(header: str | None, revision: str) -> bool:
    """Return whether no tag of ``If-None-Match`` matches the revision (weak comparison): the client needs the body."""
    if header is None:
        return True
    return header != "*" and revision not in {tag for _, tag in _ENTITY_TAG.findall(header)}


def expected_revisions(header: str | None) -> list[str] | None:
    """Return the revisions in ``If-Match``, one of which must be current, or None for any (strong comparison)."""
    if header is None or header == "*":
        return None
    return [tag for weak, tag in _ENTITY_TAG.findall(header) if not weak]


def _caller(operation: Operation, event: ProxyEvent) -> Principal | None:
    context = event.authorizer
    if "userId" not in context:
        if "anonymous" not in operation.roles:
            raise Unauthenticated
        return None
    if context["role"] not in operation.roles:
        raise Forbidden
    if "mustEnrol" in context and not operation.path.startswith(_MFA_PATH):
        raise MfaEnrolmentRequired
    return Principal(
        user_id=str(context["userId"]), role=cast("Role", context["role"]), session_id=str(context["sessionId"])
    )


def _collect[T](faults: list[Fault], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except InvalidRequest as invalid:
        faults.extend(invalid.faults)
        return None


def _parameters(operation: Operation, event: ProxyEvent) -> Validated | None:
    if operation.parameters is None:
        return None
    sent = dict(_sent_parameters(operation, event))
    validated: Validated = _validation().validate_parameters(operation.parameters, sent, operation.locations)
    return validated


def _sent_parameters(operation: Operation, event: ProxyEvent) -> Iterator[tuple[str, str]]:
    for name, location in operation.locations.items():
        match location:
            case "path":
                yield name, event.path_parameter(name)
            case "header" if event.has_header(name):
                yield name, event.header(name)
            case "query":
                values = event.query(name)
                if len(values) > 1:
                    raise InvalidRequest([Fault(f"/query/{name}", "parameter is repeated")])
                yield from ((name, value) for value in values)


def _body(operation: Operation, event: ProxyEvent) -> Validated | None:
    if operation.body is None:
        return None
    text = event.body()
    if text is None:
        raise InvalidRequest([Fault("/body", "body is missing")])
    validated: Validated = _validation().validate_body(operation.body, json_text.parse(text))
    return validated


@cache
def _validation() -> Any:  # noqa: ANN401  # a module imported by name
    # Imported here, because an operation without parameters and body needs no validators.
    return importlib.import_module("handlers.runtime.http.validation")


def pointer_step(step: str) -> str:
    """Return a name as a step of a JSON pointer (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")
