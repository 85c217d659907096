"""Events and contexts as Lambda passes them to a function.

An operation's sample event is ``integration/events/rest_proxy.json`` with the contents of its row in
``operations.yaml``; an event function has a sample event of its own in ``integration/events``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from generated.operations import OPERATIONS
from tests.operations import row

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

EVENTS = Path(__file__).parent / "integration" / "events"
CUSTOMER = {"userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E8", "email": "ada@example.com", "role": "customer", "sessionId": "s1"}
ADMIN = {"userId": "01JD8QK7Z2V4X6Y8A0B2C4D6EB", "email": "olga@example.com", "role": "admin", "sessionId": "s3"}
SAMPLE_IDS = {
    "product": "01JD8QM3F5H7K9N1P3R5T7V9X1",
    "cart item": "01JD8QM3F5H7K9N1P3R5T7V9X1",
    "order": "01JD8QP9G1H3J5K7M9N1P3Q5R7",
    "session": "01JD8QN5A7C9E1G3J5K7M9P1R3",
}
_SAMPLE_TOKEN = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMUpEOFFLN1oyVjRYNlk4QTBCMkM0RDZFOCJ9.c2lnbmF0dXJl"
# Headers of a sample that a test sends only explicitly.
_LEFT_OUT = frozenset({"authorization", "content-type", "idempotency-key", "if-match", "if-none-match"})


@dataclass(frozen=True)
class Context:
    """The attributes of a `LambdaContext` that handlers read."""

    function_name: str = "ecommerce-test-function"
    aws_request_id: str = "lambda-request-1"
    milliseconds_left: int = 10_000

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds_left


def context(*, milliseconds_left: int = 10_000) -> LambdaContext:
    return cast("LambdaContext", Context(milliseconds_left=milliseconds_left))


def file_name(function: str) -> str:
    """Return the snake_case name of an operation or an event function."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", function).lower()


def sample_event(function: str) -> dict[str, Any]:
    """Return the sample event of a function: an operationId, or an event function's file name."""
    event: dict[str, Any] = json.loads(_text(function if function not in OPERATIONS else "rest_proxy"))
    return _operation_event(function, event) if function in OPERATIONS else event


def sample_path(operation_id: str) -> dict[str, str] | None:
    """Return the path parameters of an operation's sample event, or None."""
    known = row(operation_id)
    names = re.findall(r"{(\w+)}", OPERATIONS[operation_id].path)
    written = known.sample.get("path", {})
    return {name: written.get(name) or SAMPLE_IDS[known.object or ""] for name in names} or None


def _operation_event(operation_id: str, event: dict[str, Any]) -> dict[str, Any]:
    operation, known = OPERATIONS[operation_id], row(operation_id)
    path, body = sample_path(operation_id), known.sample.get("body")
    sent = operation.path.format(**(path or {}))
    typed = {} if body is None else {"Content-Type": "application/json"}
    signed = {} if known.caller is None else {"Authorization": _SAMPLE_TOKEN}
    context = event["requestContext"] | {
        "resourcePath": operation.path,
        "operationName": operation_id,
        "httpMethod": operation.method,
        "path": f"/v1{sent}",
    }
    if known.caller is not None:
        caller = CUSTOMER | {"role": known.caller, "sessionId": "01JD8QKC4R6T8V0X2Z4B6D8F0H"}
        context["authorizer"] = {"principalId": caller["userId"], **caller, "integrationLatency": 37}
    return event | {
        "resource": operation.path,
        "path": sent,
        "httpMethod": operation.method,
        "pathParameters": path,
        **_several("headers", "multiValueHeaders", event["headers"] | signed | typed | known.sample.get("headers", {})),
        **_several("queryStringParameters", "multiValueQueryStringParameters", known.sample.get("query", {})),
        "requestContext": context,
        "body": None if body is None else json.dumps(body),
    }


def proxy_event(
    operation_id: str,
    *,
    body: object = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | list[str]] | None = None,
    headers: Mapping[str, str | list[str]] | None = None,
    authorizer: Mapping[str, str] | None = None,
    base: str = "/v1",
) -> dict[str, Any]:
    """Return an operation's REST proxy event with these contents; a body other than a string is sent as JSON."""
    event = sample_event(operation_id)
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    typed = {} if text is None else {"Content-Type": "application/json"}
    sent = {name: value for name, value in event["headers"].items() if name.lower() not in _LEFT_OUT}
    parameters = path or event["pathParameters"]
    filled_path = event["resource"].format(**(parameters or {}))
    return event | {
        "path": filled_path,
        "pathParameters": dict(parameters) if parameters else None,
        **_several("headers", "multiValueHeaders", {**sent, **typed, **(headers or {})}),
        **_several("queryStringParameters", "multiValueQueryStringParameters", query or {}),
        "requestContext": _request_context(event, base + filled_path, authorizer),
        "body": text,
    }


def _request_context(event: Mapping[str, Any], path: str, authorizer: Mapping[str, str] | None) -> dict[str, Any]:
    request_context = {name: value for name, value in event["requestContext"].items() if name != "authorizer"}
    request_context |= {"path": path, "requestId": "request-1"}
    return request_context | ({"authorizer": {"principalId": authorizer["userId"], **authorizer}} if authorizer else {})


def _several(single: str, multiple: str, sent: Mapping[str, str | list[str]]) -> dict[str, Any]:
    values = {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
    return {single: {name: each[-1] for name, each in values.items()} or None, multiple: values or None}


@cache
def _text(function: str) -> str:
    return (EVENTS / f"{file_name(function)}.json").read_text()
