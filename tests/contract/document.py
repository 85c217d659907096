"""The contract as written, and checks of responses against it.

This module reads openapi.yaml itself and shares no code with the shop.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import yaml

type Json = Mapping[str, Any]

FILE = Path(__file__).resolve().parents[2] / "openapi.yaml"
CONTRACT: Json = yaml.load(FILE.read_text(), yaml.CSafeLoader)
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    written: Json

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in self.written["responses"]]

    @property
    def roles(self) -> list[str]:
        return list(self.written["x-roles"])


def resolved(written: Json) -> Json:
    """Follow a reference, if it is one."""
    while "$ref" in written:
        _, *steps = written["$ref"].split("/")
        written = CONTRACT
        for step in steps:
            written = written[step]
    return written


def link_body(text: str) -> Json:
    """Return the body of a link, JSON text with expressions in braces, as an object whose values are expressions."""
    return dict(json.loads(re.sub(r'"?\{(\$[^}]+)\}"?', r'"\1"', text)))


OPERATIONS = {
    written["operationId"]: Operation(method.upper(), path, written)
    for path, methods in CONTRACT["paths"].items()
    for method, written in methods.items()
    if method in METHODS
}
CELLS = [(operation_id, status) for operation_id, operation in OPERATIONS.items() for status in operation.statuses]


def check_response(operation_id: str, response: httpx.Response) -> None:
    """Compare a response with what the operation documents: status, media type, body, headers."""
    responses = OPERATIONS[operation_id].written["responses"]
    status = str(response.status_code)
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # The introduction documents it for all operations.
        check_problem(response)
        return
    assert status in responses, f"{operation_id} documents no {status}: {response.text}"
    documented = resolved(responses[status])
    content = documented.get("content", {})
    if content:
        assert response.headers["Content-Type"] in content
        check_value(response.json(), content[response.headers["Content-Type"]]["schema"])
    else:
        assert response.content == b""
    for name, header in documented.get("headers", {}).items():
        check_header(response, name, resolved(header))
    if "application/problem+json" in content:
        check_problem(response)


def check_problem(response: httpx.Response) -> None:
    """Check that a response is a problem whose members agree with its status, path and headers."""
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    check_value(problem, {"$ref": "#/components/schemas/Problem"})
    assert problem["status"] == response.status_code
    assert problem["instance"] == response.url.path
    assert problem["requestId"] == response.headers["X-Request-Id"]


def check_header(response: httpx.Response, name: str, header: Json) -> None:
    """Check that a header is present if required, and that its value is valid."""
    if name not in response.headers:
        assert not header.get("required"), f"{name} is missing"
        return
    text, schema = response.headers[name], resolved(header["schema"])
    check_value(int(text) if schema["type"] == "integer" else text, schema)


def check_value(value: object, schema: Json) -> None:
    errors = _validator(json.dumps(schema)).iter_errors(value)
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []


@cache
def _validator(schema: str) -> jsonschema_rs.Draft4Validator:
    whole = {"allOf": [json.loads(schema)], "components": CONTRACT["components"]}
    return jsonschema_rs.Draft4Validator(whole, validate_formats=True)
