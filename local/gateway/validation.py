"""Validation of requests and responses: connexion's middlewares with our own validators.

connexion's own validators read numbers as binary floats (0.07 is no multiple of 0.01 to them), take the last of
repeated query values, stop at the first fault and quote the value. These are exact and report every fault, up to the
hundred that a problem lists. Their work is bounded: the items of an array that is too long aren't validated, nor is
anything beside too many unknown properties, and long bodies are validated outside of the event loop.
"""

from __future__ import annotations

import logging
import re
import warnings
from itertools import islice
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from handlers.domain.errors import Fault, InvalidRequest
from handlers.runtime import json_text
from handlers.runtime.http import problems
from handlers.runtime.http.request import MAX_PATTERN_LENGTH, PATTERN_MISMATCH, unknown_parameters
from local.gateway.request import pointer_step, request_of

with warnings.catch_warnings():
    # connexion imports what its dependencies have deprecated.
    warnings.simplefilter("ignore")
    from connexion.middleware.response_validation import ResponseValidationMiddleware

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from handlers.runtime.json_text import JsonValue
    from local.gateway.request import GatewayRequest

JSON = "application/json"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,99})")
_MAX_DETAIL = 1000
_NOT_ALLOWED = "property is not allowed"
_COMBINATIONS = frozenset({"allOf", "anyOf", "oneOf", "not"})
# Describes no array and no object.
_NOTHING = {"type": "null"}
# In bytes; a longer body takes milliseconds.
_SHORT_BODY = 10_000
_FAULTS = "local.faults"
_MESSAGES = "local.messages"
_log = logging.getLogger(__name__)


class SchemaValidator:
    """Validates values against the schemas of one contract, each compiled once."""

    def __init__(self) -> None:
        self._compiled: dict[int, jsonschema_rs.Draft4Validator] = {}
        # Few: each takes turns with the event loop.
        self._threads = anyio.CapacityLimiter(2)

    def validator_map(self) -> dict[str, Any]:
        """Return connexion's ``validator_map``: it calls each value for every request."""
        return {
            "parameter": lambda parameters, **_: _ParameterValidator(self, parameters),
            "body": {JSON: lambda *, schema, **_: _BodyValidator(self, schema)},
            "response": {
                media_type: lambda _scope, *, schema, **_: _ResponseValidator(self, schema)
                for media_type in (JSON, problems.MEDIA_TYPE)
            },
        }

    async def faults_of_body(self, schema: Mapping[str, Any], body: bytes) -> list[Fault]:
        """Return the faults of a JSON body; a long one is validated in another thread."""
        if len(body) <= _SHORT_BODY:
            return self._faults_of_body(schema, body)
        return await anyio.to_thread.run_sync(self._faults_of_body, schema, body, limiter=self._threads)

    def _faults_of_body(self, schema: Mapping[str, Any], body: bytes) -> list[Fault]:
        try:
            return self.faults(schema, json_text.parse(body), "/body")
        except InvalidRequest as unreadable:
            return [*unreadable.faults]

    def faults(self, schema: Mapping[str, Any], value: JsonValue, pointer: str) -> list[Fault]:
        """Return the faults of a value, at most as many as a problem lists."""
        excess = [*islice(_excess(schema, value, pointer), problems.MAX_FAULTS)]
        if len(excess) == problems.MAX_FAULTS or any(fault.detail != _NOT_ALLOWED for fault in excess):
            return excess
        return [*islice(self._every_fault(schema, _described(schema, value), pointer), problems.MAX_FAULTS)]

    def _every_fault(self, schema: Mapping[str, Any], value: JsonValue, pointer: str) -> Iterator[Fault]:
        for error in self._validator(schema).iter_errors(value):
            at = pointer + "".join(f"/{pointer_step(str(step))}" for step in error.instance_path)
            match error.kind:
                case ValidationErrorKind.Required(property=name):
                    yield Fault(f"{at}/{pointer_step(str(name))}", "value is missing")
                case ValidationErrorKind.AdditionalProperties(unexpected=names):
                    yield from (Fault(f"{at}/{pointer_step(name)}", _NOT_ALLOWED) for name in names)
                case ValidationErrorKind.Pattern(pattern=pattern) if len(pattern) > MAX_PATTERN_LENGTH:
                    yield Fault(at, PATTERN_MISMATCH)
                case ValidationErrorKind.Not():
                    yield Fault(at, PATTERN_MISMATCH)
                case _:
                    yield Fault(at, error.message[:_MAX_DETAIL])

    def _validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Draft4Validator:
        # connexion passes the same object for every request, and the application keeps it alive.
        if id(schema) not in self._compiled:
            # connexion has resolved all references. The mask keeps a value, which may be a password, out of messages.
            own = {name: value for name, value in schema.items() if name != "components"}
            self._compiled[id(schema)] = jsonschema_rs.Draft4Validator(own, mask="value", validate_formats=False)
        return self._compiled[id(schema)]


