"""Events and contexts as Lambda passes them to a function.

An operation's sample event is ``integration/events/rest_proxy.json`` with the contents of its row in
``operations.yaml``; an event function has a sample event of its own in ``integration/events``.
"""

import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict, Unpack, cast

from aws_lambda_powertools.utilities.typing import LambdaContext

from generated.operations import OPERATIONS
from local.aws.functions import FunctionContext
from tests.operations import row

EVENTS = Path(__file__).parent / "integration" / "events"
CUSTOMER = {"userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E8", "email": "ada@example.com", "role": "customer", "sessionId": "s1"}
ADMIN = {
    "userId": "01JD8QK7Z2V4X6Y8A0B2C4D6EB",
    "email": "olga@example.com",
    "role": "admin",
    "sessionId": "01JD8QN5A7C9E1G3J5K7M9P1R5",
}
_SAMPLE_IDS = {
    "product": "01JD8QM3F5H7K9N1P3R5T7V9X1",
    "cart item": "01JD8QM3F5H7K9N1P3R5T7V9X1",
    "order": "01JD8QP9G1H3J5K7M9N1P3Q5R7",
    "session": "01JD8QN5A7C9E1G3J5K7M9P1R3",
    "user": CUSTOMER["userId"],
}
_SAMPLE_TOKEN = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMUpEOFFLN1oyVjRYNlk4QTBCMkM0RDZFOCJ9.c2lnbmF0dXJl"
_SAMPLE_CALLER = {**CUSTOMER, "sessionId": "01JD8QKC4R6T8V0X2Z4B6D8F0H", "integrationLatency": 37}


class Contents(TypedDict, total=False):
    """The contents of a request; a body other than a string is sent as JSON."""

    body: object
    path: Mapping[str, str] | None
    query: Mapping[str, str | list[str]] | None
    headers: Mapping[str, str | list[str]] | None


def context() -> LambdaContext:
    deadline = time.monotonic() + 10
    return cast("LambdaContext", FunctionContext("ecommerce-test-function", 256, deadline, "lambda-request-1"))


def sample_event(function: str) -> dict[str, Any]:
    """Return the sample event of a function: an operationId, or an event function's file name."""
    if function not in OPERATIONS:
        return _read_event(function)
    known = row(function)
    signed = {"Authorization": _SAMPLE_TOKEN} if known.caller else {}
    return _event(
        function,
        {**known.sample, "path": sample_path(function), "headers": signed | known.sample.get("headers", {})},
        authorizer=_SAMPLE_CALLER | {"role": known.caller} if known.caller else None,
    )


def sample_path(operation_id: str) -> dict[str, str] | None:
    known = row(operation_id)
    names = re.findall(r"{(\w+)}", OPERATIONS[operation_id].path)
    written = known.sample.get("path", {})
    return {name: written.get(name) or _SAMPLE_IDS[known.object or ""] for name in names} or None


def proxy_event(
    operation_id: str, *, authorizer: Mapping[str, str] | None = None, base: str = "/v1", **contents: Unpack[Contents]
) -> dict[str, Any]:
    """Return an operation's REST proxy event with these contents, and by default the path of its sample."""
    path = contents.get("path") or sample_path(operation_id)
    event = _event(operation_id, {**contents, "path": path}, authorizer=authorizer, base=base)
    event["requestContext"]["requestId"] = "request-1"
    return event


def _event(
    operation_id: str, contents: Mapping[str, Any], *, authorizer: Mapping[str, Any] | None, base: str = "/v1"
) -> dict[str, Any]:
    operation, event = OPERATIONS[operation_id], _read_event("rest_proxy")
    path, body = contents.get("path"), contents.get("body")
    filled_path = operation.path.format(**(path or {}))
    typed = {} if body is None else {"Content-Type": "application/json"}
    request_context = event["requestContext"] | {
        "resourcePath": operation.path,
        "operationName": operation_id,
        "httpMethod": operation.method,
        "path": base + filled_path,
    }
    if authorizer is not None:
        request_context["authorizer"] = {"principalId": authorizer["userId"], **authorizer}
    return event | {
        "resource": operation.path,
        "path": filled_path,
        "httpMethod": operation.method,
        "pathParameters": dict(path) if path else None,
        **_single_and_multiple(
            "headers", "multiValueHeaders", event["headers"] | typed | (contents.get("headers") or {})
        ),
        **_single_and_multiple("queryStringParameters", "multiValueQueryStringParameters", contents.get("query") or {}),
        "requestContext": request_context,
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
    }


def _single_and_multiple(single: str, multiple: str, sent: Mapping[str, str | list[str]]) -> dict[str, Any]:
    values = {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
    return {single: {name: each[-1] for name, each in values.items()} or None, multiple: values or None}


def _read_event(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event
