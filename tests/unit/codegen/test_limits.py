"""The documents for API Gateway hold to ``api_gateway_limits.yaml``, and their references once that schema holds."""

import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from codegen.contract import Node
from tests.unit.codegen.documents import ANY_METHOD, INTEGRATION, PARTNER, STOREFRONT

SCHEMA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("api_gateway_limits.yaml").read_text())
_COMPOSED = {"allOf", "anyOf", "oneOf"}
_VARIABLE = re.compile(r"\{([^+}]+)\+?\}")
_PLACEHOLDER = re.compile(r"\$\{[a-z_]+\}")
_CONTEXT = re.compile(r"\$context(?:\.[A-Za-z]+)+")
_DIRECTIVE = re.compile(r"#\{?(?:set|if|else|elseif|end|foreach|macro|parse|include|stop)\b")
_formats = FormatChecker()


@_formats.checks("template", raises=ValueError)
def _is_template(text: object) -> bool:
    if not isinstance(text, str):
        return True
    plain = _CONTEXT.sub("0", _PLACEHOLDER.sub("", text))
    json.loads(plain or "null")  # of a preflight, which has no body
    return "$" not in plain and not _DIRECTIVE.search(plain)


_VALIDATOR = Draft202012Validator(SCHEMA, format_checker=_formats)


def document_faults(document: Node) -> list[str]:
    """Return every fault of an import document: its location and a message."""
    errors = _VALIDATOR.iter_errors(document)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors] or [
        *_composed_references(document.get("components", {}).get("schemas", {}), "components/schemas"),
        *_sibling_faults(document["paths"]),
        *_reference_faults(document),
    ]


def _composed_references(node: Any, where: str, *, composed: bool = False) -> Iterator[str]:
    if isinstance(node, dict) and composed and "$ref" in node:
        yield f"{where}: $ref inside allOf, anyOf or oneOf"
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _composed_references(child, f"{where}/{key}", composed=composed or key in _COMPOSED)


def _sibling_faults(paths: Node) -> Iterator[str]:
    """Yield a fault for each parent that has two variables below it: API Gateway takes one."""
    variables = {(path[: match.start()], match[0]) for path in paths for match in re.finditer(r"\{[^+}]+\}", path)}
    for parent, count in Counter(parent for parent, _ in variables).items():
        if count > 1:
            yield f"{parent}: {count} variables below it"


def _reference_faults(document: Node) -> Iterator[str]:
    """Yield a fault for each name that the document doesn't define, and for each operationId that it defines twice."""
    methods = {f"{method} {path}": each for path, item in document["paths"].items() for method, each in item.items()}
    for where, node in {"document": document, **methods}.items():
        validator = node.get("x-amazon-apigateway-request-validator")
        if validator is not None and validator not in document.get("x-amazon-apigateway-request-validators", {}):
            yield f"{where}: no request validator {validator}"
    for where, method in methods.items():
        yield from _method_faults(where, method, document.get("components", {}))
        yield from _integration_faults(where, method)
    for name, count in Counter(method.get("operationId") for method in methods.values()).items():
        if name and count > 1:
            yield f"operationId {name} appears {count} times"


def _method_faults(where: str, method: Node, components: Node) -> Iterator[str]:
    for scheme in (scheme for requirement in method.get("security", []) for scheme in requirement):
        if scheme not in components.get("securitySchemes", {}):
            yield f"{where}: no security scheme {scheme}"
    for content in method.get("requestBody", {}).get("content", {}).values():
        model = content["schema"]["$ref"].rpartition("/")[2]
        if model not in components.get("schemas", {}):
            yield f"{where}: no model {model}"
    declared = {each["name"] for each in method.get("parameters", []) if each["in"] == "path"}
    for name in sorted(declared ^ set(_VARIABLE.findall(where))):
        yield f"{where}: {name} is not both in the path and a parameter"


def _integration_faults(where: str, method: Node) -> Iterator[str]:
    integration = method["x-amazon-apigateway-integration"]
    parameters = {f"{each['in']}.{each['name']}" for each in method.get("parameters", [])}
    for key in integration.get("cacheKeyParameters", []):
        if key.removeprefix("method.request.").replace("querystring.", "query.", 1) not in parameters:
            yield f"{where}: no parameter {key}"
    for mock in integration.get("responses", {}).values():
        response = method["responses"].get(mock["statusCode"])
        if response is None:
            yield f"{where}: no response {mock['statusCode']}"
            continue
        for parameter in mock.get("responseParameters", {}):
            if parameter.removeprefix("method.response.header.") not in response.get("headers", {}):
                yield f"{where}: no header for {parameter}"


