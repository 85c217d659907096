"""Functions invoke other functions as in Lambda."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from local.aws.clients import client
from local.aws.functions import lambda_api
from local.config import LAMBDA_PATH
from tests.harness import PATIENCE_SECONDS, served
from tests.integration.local.substitutes import echo, fail, functions_of, hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_lambda import LambdaClient

    from local.aws.functions import Handler
    from tests.harness import RunningShop

NAME = "ecommerce-local-test-"


@contextmanager
def serve_lambda(timeout: float = PATIENCE_SECONDS, **handlers: Handler) -> Iterator[str]:
    """Serve Lambda's API with these functions and yield its URL."""
    with served(lambda_api(functions_of(handlers, timeout))) as url:
        yield url


def call_another(event: Mapping[str, Any], _context: object) -> object:
    caller: LambdaClient = client("lambda", event["url"])
    return json.loads(caller.invoke(FunctionName=event["name"], Payload=b"{}")["Payload"].read())


def invoke(url: str, name: str, event: object = None) -> tuple[Any, str | None]:
    """Return a function's response, and the error type that Lambda reports."""
    caller: LambdaClient = client("lambda", url)
    response = caller.invoke(FunctionName=NAME + name, Payload=json.dumps(event or {}))
    assert response["StatusCode"] == 200
    return json.loads(response["Payload"].read()), response.get("FunctionError")


def test_a_function_is_called_by_its_name() -> None:
    with serve_lambda(echo=echo) as url:
        response, failure = invoke(url, "echo", {"price": 1.5, "é": None})

    body = json.loads(response["body"])
    assert failure is None
    assert body["event"] == {"price": 1.5, "é": None}
    assert body["name"] == f"{NAME}echo"
    assert PATIENCE_SECONDS * 500 < body["remaining"] <= PATIENCE_SECONDS * 1000


def test_a_function_that_raises_is_reported_in_the_response() -> None:
    with serve_lambda(fail=fail) as url:
        response, failure = invoke(url, "fail")

    assert failure == "Unhandled"
    assert response == {"errorMessage": "the password is swordfish", "errorType": "RuntimeError"}


def test_a_function_that_times_out_is_reported_in_the_response() -> None:
    with hanging() as handler, serve_lambda(timeout=0.2, hang=handler) as url:
        response, failure = invoke(url, "hang")

    assert failure == "Unhandled"
    assert response["errorType"] == "Sandbox.Timedout"


def test_an_unknown_function_is_not_found() -> None:
    with serve_lambda(echo=echo) as url:
        caller = client("lambda", url)
        for name in (NAME, "echo", f"{NAME}echo2"):
            with pytest.raises(caller.exceptions.ResourceNotFoundException):
                caller.invoke(FunctionName=name)


def test_an_invalid_event_is_rejected() -> None:
    with serve_lambda(echo=echo) as url:
        caller = client("lambda", url)
        with pytest.raises(caller.exceptions.InvalidRequestContentException):
            caller.invoke(FunctionName=f"{NAME}echo", Payload=b"{")
        with pytest.raises(caller.exceptions.InvalidParameterValueException):
            caller.invoke(FunctionName=f"{NAME}echo", InvocationType="Event")


def test_a_hundred_callers_do_not_block_the_function_they_call() -> None:
    # Given as many concurrent invocations of a function that calls another as its limit allows
    with serve_lambda(echo=echo, call_another=call_another) as url, ThreadPoolExecutor(100) as pool:
        event = {"url": url, "name": f"{NAME}echo"}

        responses = list(pool.map(lambda _: invoke(url, "call_another", event), range(100)))

    assert {(response["statusCode"], failure) for response, failure in responses} == {(200, None)}


@pytest.mark.parametrize("method", ["POST", "GET", "OPTIONS"])
@pytest.mark.parametrize(
    "header", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"oRiGiN": "null"}], ids=str
)
def test_a_web_page_cannot_invoke_functions(shop: RunningShop, method: str, header: dict[str, str]) -> None:
    url = f"{shop.config.url}{LAMBDA_PATH}/2015-03-31/functions/ecommerce-local-payment-mock/invocations"
    event = {"action": "settle", "key": "nobody's"}

    assert httpx.request(method, url, content=json.dumps(event), headers=header).status_code == 403
    assert httpx.post(url, json=event).json() == {"outcome": "unauthorized"}


def test_the_lambda_api_of_the_running_shop_serves_nothing_else(shop: RunningShop) -> None:
    for path in ("", "/", "/2015-03-31/functions/", "2/2015-03-31/functions/ecommerce-local-payment-mock/invocations"):
        assert httpx.post(f"{shop.config.url}{LAMBDA_PATH}{path}").status_code == 404
