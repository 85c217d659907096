"""Generate API Gateway's models of request bodies: JSON Schema draft 4, looser than the contract where they differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codegen.api_gateway.placeholders import escape
from codegen.contract import ContractError

if TYPE_CHECKING:
    from codegen.contract import Contract, Node

# Dropping these keywords makes a model looser, never stricter. Unknown keywords stay; the check of limits rejects them.
_DROPPED = {
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "maxItems",
    "minItems",
    "not",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
}
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf")
# Patterns that every engine interprets alike: letters, digits and plain ASCII classes, with quantifiers and groups.
# Escapes, other alphabets and negated classes differ between engines (UTF-16 units, Java's syntax).
_PLAIN_PATTERN = re.compile(r"\^(?:[A-Za-z0-9_:/-]|\\\.|\[[A-Za-z0-9_.-]+\]|\{[0-9]+(?:,[0-9]*)?\}|[()?*+|])*\$")
# A validator may count UTF-16 units where the contract counts characters.
_UNITS_PER_CHARACTER = 2


def body_model(contract: Contract, name: str) -> Node:
    """Return the model of a named schema, with its references inlined.

    Parameters
    ----------
    contract : Contract
        The contract that defines the schema.
    name : str
        Its name in ``components/schemas``.

    Returns
    -------
    dict
        A JSON Schema without references, escaped for ``templatefile()``.

    Raises
    ------
    ContractError
        If the schema contains itself, which needs references.
    """
    return escape(_schema(contract, contract.schemas[name], (name,)))


def _schema(contract: Contract, schema: Node, inside: tuple[str, ...]) -> Node:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in inside:
            raise ContractError(f"components/schemas/{name}: a request body can't contain itself")
        return _schema(contract, contract.resolve(schema), (*inside, name))
    plain = bool(_PLAIN_PATTERN.fullmatch(schema.get("pattern", "")))
    kept = {key: value for key, value in schema.items() if _is_kept(key, value, plain=plain)}
    return {key: _value(contract, key, value, inside, plain=plain) for key, value in kept.items()}


def _is_kept(key: str, value: Any, *, plain: bool) -> bool:
    match key:
        case "pattern":
            return plain
        case "multipleOf":
            return isinstance(value, int)
    return key not in _DROPPED


def _value(contract: Contract, key: str, value: Any, inside: tuple[str, ...], *, plain: bool) -> Any:
    if key == "properties":
        return {name: _schema(contract, schema, inside) for name, schema in value.items()}
    if key in _SCHEMA_LISTS:
        return [_schema(contract, schema, inside) for schema in value]
    if key in {"items", "additionalProperties"} and isinstance(value, dict):
        return _schema(contract, value, inside)
    if key == "maxLength" and not plain:
        return value * _UNITS_PER_CHARACTER
    return value
