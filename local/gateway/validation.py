"""Validation of requests and responses: connexion's middlewares with our own validators.

connexion's own validators read numbers as binary floats (0.07 is no multiple of 0.01 to them), take the last of
repeated query values, stop at the first fault and quote the value. These are exact and report every fault.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from connexion.middleware.response_validation import ResponseValidationMiddleware
from jsonschema_rs import ValidationErrorKind

from handlers.domain.errors import Fault, InvalidRequest
from handlers.runtime import json_text
from handlers.runtime.http import problems
from handlers.runtime.http.request import MAX_PATTERN_LENGTH, PATTERN_MISMATCH, unknown_parameters
from local.gateway.request import pointer_step, request_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from handlers.runtime.json_text import JsonValue
    from local.gateway.request import GatewayRequest

JSON = "application/json"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,99})")
_MAX_DETAIL = 1000
_FAULTS = "local.faults"
_MESSAGES = "local.messages"
_log = logging.getLogger(__name__)


class SchemaValidator:
    """Validates values against the schemas of one contract, each compiled once."""

    def __init__(self) -> None:
        self._compiled: dict[int, jsonschema_rs.Draft4Validator] = {}

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

    def faults(self, schema: Mapping[str, Any], value: JsonValue, pointer: str) -> Iterator[Fault]:
        """Yield every fault of a value."""
        for error in self._validator(schema).iter_errors(value):
            at = pointer + "".join(f"/{pointer_step(str(step))}" for step in error.instance_path)
            match error.kind:
                case ValidationErrorKind.Required(property=name):
                    yield Fault(f"{at}/{pointer_step(str(name))}", "value is missing")
                case ValidationErrorKind.AdditionalProperties(unexpected=names):
                    yield from (Fault(f"{at}/{pointer_step(name)}", "property is not allowed") for name in names)
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
        faults = [*scope[_FAULTS], *self._faults(request_of(scope).body)]
        if faults:
            raise InvalidRequest(faults)
        return receive, scope

    def _faults(self, body: bytes) -> Iterator[Fault]:
        if not body:
            yield Fault("/body", "body is missing")
            return
        try:
            value = json_text.parse(body)
        except InvalidRequest as unreadable:
            yield from unreadable.faults
            return
        yield from self._schemas.faults(self._schema, value, "/body")


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
            body = message.get("body", b"")
            if self._schema and message["type"] == "http.response.body":
                self._validate(body)
            await send(message)

        return wrapped

    def _validate(self, body: bytes) -> None:
        try:
            faults = list(self._schemas.faults(self._schema, json_text.parse(body), "/body"))
        except InvalidRequest as unreadable:
            raise _InvalidResponse(unreadable.faults) from unreadable
        if faults:
            raise _InvalidResponse(faults)


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
