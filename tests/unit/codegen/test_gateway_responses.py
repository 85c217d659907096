import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from codegen.examples import examples_of
from tests.unit.codegen.documents import CONTRACT, PARTNER, STOREFRONT, filled, resolved

RESPONSES: dict[str, dict[str, Any]] = STOREFRONT["x-amazon-apigateway-gateway-responses"]
PROBLEM = jsonschema_rs.Draft4Validator(resolved(CONTRACT["components"]["schemas"]["Problem"]))
CONTEXT = {
    "$context.path": "/v1/products/%22%5C'a",
    "$context.requestId": "5f0d1c5e-8a3b-4c8e-9f57-0d6a2f1b7c11",
}
every_type = pytest.mark.parametrize("name", RESPONSES)


def body_of(template: str) -> dict[str, Any]:
    """Return the body that API Gateway would send: no VTL, every variable replaced by its raw value."""
    text = filled(template, {"docs_url": "https://docs.example.com", "select_origin": ""})
    for variable, value in CONTEXT.items():
        text = text.replace(variable, value)
    body: dict[str, Any] = json.loads(text)
    return body


def headers_of(name: str) -> dict[str, str]:
    parameters = RESPONSES[name]["responseParameters"]
    return {header.removeprefix("gatewayresponse.header."): value for header, value in parameters.items()}


def test_every_response_type_is_customized() -> None:
    limits = yaml.safe_load(Path(__file__).with_name("api_gateway_limits.yaml").read_text())
    types = limits["$defs"]["gatewayResponses"]["propertyNames"]["enum"]

    assert set(RESPONSES) == set(types)
    assert PARTNER["x-amazon-apigateway-gateway-responses"] == RESPONSES


@every_type
def test_response_is_a_problem_of_the_contract(name: str) -> None:
    body = body_of(RESPONSES[name]["responseTemplates"]["application/json"])

    assert [error.message for error in PROBLEM.iter_errors(body)] == []
    assert str(body["status"]) == RESPONSES[name]["statusCode"]
    assert body["type"].startswith("https://docs.example.com/problems/")
    assert body["instance"] == CONTEXT["$context.path"]
    assert body["requestId"] == CONTEXT["$context.requestId"]


@every_type
def test_response_has_cors_headers_and_the_request_id(name: str) -> None:
    headers = headers_of(name)

    assert headers["Content-Type"] == "'application/problem+json'"
    assert headers["Access-Control-Allow-Origin"] == "${gateway_origin}"
    exposed = "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed"
    assert headers["Access-Control-Expose-Headers"] == f"'{exposed}'"
    assert headers["X-Request-Id"] == "context.requestId"
    assert headers["Strict-Transport-Security"] == "'max-age=31536000; includeSubDomains'"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("UNAUTHORIZED", "401"),
        ("ACCESS_DENIED", "403"),
        ("INVALID_API_KEY", "403"),
        ("WAF_FILTERED", "403"),
        ("MISSING_AUTHENTICATION_TOKEN", "404"),
        ("RESOURCE_NOT_FOUND", "404"),
        ("BAD_REQUEST_BODY", "400"),
        ("BAD_REQUEST_PARAMETERS", "400"),
        ("REQUEST_TOO_LARGE", "413"),
        ("UNSUPPORTED_MEDIA_TYPE", "415"),
        ("THROTTLED", "429"),
        ("QUOTA_EXCEEDED", "429"),
        ("AUTHORIZER_FAILURE", "500"),
        ("AUTHORIZER_CONFIGURATION_ERROR", "500"),
        ("INTEGRATION_FAILURE", "500"),
        ("DEFAULT_5XX", "500"),
        ("INTEGRATION_TIMEOUT", "504"),
    ],
)
def test_response_type_has_its_status(name: str, status: str) -> None:
    assert RESPONSES[name]["statusCode"] == status


def test_statuses_have_their_required_headers() -> None:
    assert headers_of("UNAUTHORIZED")["WWW-Authenticate"] == "'Bearer'"
    assert {headers_of(name)["Retry-After"].strip("'").isdigit() for name in ("THROTTLED", "QUOTA_EXCEEDED")} == {True}


def test_kind_of_problem_has_one_title_in_contract_and_gateway() -> None:
    examples = [
        example
        for response in CONTRACT["components"]["responses"].values()
        for example in examples_of(response.get("content", {}).get("application/problem+json", {}))
    ]
    documented = {example["type"].rpartition("/")[2]: (example["status"], example["title"]) for example in examples}
    returned = {
        body["type"].rpartition("/")[2]: (body["status"], body["title"])
        for body in (body_of(found["responseTemplates"]["application/json"]) for found in RESPONSES.values())
    }

    shared = documented.keys() & returned.keys()
    assert {"validation-failed", "unauthorized", "forbidden", "internal-error"} <= shared
    assert {slug: returned[slug] for slug in shared} == {slug: documented[slug] for slug in shared}
