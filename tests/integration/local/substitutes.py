"""The local gateway and Lambda's API with functions that the test chooses instead of the shop's."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from generated.operations import OPERATIONS
from local.aws.functions import FunctionContext, Functions, Handler
from local.gateway.app import Gateway
from local.gateway.authorizer import FUNCTION
from local.gateway.metering import ApiKeys, Metering
from local.gateway.usage import Usage
from local.shop import authorizer, contract
from tests.harness import PATIENCE_SECONDS, served

JSON = {"Content-Type": "application/json"}


@contextmanager
def serve_gateway(
    *,
    timeout: float = PATIENCE_SECONDS,
    cache_seconds: float | None = None,
    metering: Metering | None = None,
    **handlers: Handler,
) -> Iterator[httpx.Client]:
    """Serve the contract with these handlers, by operationId; `authorize_request` is the authorizer."""
    functions = functions_of({**dict.fromkeys(OPERATIONS, echo), FUNCTION: FakeAuthorizer(), **handlers}, timeout)
    token_authorizer = authorizer(functions)
    if cache_seconds is not None:
        token_authorizer.cache_seconds = cache_seconds
    metered = metering or Metering(ApiKeys(dict), Usage())
    gateway = Gateway(contract(), OPERATIONS, invoke=functions.invoke, authorizer=token_authorizer, metering=metered)
    with served(gateway) as url, httpx.Client(base_url=f"{url}/v1", timeout=300) as client:
        yield client


def functions_of(handlers: Mapping[str, Handler], timeout: float = PATIENCE_SECONDS) -> Functions:
    """Return functions with these handlers, by key, and rows as ``terraform/functions.json`` has."""
    row: dict[str, Any] = {"memory": 256, "timeout": timeout}
    functions = Functions({key: row | {"name": f"test-{key}"} for key in handlers})
    functions._handlers.update(handlers)
    return functions


def echo(event: Mapping[str, Any], context: FunctionContext) -> dict[str, Any]:
    body = {
        "event": event,
        "name": context.function_name,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "remaining": context.get_remaining_time_in_millis(),
    }
    return {"statusCode": 200, "headers": JSON, "body": json.dumps(body)}


def fail(_event: object, _context: object) -> None:
    """Raise an error whose text must not leak."""
    raise RuntimeError("the password is swordfish")


def returning(response: object) -> Handler:
    def handler(_event: object, _context: object) -> object:
        return response

    return handler


@contextmanager
def hanging() -> Iterator[Handler]:
    """Yield a handler that doesn't return before the block ends."""
    ended = threading.Event()

    def handler(_event: object, _context: object) -> dict[str, Any]:
        assert ended.wait(PATIENCE_SECONDS)
        return {"statusCode": 200, "body": "late"}

    try:
        yield handler
    finally:
        ended.set()


@dataclass
class FakeAuthorizer:
    """An authorizer with one decision, Allow, Deny or Unauthorized; it records the tokens."""

    decision: str = "Allow"
    resource: str = "*"
    tokens: list[str] = field(default_factory=list)

    def __call__(self, event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        self.tokens.append(event["authorizationToken"])
        if self.decision == "Unauthorized":
            raise Exception("Unauthorized")  # API Gateway compares the message
        statement = {"Action": "execute-api:Invoke", "Effect": self.decision, "Resource": self.resource}
        return {
            "principalId": "u1",
            "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
            "context": {"userId": "u1", "number": 5, "flag": True},
        }
