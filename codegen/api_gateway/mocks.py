"""Mock integrations, which invoke no Lambda: preflights, wrong methods, unknown paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.api_gateway.placeholders import SELECT_ORIGIN
from codegen.api_gateway.problem_templates import COMMON_HEADERS, PROBLEM_HEADERS, problem_template
from handlers.runtime.http import problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.contract import Node

ALLOWED_HEADERS = "Content-Type, Authorization, X-Api-Key, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
PREFLIGHT_SECONDS = "3600"
# A mock takes its status from a request template, selected by the request's media type. Any other media type gets a
# 415; the local gateway, which has no such templates, returns the same status for all of them.
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
    """Return the OPTIONS method of a path: 204 with the CORS headers."""
    allow = _allow(methods)
    headers = COMMON_HEADERS | {
        "Access-Control-Allow-Methods": f"'{allow}'",
        "Access-Control-Allow-Headers": f"'{ALLOWED_HEADERS}'",
        "Access-Control-Max-Age": f"'{PREFLIGHT_SECONDS}'",
        "Allow": f"'{allow}'",
    }
    return _mock(path, 204, headers)


def wrong_method(path: str, methods: Sequence[str]) -> Node:
    """Return the mock for all other methods of a path: 405 with the allowed methods."""
    kind = problems.METHOD_NOT_ALLOWED
    body = problem_template(kind, f"This path has {_allow(methods)}.")
    return _mock(path, kind.status, PROBLEM_HEADERS | {"Allow": f"'{_allow(methods)}'"}, body)


def unknown_path(path: str) -> Node:
    """Return the mock for a path that isn't in the contract: 404."""
    kind = problems.NOT_FOUND
    return _mock(path, kind.status, PROBLEM_HEADERS, problem_template(kind, "The path doesn't exist."))


def path_parameters(path: str) -> list[Node]:
    """Return the declarations of a path's variables in API Gateway's form."""
    variables = [step.strip("{+}") for step in path.split("/") if step.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in variables]


def _allow(methods: Sequence[str]) -> str:
    return ", ".join([*methods, "OPTIONS"])


def _mock(path: str, status: int, headers: Mapping[str, str], body: str = "") -> Node:
    response: Node = {
        "statusCode": str(status),
        "responseParameters": {f"method.response.header.{name}": value for name, value in headers.items()},
        "responseTemplates": {"application/json": SELECT_ORIGIN + body},
    }
    return {
        "parameters": path_parameters(path),
        "responses": {
            str(status): {
                "description": "Returned by the gateway.",
                "headers": {name: {"schema": {"type": "string"}} for name in headers},
            }
        },
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "never",
            "requestTemplates": dict.fromkeys(_MEDIA_TYPES, f'{{"statusCode": {status}}}'),
            "responses": {"default": response},
        },
    }
