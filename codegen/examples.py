"""The contract's examples: each operation has them all, and each is what its schema asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node


def example_faults(contract: Contract) -> Iterator[str]:
    """Yield each example that an operation lacks or that breaks its schema.

    There is one of every parameter and body, and of every status the headers and the body.
    """
    for path, item in contract.document["paths"].items():
        for method, operation in item.items():
            where = f"{method.upper()} {path}"
            for written in operation.get("parameters", []):
                parameter = contract.resolve(written)
                yield from _example_faults(contract, parameter, f"{where}, {parameter['name']}")
            if "requestBody" in operation:
                yield from _content_faults(contract, contract.resolve(operation["requestBody"]), f"{where}, body")
            for status, written in operation["responses"].items():
                yield from _content_faults(contract, contract.resolve(written), f"{where}, {status}")


def _content_faults(contract: Contract, node: Node, where: str) -> Iterator[str]:
    for name, header in node.get("headers", {}).items():
        yield from _example_faults(contract, contract.resolve(header), f"{where}, {name}")
    for media in node.get("content", {}).values():
        yield from _example_faults(contract, media, where)


def _example_faults(contract: Contract, node: Node, where: str) -> Iterator[str]:
    examples = list(examples_of(node))
    if not examples:
        yield f"{where}: there is no example"
    validator = _validator(contract, node["schema"])
    for example in examples:
        for error in validator.iter_errors(example):
            at = "/".join(map(str, error.instance_path))
            yield f"{where}: the example{f' at {at}' if at else ''} is wrong: {error.message}"


def examples_of(node: Node) -> Iterator[Any]:
    """Yield the examples of a parameter, a header or a body."""
    if "example" in node:
        yield node["example"]
    yield from (each["value"] for each in node.get("examples", {}).values())


def _validator(contract: Contract, schema: Node) -> jsonschema_rs.Draft4Validator:
    # OpenAPI 3.0's schemas are draft 4's, but for what the contract doesn't use.
    return jsonschema_rs.Draft4Validator(
        {"allOf": [schema], "components": contract.document["components"]}, validate_formats=True
    )
