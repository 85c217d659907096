"""Methods: their parameters, bodies, responses and integrations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.unit.codegen.api_gateway_limits.faults import entries, key_faults
from tests.unit.codegen.api_gateway_limits.integrations import integration_faults
from tests.unit.codegen.api_gateway_limits.security import requirement_faults

if TYPE_CHECKING:
    from codegen.contract import Node
    from tests.unit.codegen.api_gateway_limits.faults import Faults

METHODS = {"delete", "get", "head", "options", "patch", "post", "put", "x-amazon-apigateway-any-method"}
_INTEGRATION = "x-amazon-apigateway-integration"
_KEYS = {
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "x-amazon-apigateway-request-validator",
    _INTEGRATION,
}
_MODEL = "#/components/schemas/"
_TEXT = {"type": "string"}
_OPERATION_ID = re.compile(r"[A-Za-z0-9]+")
_VARIABLE = re.compile(r"\{([^+}]+)\+?\}")
_STATUS = re.compile(r"[1-5][0-9]{2}")


def operation_faults(where: str, path: str, operation: Any, document: Node) -> Faults:
    """Yield every fault of one method of a path.

    Parameters
    ----------
    where : str
        Prefix of each fault: its location in the document.
    path : str
        The path that the method is of, with its variables in braces.
    operation : object
        Its value in the document.
    document : Node
        The whole document, for the models, schemes and validators that it names.
    """
    yield from key_faults(operation, _KEYS, where, required=("responses", _INTEGRATION))
    if not isinstance(operation, dict):
        return
    if "operationId" in operation and not _OPERATION_ID.fullmatch(operation["operationId"]):
        yield f"{where}: operationId {operation['operationId']} isn't letters and digits"
    yield from _parameter_faults(where, path, operation)
    yield from _body_faults(where, operation, document)
    for status, response in entries(operation, "responses").items():
        yield from _response_faults(f"{where} {status}", status, response)
    yield from requirement_faults(where, operation.get("security", []), document)
    validator = operation.get("x-amazon-apigateway-request-validator")
    if validator is not None and validator not in entries(document, "x-amazon-apigateway-request-validators"):
        yield f"{where}: there is no request validator {validator}"
    if _INTEGRATION in operation:
        yield from integration_faults(f"{where} integration", operation)


def _parameter_faults(where: str, path: str, operation: Node) -> Faults:
    declared = set()
    for parameter in operation.get("parameters", []):
        name = parameter.get("name", "?")
        yield from key_faults(
            parameter, {"name", "in", "required", "schema"}, f"{where} {name}", required=("name", "in", "schema")
        )
        if parameter.get("in") not in {"path", "query", "header"}:
            yield f"{where} {name}: is in {parameter.get('in')}, not in path, query or header"
        if parameter.get("schema") != _TEXT:
            yield f"{where} {name}: only presence is looked at, so its schema must be {_TEXT}"
        if parameter.get("in") == "path":
            declared.add(name)
    variables = set(_VARIABLE.findall(path))
    for name in sorted(variables ^ declared):
        yield f"{where} {name}: must be both in the path and declared as its parameter"


def _body_faults(where: str, operation: Node, document: Node) -> Faults:
    if "requestBody" not in operation:
        return
    body = operation["requestBody"]
    yield from key_faults(body, {"required", "content"}, f"{where} body", required=("content",))
    for media_type, content in entries(body, "content").items():
        yield from key_faults(content, {"schema"}, f"{where} body {media_type}", required=("schema",))
        reference = str(entries(content, "schema").get("$ref"))
        name = reference.removeprefix(_MODEL)
        if not reference.startswith(_MODEL) or name not in entries(document.get("components"), "schemas"):
            yield f"{where} body {media_type}: must be a $ref to a model in components/schemas"


def _response_faults(where: str, status: str, response: Any) -> Faults:
    if not _STATUS.fullmatch(status):
        yield f"{where}: a status is three digits"
    yield from key_faults(response, {"description", "headers"}, where, required=("description",))
    for name, header in entries(response, "headers").items():
        yield from key_faults(header, {"schema"}, f"{where} {name}", required=("schema",))
        if entries(header, "schema") != _TEXT:
            yield f"{where} {name}: a header's schema must be {_TEXT}"
