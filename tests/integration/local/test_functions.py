from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.harness import PATIENCE_SECONDS, is_problem
from tests.integration.local.substitutes import fail, hanging, returning, serve_gateway

if TYPE_CHECKING:
    from local.aws.functions import Handler


def test_function_that_exceeds_its_timeout_is_a_gateway_timeout() -> None:
    with hanging() as handler, serve_gateway(timeout=0.2, getHealth=handler) as client:
        response = client.get("/health")

    is_problem(response, 504, "timeout")


@pytest.mark.parametrize(
    "handler",
    [
        fail,
        returning("hello"),
        returning({"statusCode": 200, "body": 5}),
        returning({"statusCode": 1000, "body": ""}),
        returning({"statusCode": 200, "body": {"not", "JSON"}}),
    ],
)
def test_function_that_fails_is_an_internal_error_without_details(handler: Handler) -> None:
    with serve_gateway(getHealth=handler) as client:
        response = client.get("/health")

    is_problem(response, 500, "internal-error")
    assert "swordfish" not in response.text


def test_headers_of_a_function_arrive_as_through_api_gateway() -> None:
    proxy_response = {
        "statusCode": 401,
        "headers": {"WWW-Authenticate": "Bearer", "X-One": "1", "X-Number": 5, "Content-Length": "999"},
        "multiValueHeaders": {"X-Many": ["a", "b"]},
        "body": "bm8=",
        "isBase64Encoded": True,
    }
    with serve_gateway(getHealth=returning(proxy_response)) as client:
        response = client.get("/health")

    assert response.status_code == 401
    assert response.text == "no"
    assert response.headers["x-one"] == "1"
    assert response.headers["x-number"] == "5"
    assert response.headers.get_list("x-many") == ["a", "b"]
    assert response.headers["content-length"] == "2"
    # API Gateway reserves this header.
    assert "www-authenticate" not in response.headers
    assert response.headers["x-amzn-remapped-www-authenticate"] == "Bearer"


def test_function_gets_the_context_that_lambda_passes() -> None:
    with serve_gateway(timeout=700) as client:
        body = client.get("/health").json()

    assert body["name"] == "ecommerce-local-test-getHealth"
    assert body["arn"] == "arn:aws:lambda:us-east-1:000000000000:function:ecommerce-local-test-getHealth"
    assert body["memory"] == 256
    assert 400_000 < body["remaining"] <= 700_000


def test_event_is_a_rest_proxy_event() -> None:
    with serve_gateway() as client:
        response = client.put(
            "/products/01JD8QM3F5H7K9N1P3R5T7V9X1",
            json={"name": "é", "price": 1, "category": "c"},
            headers=[("Authorization", "Bearer t"), ("X-Twice", "1"), ("X-Twice", "2")],
        )
    event = response.json()["event"]

    assert event["resource"] == "/products/{id}"
    assert event["path"] == "/products/01JD8QM3F5H7K9N1P3R5T7V9X1"
    assert event["httpMethod"] == "PUT"
    assert event["headers"]["x-twice"] == "2"
    assert event["multiValueHeaders"]["x-twice"] == ["1", "2"]
    assert event["pathParameters"] == {"id": "01JD8QM3F5H7K9N1P3R5T7V9X1"}
    assert event["stageVariables"] is None
    assert event["isBase64Encoded"] is False
    assert '"é"' in event["body"]
    context = event["requestContext"]
    assert context["path"] == "/v1/products/01JD8QM3F5H7K9N1P3R5T7V9X1"
    assert context["resourcePath"] == "/products/{id}"
    assert context["httpMethod"] == "PUT"
    assert context["apiId"] == "storefront"
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["authorizer"] == {"principalId": "u1", "userId": "u1", "number": "5", "flag": "true"}
    assert context["requestId"]


def test_event_has_the_query_decoded_and_with_every_value() -> None:
    with serve_gateway() as client:
        event = client.get("/products?a=1&a=2&b=%C3%A9+x").json()["event"]

    assert event["queryStringParameters"] == {"a": "2", "b": "é x"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": ["é x"]}


def test_event_without_parameters_body_or_user_has_nulls() -> None:
    with serve_gateway() as client:
        event = client.get("/health").json()["event"]

    assert event["queryStringParameters"] is None
    assert event["multiValueQueryStringParameters"] is None
    assert event["pathParameters"] is None
    assert event["body"] is None
    assert "authorizer" not in event["requestContext"]


def test_functions_run_concurrently() -> None:
    barrier = threading.Barrier(5)

    def wait_for_four_others(_event: object, _context: object) -> dict[str, object]:
        barrier.wait(PATIENCE_SECONDS)
        return {"statusCode": 200, "body": ""}

    with serve_gateway(getHealth=wait_for_four_others) as client, ThreadPoolExecutor(5) as pool:
        responses = list(pool.map(lambda _: client.get("/health"), range(5)))

    assert {response.status_code for response in responses} == {200}
