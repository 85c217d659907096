"""Models: JSON Schema draft 4 as API Gateway reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.unit.codegen.api_gateway_limits.faults import entries

if TYPE_CHECKING:
    from tests.unit.codegen.api_gateway_limits.faults import Faults

_NAME = re.compile(r"[A-Za-z0-9]+")
_REFERENCE = re.compile(r"#/components/schemas/[A-Za-z0-9]+")
_TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
_COMPOSED = ("allOf", "anyOf", "oneOf")
# minItems and maxItems are missing: taken, and then ignored.
_KEYS = {
    "$ref",
    "additionalProperties",
    "description",
    "enum",
    "format",
    "items",
    "maxLength",
    "maxProperties",
    "maximum",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
    "uniqueItems",
    *_COMPOSED,
}


def model_faults(name: str, schema: Any) -> Faults:
    """Yield every fault of a named model.

    Parameters
    ----------
    name : str
        Its name in ``components/schemas``.
    schema : object
        Its value in the document.
    """
    where = f"components/schemas/{name}"
    if not _NAME.fullmatch(name):
        yield f"{where}: a model's name is letters and digits"
    if isinstance(schema, dict):
        for key in _COMPOSED:
            if key in schema:
                yield f"{where}: {key} at the top of a body is dropped"
    yield from _schema_faults(schema, where, composed=False)


def _schema_faults(schema: Any, where: str, *, composed: bool) -> Faults:
    if not isinstance(schema, dict):
        yield f"{where}: must be an object"
        return
    for key in schema:
        if key not in _KEYS:
            yield f"{where}: {key} is not taken"
    yield from _reference_faults(schema, where, composed=composed)
    yield from _keyword_faults(schema, where)
    for step, inner, inside_composed in _inner(schema):
        yield from _schema_faults(inner, f"{where}/{step}", composed=composed or inside_composed)


def _reference_faults(schema: dict[str, Any], where: str, *, composed: bool) -> Faults:
    if "$ref" not in schema:
        return
    if composed:
        yield f"{where}: $ref inside oneOf, anyOf or allOf is not taken"
    if len(schema) > 1:
        yield f"{where}: members beside $ref are ignored"
    if not _REFERENCE.fullmatch(str(schema["$ref"])):
        yield f"{where}: $ref must name a model in components/schemas"


def _keyword_faults(schema: dict[str, Any], where: str) -> Faults:
    kind = schema.get("type")
    if "type" in schema and str(kind) not in _TYPES:
        yield f"{where}: type {kind} is not one of draft 4"
    if "format" in schema and kind in {"integer", "number"}:
        yield f"{where}: format on a number is not taken"
    if "multipleOf" in schema and not isinstance(schema["multipleOf"], int):
        yield f"{where}: multipleOf {schema['multipleOf']} is read as a binary fraction"
    if "required" in schema and not (isinstance(schema["required"], list) and schema["required"]):
        yield f"{where}: required must be a list that isn't empty"


def _inner(schema: dict[str, Any]) -> list[tuple[str, Any, bool]]:
    """Return the schemas inside a schema: where they are, and whether composition holds them."""
    found = [(f"properties/{name}", inner, False) for name, inner in entries(schema, "properties").items()]
    found += [(key, schema[key], False) for key in ("items", "not") if key in schema]
    if not isinstance(schema.get("additionalProperties", False), bool):
        found.append(("additionalProperties", schema["additionalProperties"], False))
    for key in _COMPOSED:
        found += [(f"{key}/{number}", inner, True) for number, inner in enumerate(schema.get(key, []))]
    return found
