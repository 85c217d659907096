import copy
import json
import re
from typing import Any

import pytest

from codegen.api_gateway.document import partner, storefront
from codegen.api_gateway.placeholders import literal
from codegen.contract import Contract
from tests.unit.codegen.documents import (
    CONTRACT,
    INTEGRATION,
    OPERATIONS,
    PARTNER,
    STOREFRONT,
    filled,
    resolved,
)

documents = pytest.mark.parametrize("document", [STOREFRONT, PARTNER], ids=["storefront", "partner"])
operations = pytest.mark.parametrize("name", OPERATIONS)


def method_of(document: dict[str, Any], name: str) -> dict[str, Any]:
    path, method, _ = OPERATIONS[name]
    found: dict[str, Any] = document["paths"][path][method]
    return found


def test_the_partner_document_is_the_storefronts_with_a_key() -> None:
    same = copy.deepcopy(PARTNER)
    assert same.pop("x-amazon-apigateway-api-key-source") == "HEADER"
    key = same["components"]["securitySchemes"].pop("ApiKeyAuth")
    assert key == {"type": "apiKey", "in": "header", "name": "x-api-key"}
    for name in OPERATIONS:
        method = method_of(same, name)
        (required,) = method["security"]
        assert required.pop("ApiKeyAuth") == []
        method["security"] = [required] if required else []

    assert same == STOREFRONT


@operations
def test_protected_operations_ask_for_a_token_and_public_ones_do_not(name: str) -> None:
    _, _, described = OPERATIONS[name]
    is_public = {} in described["security"]

    assert method_of(STOREFRONT, name)["security"] == ([] if is_public else [{"BearerAuth": []}])
    assert is_public == ("anonymous" in described["x-roles"])


@pytest.mark.parametrize(
    ("header", "is_looked_at"),
    [
        ("Bearer abc.def.ghi", True),
        ("bearer abc", True),
        ("BEARER  abc", True),
        ("Bearer", False),
        ("Bearer ", False),
        ("Basic YTpi", False),
        ("abc.def.ghi", False),
        ("", False),
    ],
)
def test_only_what_may_be_a_bearer_token_reaches_the_authorizer(header: str, is_looked_at: bool) -> None:
    authorizer = STOREFRONT["components"]["securitySchemes"]["BearerAuth"]["x-amazon-apigateway-authorizer"]

    assert bool(re.fullmatch(authorizer["identityValidationExpression"], header)) == is_looked_at
    assert authorizer["type"] == "token"
    assert authorizer["authorizerResultTtlInSeconds"] == 300


@operations
def test_each_operation_has_its_function_and_every_request_is_checked(name: str) -> None:
    _, _, described = OPERATIONS[name]
    method = method_of(STOREFRONT, name)

    assert method["operationId"] == name
    assert method[INTEGRATION]["type"] == "aws_proxy"
    assert method[INTEGRATION]["httpMethod"] == "POST"
    assert method[INTEGRATION]["uri"] == f"${{integration_uri.{name}}}"
    assert ("requestBody" in method) == ("requestBody" in described)
    assert set(method["responses"]) == set(described["responses"])
    validator = STOREFRONT["x-amazon-apigateway-request-validators"][
        STOREFRONT["x-amazon-apigateway-request-validator"]
    ]
    assert validator == {"validateRequestBody": True, "validateRequestParameters": True}


@operations
def test_parameters_are_looked_at_for_presence_only(name: str) -> None:
    _, _, described = OPERATIONS[name]
    expected = [
        {
            "name": parameter["name"],
            "in": parameter["in"],
            "required": parameter.get("required", False),
            "schema": {"type": "string"},
        }
        for parameter in resolved(described.get("parameters", []))
    ]

    assert method_of(STOREFRONT, name)["parameters"] == expected


def test_answers_are_cached_by_all_that_they_depend_on() -> None:
    cached = {
        name: set(method_of(STOREFRONT, name)[INTEGRATION]["cacheKeyParameters"])
        for name in OPERATIONS
        if "cacheKeyParameters" in method_of(STOREFRONT, name)[INTEGRATION]
    }

    paged = {"method.request.querystring.limit", "method.request.querystring.page"}
    assert cached == {
        "listProducts": paged | {"method.request.querystring.category"},
        "listProductsByCategory": paged | {"method.request.path.category"},
        "getProduct": {"method.request.path.id", "method.request.header.If-None-Match"},
    }


@documents
def test_terraform_fills_every_placeholder_and_nothing_else(document: dict[str, Any]) -> None:
    values = {
        "authorizer_uri": "arn:authorizer",
        "authorizer_credentials": "arn:role",
        "allow_origin": "*",
        "docs_url": "https://docs.example.com",
    } | {f"integration_uri.{name}": f"arn:{name}" for name in OPERATIONS}

    text = filled(json.dumps(document), values)

    used = {
        name for name, value in values.items() if f'"{value}"' in text or f"{value}'" in text or f"{value}/" in text
    }
    assert used == set(values)
    assert "${" not in text
    assert "%{" not in text


@pytest.mark.parametrize("text", ["${a}", "%{a}", "$${a}", "100 %", "$5", "{a}"])
def test_a_text_of_the_contract_outlives_the_template(text: str) -> None:
    assert filled(literal(text), {}) == text


def test_a_template_like_text_in_a_schema_is_no_placeholder() -> None:
    changed = copy.deepcopy(CONTRACT)
    changed["components"]["schemas"]["Currency"]["enum"] = ["${docs_url}", "%{if}"]

    model = storefront(Contract(changed))["components"]["schemas"]["ProductCreate"]

    assert model["properties"]["currency"]["enum"] == ["$${docs_url}", "%%{if}"]


def test_what_is_committed_is_what_the_contract_gives() -> None:
    assert storefront(Contract(CONTRACT)) == STOREFRONT
    assert partner(Contract(CONTRACT)) == PARTNER
