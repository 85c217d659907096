"""The contract as written, and checks of responses against it.

This module reads openapi.yaml itself and shares no code with the shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import yaml

type Json = Mapping[str, Any]

CONTRACT: Json = yaml.safe_load((Path(__file__).resolve().parents[2] / "openapi.yaml").read_text())
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as written."""

    method: str
    path: str
    written: Json

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in self.written["responses"]]

    @property
    def roles(self) -> list[str]:
        return list(self.written["x-roles"])

    @property
    def has_body(self) -> bool:
        return "requestBody" in self.written

    @property
    def parameters(self) -> list[str]:
        return [resolved(parameter)["name"] for parameter in self.written.get("parameters", [])]


def resolved(written: Json) -> Json:
    """Follow a reference, if it is one."""
    while "$ref" in written:
        _, *steps = written["$ref"].split("/")
        written = CONTRACT
        for step in steps:
            written = written[step]
    return written


OPERATIONS = {
    written["operationId"]: Operation(method.upper(), path, written)
    for path, methods in CONTRACT["paths"].items()
    for method, written in methods.items()
    if method in METHODS
}
CELLS = [(operation_id, status) for operation_id, operation in OPERATIONS.items() for status in operation.statuses]


def check_answer(operation_id: str, answer: httpx.Response) -> None:
    """Compare a response with what the operation documents: status, media type, body, headers."""
    responses = OPERATIONS[operation_id].written["responses"]
    assert str(answer.status_code) in responses, f"{operation_id} documents no {answer.status_code}: {answer.text}"
    response = resolved(responses[str(answer.status_code)])
    content = response.get("content", {})
    if content:
        assert answer.headers["Content-Type"] in content
        check_value(answer.json(), content[answer.headers["Content-Type"]]["schema"])
    else:
        assert answer.content == b""
    for name, header in response.get("headers", {}).items():
        check_header(answer, name, resolved(header))
    if "application/problem+json" in content:
        check_problem(answer)


def check_problem(answer: httpx.Response) -> None:
    """Check that a response is a problem whose members agree with its status, path and headers."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    check_value(problem, {"$ref": "#/components/schemas/Problem"})
    assert problem["status"] == answer.status_code
    assert problem["instance"] == answer.url.path
    assert problem["requestId"] == answer.headers["X-Request-Id"]


def check_value(value: object, schema: Json) -> None:
    """Validate a value against one of the contract's schemas."""
    whole = {"allOf": [schema], "components": CONTRACT["components"]}
    errors = jsonschema_rs.Draft4Validator(whole, validate_formats=True).iter_errors(value)
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []


def check_header(answer: httpx.Response, name: str, header: Json) -> None:
    """Check that a header is present if required, and that its value is valid."""
    if name not in answer.headers:
        assert not header.get("required"), f"{name} is missing"
        return
    text = answer.headers[name]
    schema = resolved(header["schema"])
    check_value(int(text) if schema["type"] == "integer" else text, schema)
