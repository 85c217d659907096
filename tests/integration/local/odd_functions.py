"""Substitutes for the shop's functions that return unusual responses, to test the gateway."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

import boto3

from local.aws.functions import FunctionContext
from local.config import REGION
from tests.harness import PATIENCE_SECONDS

INVOCATIONS: list[str] = []
# Releases the functions that never return in time.
go_on = threading.Event()
_beside = threading.Barrier(5)


def echoes(event: Mapping[str, Any], context: FunctionContext) -> dict[str, Any]:
    """Return the event and the function's context."""
    body = {
        "event": event,
        "name": context.function_name,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "remaining": context.get_remaining_time_in_millis(),
    }
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def answers_half_a_health(_event: object, _context: object) -> dict[str, Any]:
    """Omit a required member from the response."""
    headers = {"Content-Type": "application/json", "X-Request-Id": "1"}
    return {"statusCode": 200, "headers": headers, "body": '{"status": "ok"}'}


def answers_health_as_text(_event: object, _context: object) -> dict[str, Any]:
    """Return a media type that the contract doesn't document."""
    return {"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": "ok"}


def answers_teapot(_event: object, _context: object) -> dict[str, Any]:
    """Return a status that the contract doesn't document."""
    return {"statusCode": 418, "headers": {"Content-Type": "application/json"}, "body": "{}"}


def never_in_time(_event: object, _context: object) -> dict[str, Any]:
    """Run until the test has received its response."""
    assert go_on.wait(PATIENCE_SECONDS)
    return {"statusCode": 200, "body": "late"}


def waits_for_four_others(_event: object, _context: object) -> dict[str, Any]:
    """Return once five invocations run concurrently."""
    _beside.wait(PATIENCE_SECONDS)
    return {"statusCode": 200, "body": ""}


def raises(_event: object, _context: object) -> None:
    """Raise an error whose text must not leak."""
    raise RuntimeError("the password is swordfish")


def answers_no_response(_event: object, _context: object) -> object:
    """Return a value that isn't a proxy response."""
    return "hello"


def answers_number_as_body(_event: object, _context: object) -> object:
    return {"statusCode": 200, "body": 5}


def answers_odd_status(_event: object, _context: object) -> object:
    """Return a status that HTTP doesn't define."""
    return {"statusCode": 1000, "body": ""}


def answers_no_json(_event: object, _context: object) -> object:
    """Return a value that isn't JSON serializable."""
    return {"statusCode": 200, "body": {1, 2}}


def answers_headers(_event: object, _context: object) -> object:
    return {
        "statusCode": 401,
        "headers": {"WWW-Authenticate": "Bearer", "X-One": "1", "X-Number": 5, "Content-Length": "999"},
        "multiValueHeaders": {"X-Many": ["a", "b"]},
        "body": "bm8=",
        "isBase64Encoded": True,
    }


def allows_everything(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Allow every token."""
    return _verdict(event, "Allow", "*")


def allows_reading(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Allow every token to read, whichever method it was sent with first."""
    return _verdict(event, "Allow", "*/GET/*")


def denies(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Deny every token, even a valid one."""
    return _verdict(event, "Deny", "*")


def unauthorized(_event: object, _context: object) -> None:
    """Reject a token with the message that API Gateway requires."""
    INVOCATIONS.append("unauthorized")
    raise Exception("Unauthorized")  # API Gateway compares the message


def answers_no_policy(_event: object, _context: object) -> object:
    return {"principalId": "x"}


def _verdict(event: Mapping[str, Any], effect: str, resource: str) -> dict[str, Any]:
    INVOCATIONS.append(event["authorizationToken"])
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {
        "principalId": "somebody",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"userId": "u1", "number": 5, "flag": True},
    }


def calls_another(event: Mapping[str, Any], _context: object) -> object:
    client = boto3.client(
        "lambda",
        endpoint_url=event["url"],
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    return json.loads(client.invoke(FunctionName=event["name"], Payload=b"{}")["Payload"].read())
