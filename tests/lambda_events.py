"""Events and contexts as Lambda hands them to a function."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from generated.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.utilities.typing import LambdaContext

CUSTOMER = {"userId": "01JD8QK7Z2V4X6Y8A0B2C4D6E8", "email": "ada@example.com", "role": "customer", "sessionId": "s1"}
ADMIN = {**CUSTOMER, "role": "admin"}


@dataclass(frozen=True)
class Context:
    """What handlers read of a `LambdaContext`."""

    function_name: str = "ecommerce-test-function"
    aws_request_id: str = "lambda-request-1"
    milliseconds_left: int = 10_000

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds_left


def context(*, milliseconds_left: int = 10_000) -> LambdaContext:
    """Return a Lambda context."""
    return cast("LambdaContext", Context(milliseconds_left=milliseconds_left))


def proxy_event(
    operation_id: str,
    *,
    body: object = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    authorizer: Mapping[str, str] | None = None,
    base: str = "/v1",
) -> dict[str, Any]:
    """Return a REST proxy event of an operation; a body that is no text is sent as JSON."""
    row = OPERATIONS[operation_id]
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    sent = {
        "Host": "api.example.com",
        **({} if text is None else {"Content-Type": "application/json"}),
        **(headers or {}),
    }
    asked = row.path.format(**(path or {}))
    values = {name: value if isinstance(value, list) else [value] for name, value in (query or {}).items()}
    return {
        "resource": row.path,
        "path": asked,
        "httpMethod": row.method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: several[-1] for name, several in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "pathParameters": dict(path) if path else None,
        "stageVariables": None,
        "requestContext": {
            "requestId": "request-1",
            "path": base + asked,
            "stage": "v1",
            "identity": {"sourceIp": "203.0.113.7"},
            **({"authorizer": dict(authorizer)} if authorizer else {}),
        },
        "body": text,
        "isBase64Encoded": False,
    }
