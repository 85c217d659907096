"""Functions that stand where the shop's own stand, to see what the gateway makes of them."""

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
# Ends the functions that are never in time.
go_on = threading.Event()
_beside = threading.Barrier(5)


def echoes(event: Mapping[str, Any], context: FunctionContext) -> dict[str, Any]:
    """Answer the event and what is known of the function."""
    told = {
        "event": event,
        "name": context.function_name,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "remaining": context.get_remaining_time_in_millis(),
    }
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(told)}


def answers_half_a_health(_event: object, _context: object) -> dict[str, Any]:
    """Leave a required member out of the response."""
    headers = {"Content-Type": "application/json", "X-Request-Id": "1"}
    return {"statusCode": 200, "headers": headers, "body": '{"status": "ok"}'}


def answers_health_as_text(_event: object, _context: object) -> dict[str, Any]:
    """Return a media type that the contract doesn't document."""
    return {"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": "ok"}


def answers_teapot(_event: object, _context: object) -> dict[str, Any]:
    """Return a status that the contract doesn't document."""
    return {"statusCode": 418, "headers": {"Content-Type": "application/json"}, "body": "{}"}


def never_in_time(_event: object, _context: object) -> dict[str, Any]:
    """Run until the test has its answer."""
    assert go_on.wait(PATIENCE_SECONDS)
    return {"statusCode": 200, "body": "late"}


def waits_for_four_others(_event: object, _context: object) -> dict[str, Any]:
    """Return once five of this function run side by side."""
    _beside.wait(PATIENCE_SECONDS)
    return {"statusCode": 200, "body": ""}


def raises(_event: object, _context: object) -> None:
    """Fail with a text that is nobody's business."""
    raise RuntimeError("the password is swordfish")


def answers_no_response(_event: object, _context: object) -> object:
    """Answer what no proxy integration takes."""
    return "hello"


def answers_number_as_body(_event: object, _context: object) -> object:
    return {"statusCode": 200, "body": 5}


def answers_odd_status(_event: object, _context: object) -> object:
    """Answer a status that HTTP doesn't have."""
    return {"statusCode": 1000, "body": ""}


def answers_no_json(_event: object, _context: object) -> object:
    """Answer what can't leave a Lambda."""
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
    """Let every token in."""
    return _verdict(event, "Allow", "*")


def allows_reading(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Let every token read, whatever it asked for first."""
    return _verdict(event, "Allow", "*/GET/*")


def denies(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Let no token in, good as it may be."""
    return _verdict(event, "Deny", "*")


def unauthorized(_event: object, _context: object) -> None:
    """Say that a token is no good, in API Gateway's words."""
    INVOCATIONS.append("unauthorized")
    raise Exception("Unauthorized")  # the words are what counts


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
