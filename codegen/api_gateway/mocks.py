"""Answers that API Gateway gives without asking a Lambda: preflights, wrong methods, unknown paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.api_gateway.problem_templates import CORS_HEADERS, PROBLEM_HEADERS, problem_template
from handlers.runtime.http import problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.contract import Node

ALLOWED_HEADERS = "Content-Type, Authorization, X-Api-Key, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
PREFLIGHT_SECONDS = "3600"
# A mock takes its status from a request template, picked by the request's media type. A request of any other type is
# answered 415; the local gateway, which has no such templates, tells every one of them the same.
_MEDIA_TYPES = (
    "application/json",
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/octet-stream",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "application/xml",
    "multipart/form-data",
    "text/csv",
    "text/html",
    "text/plain",
    "text/xml",
)


def preflight(path: str, methods: Sequence[str]) -> Node:
    """Return the OPTIONS method of a path: 204 with what browsers may send."""
    allow = _allow(methods)
    headers = CORS_HEADERS | {
        "Access-Control-Allow-Methods": f"'{allow}'",
        "Access-Control-Allow-Headers": f"'{ALLOWED_HEADERS}'",
        "Access-Control-Max-Age": f"'{PREFLIGHT_SECONDS}'",
        "Allow": f"'{allow}'",
    }
    return _mock(path, 204, headers)


def wrong_method(path: str, methods: Sequence[str]) -> Node:
    """Return what every other method of a path is: 405 with those that it has."""
    kind = problems.METHOD_NOT_ALLOWED
    body = problem_template(kind, f"This path has {_allow(methods)}.")
    return _mock(path, kind.status, PROBLEM_HEADERS | {"Allow": f"'{_allow(methods)}'"}, body)


def unknown_path(path: str) -> Node:
    """Return the methods of a path that the contract doesn't have: 404."""
    kind = problems.NOT_FOUND
    return _mock(path, kind.status, PROBLEM_HEADERS, problem_template(kind, "The path doesn't exist."))


def path_parameters(path: str) -> list[Node]:
    """Return the parameters of a path's variables, declared as API Gateway takes them."""
    variables = [step.strip("{+}") for step in path.split("/") if step.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in variables]


def _allow(methods: Sequence[str]) -> str:
    return ", ".join([*methods, "OPTIONS"])


def _mock(path: str, status: int, headers: Mapping[str, str], body: str | None = None) -> Node:
    answer: Node = {
        "statusCode": str(status),
        "responseParameters": {f"method.response.header.{name}": value for name, value in headers.items()},
    }
    if body is not None:
        answer["responseTemplates"] = {"application/json": body}
    return {
        "parameters": path_parameters(path),
        "responses": {
            str(status): {
                "description": "Answered by the gateway.",
                "headers": {name: {"schema": {"type": "string"}} for name in headers},
            }
        },
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "never",
            "requestTemplates": dict.fromkeys(_MEDIA_TYPES, f'{{"statusCode": {status}}}'),
            "responses": {"default": answer},
        },
    }