def _excess(schema: Mapping[str, Any], value: JsonValue, pointer: str) -> Iterator[Fault]:
    """Yield a fault for each array that is too long, without a look at its items, and each unknown property."""
    match value:
        case list():
            if len(value) > schema.get("maxItems", len(value)):
                yield Fault(pointer, f"value has more than {schema['maxItems']} items")
            elif "items" in schema:
                for position, item in enumerate(value):
                    yield from _excess(schema["items"], item, f"{pointer}/{position}")
        case dict():
            known = schema.get("properties", {})
            for name, part in value.items():
                if name in known:
                    yield from _excess(known[name], part, f"{pointer}/{pointer_step(name)}")
                elif schema.get("additionalProperties") is False:
                    yield Fault(f"{pointer}/{pointer_step(name)}", _NOT_ALLOWED)


def _described(schema: Mapping[str, Any], value: JsonValue) -> JsonValue:
    """Return a value without what its schema doesn't describe: the content of another type or an unknown property.

    The validator converts all that it gets, and again for each fault.
    """
    if not _COMBINATIONS.isdisjoint(schema):
        return value
    match value:
        case list():
            is_described = schema.get("type", "array") == "array"
            return [_described(schema.get("items", {}), item) for item in value] if is_described else []
        case dict():
            if schema.get("type", "object") != "object":
                return {}
            known, other = schema.get("properties", {}), schema.get("additionalProperties")
            others = other if isinstance(other, dict) else _NOTHING
            return {name: _described(known.get(name, others), part) for name, part in value.items()}
    return value


class _ParameterValidator:
    """Validates path, query and headers; leaves its faults to the body's validator, if there is a body to come."""

    def __init__(self, schemas: SchemaValidator, parameters: Sequence[Mapping[str, Any]]) -> None:
        self._schemas = schemas
        self._parameters = parameters

    def validate(self, scope: Scope) -> None:
        """Raise InvalidRequest if there are faults and no body that may have more."""
        request = request_of(scope)
        faults = list(self._faults(request))
        if faults and request.matched.operation.body is None:
            raise InvalidRequest(faults)
        scope[_FAULTS] = faults

    def _faults(self, request: GatewayRequest) -> Iterator[Fault]:
        path, query = request.path_parameters(), request.query()
        for parameter in self._parameters:
            name, location = parameter["name"], parameter["in"]
            match location:
                case "path":
                    values = [path[name]]
                case "query":
                    values = query.get(name, [])
                case _:
                    header = request.header(name)
                    values = [] if header is None else [header]
            yield from self._faults_of(parameter, values, f"/{location}/{name}")
        yield from unknown_parameters(request.matched.operation, query)

    def _faults_of(self, parameter: Mapping[str, Any], values: Sequence[str], pointer: str) -> Iterator[Fault]:
        schema = parameter["schema"]
        if len(values) > 1:
            yield Fault(pointer, "parameter is repeated")
        elif values:
            is_integer = schema.get("type") == "integer" and _INTEGER.fullmatch(values[0])
            yield from self._schemas.faults(schema, int(values[0]) if is_integer else values[0], pointer)
        elif parameter.get("required", False):
            yield Fault(pointer, "value is missing")


class _BodyValidator:
    """Validates a JSON body, and reports its faults together with those of the parameters."""

    def __init__(self, schemas: SchemaValidator, schema: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._schema = schema

    async def wrap_receive(self, receive: Receive, *, scope: Scope) -> tuple[Receive, Scope]:
        """Return what it got, or raise InvalidRequest with every fault of the request."""
        body = request_of(scope).body
        found = await self._schemas.faults_of_body(self._schema, body) if body else [Fault("/body", "body is missing")]
        if faults := [*scope[_FAULTS], *found]:
            raise InvalidRequest(faults[: problems.MAX_FAULTS])
        return receive, scope


class _InvalidResponse(Exception):
    """A response's body breaks the contract."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults))


class _ResponseValidator:
    """Validates a JSON response body; it comes in one message, as `ReportingResponseValidation` replays it."""

    def __init__(self, schemas: SchemaValidator, schema: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._schema = schema

    def wrap_send(self, send: Send) -> Send:
        """Return a send that raises _InvalidResponse for a body that breaks its schema."""

        async def wrapped(message: Message) -> None:
            if self._schema and message["type"] == "http.response.body":
                faults = await self._schemas.faults_of_body(self._schema, message.get("body", b""))
                if faults:
                    raise _InvalidResponse(faults)
            await send(message)

        return wrapped


class ReportingResponseValidation(ResponseValidationMiddleware):  # type: ignore[misc]  # connexion has no types
    """connexion's response validation, which logs violations of the contract and returns the response unchanged."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(_replay)
        self._function = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the function's response, then validate it."""
        messages = scope[_MESSAGES] = []

        async def record(message: Message) -> None:
            messages.append(message)
            await send(message)

        await self._function(scope, receive, record)
        operation, status = request_of(scope).matched.operation, messages[0]["status"]
        if status not in operation.statuses:
            _report(operation.operation_id, status, "the status isn't documented")
            return
        try:
            await super().__call__(scope, receive, _discard)
        except Exception as breach:  # noqa: BLE001  # the response is sent, and its faults are logged
            _report(operation.operation_id, status, getattr(breach, "detail", None) or str(breach))


def _report(operation_id: str, status: int, breach: str) -> None:
    _log.error("The response of %s breaks the contract: %s, %s", operation_id, status, breach)


async def _replay(scope: Scope, _receive: Receive, send: Send) -> None:
    for message in scope[_MESSAGES]:
        await send(message)


async def _discard(_message: Message) -> None:
    pass
