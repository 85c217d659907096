"""Request bodies as API Gateway's models: JSON Schema draft 4, looser than the contract where the two differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codegen.api_gateway.placeholders import literal
from codegen.contract import ContractError

if TYPE_CHECKING:
    from codegen.contract import Contract, Node

# Leaving these out lets more pass, never less. What isn't known here stays, and is for the limits to refuse.
_LEFT_OUT = {
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
    "readOnly",
    "title",
    "writeOnly",
    "xml",
}
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf")
# A pattern that every engine reads alike: letters, digits and plain ASCII classes, counted and grouped. Escapes, other
# alphabets and negated classes are read differently by those that see UTF-16 units or Java's syntax.
_PLAIN_PATTERN = re.compile(r"\^(?:[A-Za-z0-9_:/-]|\\\.|\[[A-Za-z0-9_.-]+\]|\{[0-9]+(?:,[0-9]*)?\}|[()?*+|])*\$")
# A validator may count UTF-16 units where the contract counts characters.
_UNITS_PER_CHARACTER = 2


def body_model(contract: Contract, name: str) -> Node:
    """Return the model of a named schema, with all that it refers to inside.

    Parameters
    ----------
    contract : Contract
        Where the schema and all that it refers to stand.
    name : str
        Its name in ``components/schemas``.

    Returns
    -------
    dict
        A JSON Schema without references, escaped for ``templatefile()``.

    Raises
    ------
    ContractError
        If the schema holds itself: such a one can't be written without references.
    """
    return literal(_schema(contract, contract.schemas[name], (name,)))


def _schema(contract: Contract, schema: Node, inside: tuple[str, ...]) -> Node:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in inside:
            raise ContractError(f"components/schemas/{name}: a request body can't hold itself")
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
    return key not in _LEFT_OUT


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
