import copy
import json
import re
from typing import Any

import pytest

from codegen.api_gateway.document import partner, storefront
from codegen.api_gateway.placeholders import escape
from codegen.contract import Contract
from tests.contract.document import OPERATIONS
from tests.unit.codegen.documents import CONTRACT, INTEGRATION, PARTNER, STOREFRONT, filled, resolved

documents = pytest.mark.parametrize("document", [STOREFRONT, PARTNER], ids=["storefront", "partner"])
operations = pytest.mark.parametrize("name", OPERATIONS)


def method_of(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][OPERATIONS[name].path][OPERATIONS[name].method.lower()]
    return found


def test_partner_document_is_the_storefronts_plus_an_api_key() -> None:
    same = copy.deepcopy(PARTNER)
    assert same.pop("x-amazon-apigateway-api-key-source") == "HEADER"
    key = same["components"]["securitySchemes"].pop("ApiKeyAuth")
    assert key == {"type": "apiKey", "in": "header", "name": "x-api-key"}
    for method in (each for item in same["paths"].values() for each in item.values() if "security" in each):
        (required,) = method["security"]
        assert required.pop("ApiKeyAuth") == []
        method["security"] = [required] if required else []

    assert same == STOREFRONT


@operations
def test_only_protected_operations_require_a_token(name: str) -> None:
    described = OPERATIONS[name].written
    is_public = {} in described["security"]

    assert method_of(STOREFRONT, name)["security"] == ([] if is_public else [{"BearerAuth": []}])
    assert is_public == ("anonymous" in described["x-roles"])


@pytest.mark.parametrize(
    ("header", "is_verified"),
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
def test_only_bearer_tokens_reach_the_authorizer(header: str, is_verified: bool) -> None:
    authorizer = STOREFRONT["components"]["securitySchemes"]["BearerAuth"]["x-amazon-apigateway-authorizer"]

    assert bool(re.fullmatch(authorizer["identityValidationExpression"], header)) == is_verified
    assert authorizer["type"] == "token"
    assert authorizer["authorizerResultTtlInSeconds"] == 300


@operations
def test_operation_invokes_its_function_after_validation(name: str) -> None:
    described = OPERATIONS[name].written
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


@documents
def test_head_is_get_without_a_cache(document: dict[str, Any]) -> None:
    paths = {path: item for path, item in document["paths"].items() if "get" in item or "head" in item}

    assert paths
    for item in paths.values():
        expected = copy.deepcopy(item["get"])
        del expected["operationId"]
        expected[INTEGRATION].pop("cacheKeyParameters", None)
        assert item["head"] == expected


@operations
def test_only_the_presence_of_parameters_is_validated(name: str) -> None:
    described = OPERATIONS[name].written
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


def test_cache_keys_include_every_parameter() -> None:
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
def test_terraform_fills_exactly_the_placeholders(document: dict[str, Any]) -> None:
    values = {
        "authorizer_uri": "arn:authorizer",
        "authorizer_credentials": "arn:role",
        "allow_origin": "*",
        "gateway_origin": "method.request.header.Origin",
        "select_origin": "#set($origin = '')",
        "docs_url": "https://docs.example.com",
    } | {f"integration_uri.{name}": f"arn:{name}" for name in OPERATIONS}

    text = filled(json.dumps(document), values)

    used = {name for name, value in values.items() if f'"{value}' in text or f"{value}'" in text or f"{value}/" in text}
    assert used == set(values)
    assert "${" not in text
    assert "%{" not in text


@pytest.mark.parametrize("text", ["${a}", "%{a}", "$${a}", "100 %", "$5", "{a}"])
def test_escaped_text_survives_templatefile(text: str) -> None:
    assert filled(escape(text), {}) == text


def test_template_syntax_in_a_schema_is_escaped() -> None:
    changed = copy.deepcopy(CONTRACT)
    changed["components"]["schemas"]["Currency"]["enum"] = ["${docs_url}", "%{if}"]

    model = storefront(Contract(changed))["components"]["schemas"]["ProductCreate"]

    assert model["properties"]["currency"]["enum"] == ["$${docs_url}", "%%{if}"]


def test_committed_documents_are_up_to_date() -> None:
    assert storefront(Contract(CONTRACT)) == STOREFRONT
    assert partner(Contract(CONTRACT)) == PARTNER
