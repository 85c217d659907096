"""The document as a whole: its version, validators, security schemes and paths."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.unit.codegen.api_gateway_limits.faults import entries, key_faults
from tests.unit.codegen.api_gateway_limits.gateway_responses import gateway_response_faults
from tests.unit.codegen.api_gateway_limits.models import model_faults
from tests.unit.codegen.api_gateway_limits.operations import METHODS, operation_faults
from tests.unit.codegen.api_gateway_limits.security import scheme_faults

if TYPE_CHECKING:
    from codegen.contract import Node
    from tests.unit.codegen.api_gateway_limits.faults import Faults

_KEYS = {
    "openapi",
    "info",
    "paths",
    "components",
    "x-amazon-apigateway-api-key-source",
    "x-amazon-apigateway-gateway-responses",
    "x-amazon-apigateway-request-validator",
    "x-amazon-apigateway-request-validators",
}
_VERSION = re.compile(r"3\.0\.[0-9]")
_STEP = re.compile(r"[A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.-]+\+?\}")


def document_faults(document: Node) -> Faults:
    """Yield every fault of an import document."""
    yield from key_faults(document, _KEYS, "document", required=("openapi", "info", "paths"))
    if not _VERSION.fullmatch(str(document.get("openapi"))):
        yield f"openapi: {document.get('openapi')} is not taken, only 3.0"
    yield from key_faults(
        document.get("info"), {"title", "version", "description"}, "info", required=("title", "version")
    )
    yield from _validator_faults(document)
    if document.get("x-amazon-apigateway-api-key-source", "HEADER") not in {"HEADER", "AUTHORIZER"}:
        yield "x-amazon-apigateway-api-key-source: is HEADER or AUTHORIZER"
    for name, response in entries(document, "x-amazon-apigateway-gateway-responses").items():
        yield from gateway_response_faults(name, response)
    yield from _component_faults(document.get("components", {}))
    yield from _path_faults(document)


def _validator_faults(document: Node) -> Faults:
    validators = entries(document, "x-amazon-apigateway-request-validators")
    switches = ("validateRequestBody", "validateRequestParameters")
    for name, validator in validators.items():
        where = f"x-amazon-apigateway-request-validators/{name}"
        yield from key_faults(validator, switches, where, required=switches)
    chosen = document.get("x-amazon-apigateway-request-validator")
    if chosen is not None and chosen not in validators:
        yield f"x-amazon-apigateway-request-validator: there is no validator {chosen}"


def _component_faults(components: Any) -> Faults:
    # No "responses", "parameters", "requestBodies" and so on: references into them are dropped.
    yield from key_faults(components, {"schemas", "securitySchemes"}, "components")
    for name, schema in entries(components, "schemas").items():
        yield from model_faults(name, schema)
    for name, scheme in entries(components, "securitySchemes").items():
        yield from scheme_faults(name, scheme)


def _path_faults(document: Node) -> Faults:
    paths = entries(document, "paths")
    for path, item in paths.items():
        steps = path.split("/")[1:]
        if not path.startswith("/") or not (path == "/" or all(_STEP.fullmatch(step) for step in steps)):
            yield f"{path}: a step of a path is letters, digits and -_.,: or a variable in braces"
        if any(step.endswith("+}") for step in steps[:-1]):
            yield f"{path}: only the last step can be greedy"
        yield from key_faults(item, METHODS, path)
        for method in METHODS & set(item):
            yield from operation_faults(f"{method} {path}", path, item[method], document)
    yield from _sibling_faults(list(paths))
    yield from _name_faults(paths)


def _sibling_faults(paths: list[str]) -> Faults:
    """Yield a fault for each parent that has two variables below it: API Gateway takes one."""
    variables: dict[str, set[str]] = {}
    for path in paths:
        steps = path.split("/")
        for depth, step in enumerate(steps):
            if step.startswith("{") and not step.endswith("+}"):
                variables.setdefault("/".join(steps[:depth]), set()).add(step)
    for parent, found in variables.items():
        if len(found) > 1:
            yield f"{parent or '/'}: has several variables below it: {', '.join(sorted(found))}"


def _name_faults(paths: dict[str, Any]) -> Faults:
    methods = [method for item in paths.values() for method in item.values() if isinstance(method, dict)]
    for name, count in Counter(method["operationId"] for method in methods if "operationId" in method).items():
        if count > 1:
            yield f"operationId {name}: appears {count} times"