type Document = dict[str, Any]
BODY = ("components", "schemas", "ProductCreate")
PRICE = (*BODY, "properties", "price")
NAME = (*BODY, "properties", "name")
CREATE = ("paths", "/products", "post")
GET = ("paths", "/products/{id}", "get")
WRONG_METHOD = ("paths", "/products", ANY_METHOD, INTEGRATION, "responses", "default")
MOCK = ("paths", "/products", "options", INTEGRATION)
PREFLIGHT = ("paths", "/products", "options", "responses", "204")
MOCK_RESPONSE = (*MOCK, "responses", "default")
RESPONSE = ("x-amazon-apigateway-gateway-responses", "THROTTLED")
SCHEME = ("components", "securitySchemes", "BearerAuth")
AUTHORIZER = (*SCHEME, "x-amazon-apigateway-authorizer")
REFERENCE = {"$ref": "#/components/schemas/LoginRequest"}


def changed(*path: str, to: object) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        *steps, last = path
        for step in steps:
            document = document[step]
        document[last] = to

    return change


def without(*path: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        *steps, last = path
        for step in steps:
            document = document[step]
        del document[last]

    return change


def unexpected(where: str, key: str) -> str:
    """Return the fault of a key that API Gateway doesn't take."""
    return f"{where}: Additional properties are not allowed ('{key}' was unexpected)"


def template(text: str) -> Callable[[Document], None]:
    return changed(*RESPONSE, "responseTemplates", "application/json", to=text)


PARAMETER: Document = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}

