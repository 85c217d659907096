"""What a client checks: the arguments of an operation before it is sent, and its response."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codegen.contract import JSON, ContractError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.contract import Contract, Node, Operation

type Shape = str | list[Any] | dict[str, Any]

_FIRST_FAILURE = 400
# A URL's parser would remove the first three, and send the request to another operation.
_OTHER_PATHS = ("", ".", "..", "a/b")


def patterns(contract: Contract, operation: Operation) -> dict[str, str]:
    """Return the patterns of an operation's path and header parameters by their name.

    Raises
    ------
    ContractError
        If a path parameter has no pattern, or one that allows the path of another operation.
    """
    found: dict[str, str] = {}
    for parameter in operation.parameters:
        pattern = contract.resolve(parameter.schema).get("pattern", "")
        if parameter.location == "path" and not _is_safe(pattern):
            raise ContractError(
                f"clients: {operation.operation_id}: the path parameter {parameter.name} needs a pattern, from ^ to $, "
                "that excludes dot segments and slashes"
            )
        if parameter.location != "query" and pattern:
            found[parameter.name] = pattern
    return found


def successes(contract: Contract, operation: Operation) -> dict[int, str | None]:
    """Return the schema of an operation's successful responses by their status; None for one without a body.

    Raises
    ------
    ContractError
        If a body isn't JSON of a named schema.
    """
    found = {status: schema for status, schema in operation.responses.items() if status < _FIRST_FAILURE}
    described = contract.document["paths"][operation.path][operation.method.lower()]["responses"]
    for status, schema in found.items():
        if schema is None and "content" in contract.resolve(described[str(status)]):
            raise ContractError(f"clients: {operation.operation_id}, {status}: a response must be {JSON} of a $ref")
    return found


def has_etag(contract: Contract, operation: Operation) -> bool:
    """Return whether an operation's successful responses have an ETag."""
    described = contract.document["paths"][operation.path][operation.method.lower()]["responses"]
    return any(
        "ETag" in contract.resolve(described[str(status)]).get("headers", {})
        for status, schema in successes(contract, operation).items()
        if schema is not None
    )


def shape(contract: Contract, schema: Node) -> Shape:
    """Return a schema's required structure: a type's name, a list with the shape of its items, or an object's."""
    schema = contract.resolve(schema)
    if schema["type"] == "array":
        return [shape(contract, schema["items"])]
    if schema["type"] == "object":
        properties: Mapping[str, Node] = schema.get("properties", {})
        return {name: shape(contract, properties[name]) for name in schema.get("required", [])}
    return "number" if schema["type"] == "integer" else str(schema["type"])


def _is_safe(pattern: str) -> bool:
    anchored = pattern.startswith("^") and pattern.endswith("$")
    return anchored and not any(re.fullmatch(pattern, path) for path in _OTHER_PATHS)
