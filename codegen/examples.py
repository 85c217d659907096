"""Check that every operation has all its examples, and that they match their schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node


def example_faults(contract: Contract) -> Iterator[str]:
    """Yield the missing and invalid examples of parameters, request bodies, response headers and response bodies."""
    schemas = _Schemas(contract)
    for where, node in _with_examples(contract):
        examples = list(examples_of(node))
        if not examples:
            yield f"{where}: the example is missing"
        for example in examples:
            yield from (f"{where}: the example {fault}" for fault in schemas.faults(node["schema"], example))


def examples_of(node: Node) -> Iterator[Any]:
    """Yield the examples of a parameter, a header or a body."""
    if "example" in node:
        yield node["example"]
    yield from (each["value"] for each in node.get("examples", {}).values())


def _with_examples(contract: Contract) -> Iterator[tuple[str, Node]]:
    for path, item in contract.document["paths"].items():
        for method, operation in item.items():
            where = f"{method.upper()} {path}"
            for parameter in map(contract.resolve, operation.get("parameters", [])):
                yield f"{where}, {parameter['name']}", parameter
            for media in contract.resolve(operation.get("requestBody", {})).get("content", {}).values():
                yield f"{where}, body", media
            for status, response in operation["responses"].items():
                yield from _in_response(contract, contract.resolve(response), f"{where}, {status}")


def _in_response(contract: Contract, response: Node, where: str) -> Iterator[tuple[str, Node]]:
    for name, header in response.get("headers", {}).items():
        yield f"{where}, {name}", contract.resolve(header)
    for media in response.get("content", {}).values():
        yield where, media


class _Schemas:
    """Validators of the contract's schemas, cached."""

    def __init__(self, contract: Contract) -> None:
        self._components = contract.document["components"]
        self._validators: dict[str, jsonschema_rs.Draft4Validator] = {}

    def faults(self, schema: Node, example: Any) -> Iterator[str]:
        """Yield the validation errors of an example."""
        for error in self._validator(schema).iter_errors(example):
            at = "/".join(map(str, error.instance_path))
            yield f"{f'at {at} ' if at else ''}is invalid: {error.message}"

    def _validator(self, schema: Node) -> jsonschema_rs.Draft4Validator:
        text = json.dumps(schema)
        if text not in self._validators:
            # OpenAPI 3.0 schemas are draft 4, except for keywords that the contract doesn't use.
            whole = {"allOf": [schema], "components": self._components}
            self._validators[text] = jsonschema_rs.Draft4Validator(whole, validate_formats=True)
        return self._validators[text]