BAD_SAMPLES: list[tuple[str, Callable[[Document], None], str]] = [
    # the document
    ("OpenAPI 3.1", changed("openapi", to="3.1.0"), "openapi: '3.1.0' does not match"),
    ("servers", changed("servers", to=[]), unexpected("", "servers")),
    ("security at the root", changed("security", to=[]), unexpected("", "security")),
    ("no paths", without("paths"), "'paths' is a required property"),
    ("contact", changed("info", "contact", to={}), unexpected("info", "contact")),
    ("responses at the root", changed("components", "responses", to={}), "('responses' was unexpected)"),
    ("parameters at the root", changed("components", "parameters", to={}), "('parameters' was unexpected)"),
    ("unknown validator", changed("x-amazon-apigateway-request-validator", to="x"), "document: no request validator x"),
    (
        "validator's typo",
        changed("x-amazon-apigateway-request-validators", "x", to={"validateBody": True}),
        unexpected("validators/x", "validateBody"),
    ),
    ("key source", changed("x-amazon-apigateway-api-key-source", to="QUERY"), "key-source: 'QUERY' is not one of"),
    # models
    ("discriminator", changed(*BODY, "discriminator", to={"propertyName": "type"}), "('discriminator' was unexpected)"),
    *(
        (key, changed(*PRICE, key, to=value), unexpected("components/schemas/ProductCreate/properties/price", key))
        for key, value in {
            "example": 1,
            "examples": [1],
            "nullable": True,
            "exclusiveMinimum": True,
            "exclusiveMaximum": True,
            "readOnly": True,
            "writeOnly": True,
            "default": 0,
        }.items()
    ),
    ("format on a number", changed(*PRICE, "format", to="double"), "price/type: 'number' should not be valid under"),
    ("fraction", changed(*PRICE, "multipleOf", to=0.01), "multipleOf: 0.01 is not of type 'integer'"),
    (
        "minItems",
        changed(*NAME, "minItems", to=1),
        unexpected("properties/name", "minItems"),
    ),
    (
        "maxItems",
        changed(*NAME, "maxItems", to=1),
        unexpected("properties/name", "maxItems"),
    ),
    (
        "a keyword of a later draft",
        changed(*NAME, "const", to=1),
        unexpected("properties/name", "const"),
    ),
    ("two types", changed(*NAME, "type", to=["string", "null"]), "name/type: ['string', 'null'] is not one of"),
    ("type any", changed(*NAME, "type", to="any"), "name/type: 'any' is not one of"),
    ("nothing required", changed(*BODY, "required", to=[]), "required: [] should be non-empty"),
    *(
        (f"{key} at the top", changed(*BODY, key, to=[{"type": "object"}]), f"ProductCreate/{key}: False schema")
        for key in ("oneOf", "anyOf", "allOf")
    ),
    *(
        (f"$ref in {key}", changed(*NAME, key, to=[REFERENCE]), f"name/{key}/0: $ref inside")
        for key in ("oneOf", "anyOf", "allOf")
    ),
    (
        "$ref deep in anyOf",
        changed(*NAME, "anyOf", to=[{"type": "array", "items": REFERENCE}]),
        "name/anyOf/0/items: $ref inside",
    ),
    ("$ref beside more", changed(*NAME, "$ref", to=REFERENCE["$ref"]), "has too many properties"),
    (
        "foreign $ref",
        changed(*BODY, "properties", "name", to={"$ref": "other.json"}),
        "name/$ref: 'other.json' does not match",
    ),
    (
        "in items",
        changed(*NAME, "items", to={"default": 1}),
        unexpected("name/items", "default"),
    ),
    (
        "in additionalProperties",
        changed(*BODY, "additionalProperties", to={"nullable": True}),
        unexpected("additionalProperties", "nullable"),
    ),
    ("model's name", changed("components", "schemas", "Product_Create", to={}), "'Product_Create' does not match"),
    # paths and operations
    ("path without slash", changed("paths", "products", to={}), "'products' does not match"),
    ("variable in a step", changed("paths", "/p{id}", to={}), "'/p{id}' does not match"),
    ("greedy in the middle", changed("paths", "/{rest+}/x", to={}), "'/{rest+}/x' does not match"),
    ("two variables", changed("paths", "/products/{productId}/x", to={}), "/products/: 2 variables below it"),
    (
        "parameters of a path",
        changed("paths", "/products", "parameters", to=[]),
        "paths//products: 'parameters' is not one of",
    ),
    ("trace", changed("paths", "/products", "trace", to={}), "paths//products: 'trace' is not one of"),
    (
        "callbacks",
        changed(*CREATE, "callbacks", to={}),
        unexpected("products/post", "callbacks"),
    ),
    ("no integration", without(*CREATE, INTEGRATION), f"products/post: '{INTEGRATION}' is a required property"),
    ("no responses", without(*CREATE, "responses"), "products/post: 'responses' is a required property"),
    ("same operationId", changed(*CREATE, "operationId", to="getProduct"), "getProduct appears 2 times"),
    (
        "operationId",
        changed(*CREATE, "operationId", to="create-product"),
        "operationId: 'create-product' does not match",
    ),
    (
        "validator of a method",
        changed(*CREATE, "x-amazon-apigateway-request-validator", to="x"),
        "post /products: no request validator x",
    ),
    ("cookie", changed(*CREATE, "parameters", to=[PARAMETER | {"in": "cookie"}]), "in: 'cookie' is not one of"),
    (
        "parameter's pattern",
        changed(*GET, "parameters", to=[PARAMETER | {"schema": {"type": "string", "pattern": "^a$"}}]),
        "schema: {'type': 'string'} was expected",
    ),
    ("parameter's example", changed(*GET, "parameters", to=[PARAMETER | {"example": 1}]), "('example' was unexpected)"),
    ("undeclared variable", changed(*GET, "parameters", to=[]), "get /products/{id}: id is not both in the path"),
    (
        "parameter without variable",
        changed(*CREATE, "parameters", to=[PARAMETER]),
        "post /products: id is not both in the path",
    ),
    (
        "inline body",
        changed(*CREATE, "requestBody", "content", "application/json", "schema", to={"type": "object"}),
        "json/schema: '$ref' is a required property",
    ),
    (
        "body's model missing",
        without(*BODY),
        "no model ProductCreate",
    ),
    (
        "body by $ref",
        changed(*CREATE, "requestBody", to={"$ref": "#/components/requestBodies/X"}),
        "('$ref' was unexpected)",
    ),
    (
        "$ref to responses at the root",
        changed(*CREATE, "responses", "400", to={"$ref": "#/components/responses/BadRequest"}),
        unexpected("400", "$ref"),
    ),
    (
        "default response",
        changed(*CREATE, "responses", "default", to={"description": ""}),
        "responses: 'default' does not match",
    ),
    ("response's content", changed(*CREATE, "responses", "400", "content", to={}), "('content' was unexpected)"),
    (
        "header's schema",
        changed(*PREFLIGHT, "headers", "Allow", to={"schema": {"type": "integer"}}),
        "Allow/schema: {'type': 'string'} was expected",
    ),
    ("unknown scheme", changed(*CREATE, "security", to=[{"OAuth": []}]), "no security scheme OAuth"),
    (
        "either or",
        changed(*CREATE, "security", to=[{"BearerAuth": []}, {"ApiKeyAuth": []}]),
        "post/security: [{'BearerAuth': []}, {'ApiKeyAuth': []}] is too long",
    ),
    # integrations
    ("http integration", changed(*CREATE, INTEGRATION, "type", to="http"), "type: 'http' is not one of"),
    ("GET to Lambda", changed(*CREATE, INTEGRATION, "httpMethod", to="GET"), "httpMethod: 'POST' was expected"),
    ("30 s", changed(*CREATE, INTEGRATION, "timeoutInMillis", to=30_000), "30000 is greater than the maximum of 29000"),
    ("no uri", without(*CREATE, INTEGRATION, "uri"), "'uri' is a required property"),
    ("vpc link", changed(*CREATE, INTEGRATION, "connectionId", to="x"), "('connectionId' was unexpected)"),
    ("passthrough", changed(*MOCK, "passthroughBehavior", to="always"), "passthroughBehavior: 'always' is not one of"),
    (
        "undeclared cache key",
        changed(*GET, INTEGRATION, "cacheKeyParameters", to=["method.request.querystring.sort"]),
        "no parameter method.request.querystring.sort",
    ),
    (
        "mock without status",
        changed(*MOCK, "requestTemplates", "text/plain", to="{}"),
        "text/plain: '{}' does not match",
    ),
    ("mock's undeclared status", changed(*MOCK_RESPONSE, "statusCode", to="200"), "options /products: no response 200"),
    (
        "mock's undeclared header",
        changed(*MOCK_RESPONSE, "responseParameters", "method.response.header.Vary", to="'Origin'"),
        "no header for method.response.header.Vary",
    ),
    (
        "unquoted header",
        changed(*MOCK_RESPONSE, "responseParameters", "method.response.header.Allow", to="GET"),
        "Allow: 'GET' does not match",
    ),
    (
        "VTL in a mock's response",
        changed(*WRONG_METHOD, "responseTemplates", to={"a/b": "$input.body"}),
        "is not a 'template'",
    ),
    # gateway responses
    (
        "unknown type",
        changed("x-amazon-apigateway-gateway-responses", "TEAPOT", to={"statusCode": "418"}),
        "gateway-responses: 'TEAPOT' is not one of",
    ),
    (
        "$util",
        template('{"a": "$util.escapeJavaScript($context.path)"}'),
        "THROTTLED/responseTemplates/application/json: ",
    ),
    ("$input", template('{"a": $input.json("$")}'), "is not a 'template'"),
    ("#set", template('#set($a = 1){"a": 1}'), "is not a 'template'"),
    ("#if", template('#if("1" == "1"){"a": 1}#end'), "is not a 'template'"),
    ("a directive in a text", template('{"a": "#if(1)b#end"}'), "is not a 'template'"),
    ("quoted twice", template('{"a": ""$context.path""}'), "is not a 'template'"),
    ("no JSON", template("Sorry"), "is not a 'template'"),
    ("status as a number", changed(*RESPONSE, "statusCode", to=42), "statusCode: 42 is not of type 'string'"),
    ("no status", without(*RESPONSE, "statusCode"), "'statusCode' is a required property"),
    ("response's typo", changed(*RESPONSE, "responseTemplate", to={}), "('responseTemplate' was unexpected)"),
    (
        "no header",
        changed(*RESPONSE, "responseParameters", "gatewayresponse.body.x", to="'1'"),
        "'gatewayresponse.body.x' does not match",
    ),
    (
        "unquoted",
        changed(*RESPONSE, "responseParameters", "gatewayresponse.header.X", to="1"),
        "gatewayresponse.header.X: '1' does not match",
    ),
    # security schemes
    (
        "bearer",
        changed("components", "securitySchemes", "B", to={"type": "http", "scheme": "bearer"}),
        unexpected("B", "scheme"),
    ),
    ("key in the query", changed(*SCHEME, "in", to="query"), "in: 'header' was expected"),
    (
        "no authtype",
        without(*SCHEME, "x-amazon-apigateway-authtype"),
        "'x-amazon-apigateway-authtype' is a required property",
    ),
    (
        "key in another header",
        changed("components", "securitySchemes", "ApiKeyAuth", "name", to="api-key"),
        "name: 'api-key' does not match",
    ),
    ("jwt authorizer", changed(*AUTHORIZER, "type", to="jwt"), "type: 'token' was expected"),
    (
        "two hours",
        changed(*AUTHORIZER, "authorizerResultTtlInSeconds", to=7200),
        "7200 is greater than the maximum of 3600",
    ),
    (
        "broken expression",
        changed(*AUTHORIZER, "identityValidationExpression", to="("),
        "'(' is not a 'regex'",
    ),
    ("no authorizer", without(*AUTHORIZER, "authorizerUri"), "'authorizerUri' is a required property"),
    ("identity source", changed(*AUTHORIZER, "identitySource", to="x"), "('identitySource' was unexpected)"),
]


@pytest.mark.parametrize(("name", "change", "fault"), BAD_SAMPLES, ids=[name for name, _, _ in BAD_SAMPLES])
def test_unsupported_document_has_a_fault(name: str, change: Callable[[Document], None], fault: str) -> None:
    document = copy.deepcopy(PARTNER)
    change(document)

    faults = document_faults(document)
    assert any(fault in found for found in faults), (name, faults)


@pytest.mark.parametrize("document", [STOREFRONT, PARTNER], ids=["storefront", "partner"])
def test_generated_documents_have_no_fault(document: Document) -> None:
    assert document_faults(document) == []


def test_every_fault_is_listed() -> None:
    document = copy.deepcopy(PARTNER)
    changed(*PRICE, "default", to=0)(document)
    changed(*RESPONSE, "statusCode", to="42")(document)

    assert len(document_faults(document)) == 2
