"""The contract's rules for parameters and bodies, checked with exact decimals and told all at once.

connexion's own validators read numbers as binary floats (0.07 is no multiple of 0.01 to them), stop at the first
fault and quote the value. These two take their places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from handlers.domain.errors import Fault, InvalidRequest
from handlers.runtime import json_text
from handlers.runtime.http.request import MAX_PATTERN_LENGTH, PATTERN_MISMATCH
from local.gateway.errors import invalid
from local.gateway.request import request_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.types import Receive, Scope

    from handlers.runtime.json_text import JsonValue
    from local.gateway.request import GatewayRequest

JSON = "application/json"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,99})")
_MAX_DETAIL = 1000
_STATE = "local.faults"


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """What the contract says of one parameter."""

    name: str
    location: str
    is_required: bool
    is_integer: bool
    validator: jsonschema_rs.Draft4Validator

    @property
    def pointer(self) -> str:
        """Where it stands in a request."""
        return f"/{self.location}/{self.name}"

    def faults(self, values: Sequence[str]) -> Iterator[Fault]:
        """Yield what is wrong with the values that were sent for it."""
        if len(values) > 1:
            yield Fault(self.pointer, "parameter is repeated")
        elif values:
            yield from _faults(self.validator, self._typed(values[0]), self.pointer)
        elif self.is_required:
            yield Fault(self.pointer, "value is missing")

    def _typed(self, text: str) -> str | int:
        return int(text) if self.is_integer and _INTEGER.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class RequestRules:
    """What the contract says of an operation's request; `body` is None where it takes none."""

    parameters: Sequence[ParameterRule]
    body: jsonschema_rs.Draft4Validator | None

    def parameter_faults(self, request: GatewayRequest) -> Iterator[Fault]:
        """Yield every fault of path, query and headers."""
        path, query = request.path_parameters(), request.query()
        for rule in self.parameters:
            match rule.location:
                case "path":
                    values = [path[rule.name]]
                case "query":
                    values = query.get(rule.name, [])
                case _:
                    header = request.header(rule.name)
                    values = [] if header is None else [header]
            yield from rule.faults(values)

    def body_faults(self, body: bytes) -> Iterator[Fault]:
        """Yield every fault of a body."""
        if self.body is None:
            return
        if not body:
            yield Fault("/body", "body is missing")
            return
        try:
            value = json_text.parse(body)
        except InvalidRequest as unreadable:
            yield from unreadable.faults
            return
        yield from _faults(self.body, value, "/body")


def rules_of(contract: Mapping[str, Any]) -> dict[str, RequestRules]:
    """Return the rules of every operation of a contract, by operationId."""
    return {
        operation["operationId"]: _rules(contract, operation)
        for path in contract["paths"].values()
        for operation in path.values()
        if "operationId" in operation
    }


def _rules(contract: Mapping[str, Any], operation: Mapping[str, Any]) -> RequestRules:
    parameters = [_parameter(contract, parameter) for parameter in operation.get("parameters", [])]
    if "requestBody" not in operation:
        return RequestRules(parameters, None)
    return RequestRules(parameters, _validator(contract, operation["requestBody"]["content"][JSON]["schema"]))


def _parameter(contract: Mapping[str, Any], written: Mapping[str, Any]) -> ParameterRule:
    parameter = _resolved(contract, written)
    return ParameterRule(
        parameter["name"],
        parameter["in"],
        parameter.get("required", False),
        _resolved(contract, parameter["schema"]).get("type") == "integer",
        _validator(contract, parameter["schema"]),
    )


def _resolved(contract: Mapping[str, Any], written: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in written:
        written = contract["components"][written["$ref"].split("/")[2]][written["$ref"].split("/")[3]]
    return written


def _validator(contract: Mapping[str, Any], schema: Mapping[str, Any]) -> jsonschema_rs.Draft4Validator:
    schemas = contract["components"]["schemas"]
    # The mask stands where a message would quote the value, which may be a password.
    return jsonschema_rs.Draft4Validator(
        {"allOf": [schema], "components": {"schemas": schemas}}, mask="value", validate_formats=False
    )


def _faults(validator: jsonschema_rs.Draft4Validator, value: JsonValue, pointer: str) -> Iterator[Fault]:
    for error in validator.iter_errors(value):
        at = pointer + "".join(f"/{_escaped(str(step))}" for step in error.instance_path)
        match error.kind:
            case ValidationErrorKind.Required(property=name):
                yield Fault(f"{at}/{_escaped(str(name))}", "value is missing")
            case ValidationErrorKind.AdditionalProperties(unexpected=names):
                yield from (Fault(f"{at}/{_escaped(name)}", "property is not allowed") for name in names)
            case ValidationErrorKind.Pattern(pattern=pattern) if len(pattern) > MAX_PATTERN_LENGTH:
                yield Fault(at, PATTERN_MISMATCH)
            case _:
                yield Fault(at, error.message[:_MAX_DETAIL])


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")[:200]


class ParameterValidator:
    """Stands in for connexion's: keeps the faults for the body's validator, if there is one to come."""

    def __init__(self, rules: Mapping[str, RequestRules], *_: object, **__: object) -> None:
        self._rules = rules

    def validate(self, scope: Scope) -> None:
        """Find the faults of a request's parameters.

        Raises
        ------
        GatewayError
            If there are any, and no body that may hold more.
        """
        request = request_of(scope)
        rules = self._rules[request.operation_found.operation.operation_id]
        faults = list(rules.parameter_faults(request))
        if faults and rules.body is None:
            raise invalid(faults)
        scope[_STATE] = faults


class BodyValidator:
    """Stands in for connexion's: refuses a request for all the faults of its parameters and its body."""

    def __init__(self, rules: Mapping[str, RequestRules], **_: object) -> None:
        self._rules = rules

    async def wrap_receive(self, receive: Receive, *, scope: Scope) -> tuple[Receive, Scope]:
        """Let a request pass that keeps the contract.

        Parameters
        ----------
        receive : Receive
            What yields the body, passed on as it is.
        scope : Scope
            The request's, with the faults that `ParameterValidator` found.

        Raises
        ------
        GatewayError
            If it has any faults.
        """
        request = request_of(scope)
        rules = self._rules[request.operation_found.operation.operation_id]
        faults = [*scope[_STATE], *rules.body_faults(request.body)]
        if faults:
            raise invalid(faults)
        return receive, scope
