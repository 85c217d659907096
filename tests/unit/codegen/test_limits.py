import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.codegen.api_gateway_limits import document_faults
from tests.unit.codegen.documents import ANY_METHOD, INTEGRATION, PARTNER, STOREFRONT

type Document = dict[str, Any]
BODY = ("components", "schemas", "ProductCreate")
PRICE = (*BODY, "properties", "price")
NAME = (*BODY, "properties", "name")
CREATE = ("paths", "/products", "post")
GET = ("paths", "/products/{id}", "get")
WRONG_METHOD = ("paths", "/products", ANY_METHOD, INTEGRATION, "responses", "default")
MOCK = ("paths", "/products", "options", INTEGRATION)
PREFLIGHT = ("paths", "/products", "options", "responses", "204")
ANSWER = (*MOCK, "responses", "default")
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


def template(text: str) -> Callable[[Document], None]:
    return changed(*RESPONSE, "responseTemplates", "application/json", to=text)


PARAMETER: Document = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}

BAD_SAMPLES: list[tuple[str, Callable[[Document], None], str]] = [
    # the document
    ("OpenAPI 3.1", changed("openapi", to="3.1.0"), "openapi: 3.1.0 is not taken"),
    ("servers", changed("servers", to=[]), "document: servers is not taken"),
    ("security at the root", changed("security", to=[]), "document: security is not taken"),
    ("no paths", without("paths"), "document: paths is missing"),
    ("contact", changed("info", "contact", to={}), "info: contact is not taken"),
    ("responses at the root", changed("components", "responses", to={}), "components: responses is not taken"),
    ("parameters at the root", changed("components", "parameters", to={}), "components: parameters is not taken"),
    ("unknown validator", changed("x-amazon-apigateway-request-validator", to="x"), "there is no validator x"),
    (
        "validator's typo",
        changed("x-amazon-apigateway-request-validators", "x", to={"validateBody": True}),
        "validators/x: validateBody is not taken",
    ),
    ("key source", changed("x-amazon-apigateway-api-key-source", to="QUERY"), "is HEADER or AUTHORIZER"),
    # models
    ("discriminator", changed(*BODY, "discriminator", to={"propertyName": "type"}), "discriminator is not taken"),
    ("example", changed(*PRICE, "example", to=1), "properties/price: example is not taken"),
    ("examples", changed(*PRICE, "examples", to=[1]), "properties/price: examples is not taken"),
    ("nullable", changed(*PRICE, "nullable", to=True), "properties/price: nullable is not taken"),
    ("exclusiveMinimum", changed(*PRICE, "exclusiveMinimum", to=True), "price: exclusiveMinimum is not taken"),
    ("exclusiveMaximum", changed(*PRICE, "exclusiveMaximum", to=True), "price: exclusiveMaximum is not taken"),
    ("readOnly", changed(*PRICE, "readOnly", to=True), "properties/price: readOnly is not taken"),
    ("writeOnly", changed(*PRICE, "writeOnly", to=True), "properties/price: writeOnly is not taken"),
    ("default", changed(*PRICE, "default", to=0), "properties/price: default is not taken"),
    ("format on a number", changed(*PRICE, "format", to="double"), "price: format on a number is not taken"),
    ("fraction", changed(*PRICE, "multipleOf", to=0.01), "multipleOf 0.01 is read as a binary fraction"),
    ("minItems", changed(*NAME, "minItems", to=1), "properties/name: minItems is not taken"),
    ("maxItems", changed(*NAME, "maxItems", to=1), "properties/name: maxItems is not taken"),
    ("a keyword of a later draft", changed(*NAME, "const", to=1), "properties/name: const is not taken"),
    ("two types", changed(*NAME, "type", to=["string", "null"]), "is not one of draft 4"),
    ("type any", changed(*NAME, "type", to="any"), "type any is not one of draft 4"),
    ("nothing required", changed(*BODY, "required", to=[]), "required must be a list that isn't empty"),
    *(
        (f"{key} at the top", changed(*BODY, key, to=[{"type": "object"}]), f"{key} at the top of a body is dropped")
        for key in ("oneOf", "anyOf", "allOf")
    ),
    *(
        (f"$ref in {key}", changed(*NAME, key, to=[REFERENCE]), f"name/{key}/0: $ref inside oneOf, anyOf or allOf")
        for key in ("oneOf", "anyOf", "allOf")
    ),
    (
        "$ref deep in anyOf",
        changed(*NAME, "anyOf", to=[{"type": "array", "items": REFERENCE}]),
        "name/anyOf/0/items: $ref inside oneOf",
    ),
    ("$ref beside more", changed(*NAME, "$ref", to=REFERENCE["$ref"]), "members beside $ref are ignored"),
    ("foreign $ref", changed(*BODY, "properties", "name", to={"$ref": "other.json"}), "$ref must name a model"),
    ("in items", changed(*NAME, "items", to={"default": 1}), "name/items: default is not taken"),
    (
        "in additionalProperties",
        changed(*BODY, "additionalProperties", to={"nullable": True}),
        "additionalProperties: nullable is not taken",
    ),
    ("model's name", changed("components", "schemas", "Product_Create", to={}), "a model's name is letters and digits"),
    # paths and operations
    ("path without slash", changed("paths", "products", to={}), "products: a step of a path is"),
    ("variable in a step", changed("paths", "/p{id}", to={}), "/p{id}: a step of a path is"),
    ("greedy in the middle", changed("paths", "/{rest+}/x", to={}), "only the last step can be greedy"),
    ("two variables", changed("paths", "/products/{productId}/x", to={}), "/products: has several variables below it"),
    ("parameters of a path", changed("paths", "/products", "parameters", to=[]), "/products: parameters is not taken"),
    ("trace", changed("paths", "/products", "trace", to={}), "/products: trace is not taken"),
    ("callbacks", changed(*CREATE, "callbacks", to={}), "post /products: callbacks is not taken"),
    ("no integration", without(*CREATE, INTEGRATION), f"post /products: {INTEGRATION} is missing"),
    ("no responses", without(*CREATE, "responses"), "post /products: responses is missing"),
    ("same operationId", changed(*CREATE, "operationId", to="getProduct"), "getProduct: appears 2 times"),
    ("operationId", changed(*CREATE, "operationId", to="create-product"), "create-product isn't letters and digits"),
    (
        "validator of a method",
        changed(*CREATE, "x-amazon-apigateway-request-validator", to="x"),
        "no request validator x",
    ),
    ("cookie", changed(*CREATE, "parameters", to=[PARAMETER | {"in": "cookie"}]), "is in cookie, not in path"),
    (
        "parameter's pattern",
        changed(*GET, "parameters", to=[PARAMETER | {"schema": {"type": "string", "pattern": "^a$"}}]),
        "only presence is looked at",
    ),
    ("parameter's example", changed(*GET, "parameters", to=[PARAMETER | {"example": 1}]), "example is not taken"),
    ("undeclared variable", changed(*GET, "parameters", to=[]), "id: must be both in the path and declared"),
    ("parameter without variable", changed(*CREATE, "parameters", to=[PARAMETER]), "must be both in the path"),
    (
        "inline body",
        changed(*CREATE, "requestBody", "content", "application/json", "schema", to={"type": "object"}),
        "body application/json: must be a $ref to a model",
    ),
    (
        "body's model missing",
        without(*BODY),
        "body application/json: must be a $ref to a model",
    ),
    ("body by $ref", changed(*CREATE, "requestBody", to={"$ref": "#/components/requestBodies/X"}), "$ref is not taken"),
    (
        "$ref to responses at the root",
        changed(*CREATE, "responses", "400", to={"$ref": "#/components/responses/BadRequest"}),
        "post /products 400: $ref is not taken",
    ),
    ("default response", changed(*CREATE, "responses", "default", to={"description": ""}), "a status is three digits"),
    ("response's content", changed(*CREATE, "responses", "400", "content", to={}), "400: content is not taken"),
    (
        "header's schema",
        changed(*PREFLIGHT, "headers", "Allow", to={"schema": {"type": "integer"}}),
        "a header's schema must be",
    ),
    ("unknown scheme", changed(*CREATE, "security", to=[{"OAuth": []}]), "there is no security scheme OAuth"),
    (
        "either or",
        changed(*CREATE, "security", to=[{"BearerAuth": []}, {"ApiKeyAuth": []}]),
        "a list of one requirement at most",
    ),
    # integrations
    ("http integration", changed(*CREATE, INTEGRATION, "type", to="http"), "type is aws_proxy or mock"),
    ("GET to Lambda", changed(*CREATE, INTEGRATION, "httpMethod", to="GET"), "httpMethod must be POST"),
    ("30 s", changed(*CREATE, INTEGRATION, "timeoutInMillis", to=30_000), "timeoutInMillis is 50 to 29000"),
    ("no uri", without(*CREATE, INTEGRATION, "uri"), "post /products integration: uri is missing"),
    ("vpc link", changed(*CREATE, INTEGRATION, "connectionId", to="x"), "connectionId is not taken"),
    ("passthrough", changed(*MOCK, "passthroughBehavior", to="always"), "passthroughBehavior is one of"),
    (
        "undeclared cache key",
        changed(*GET, INTEGRATION, "cacheKeyParameters", to=["method.request.querystring.sort"]),
        "which the method doesn't declare",
    ),
    ("mock without status", changed(*MOCK, "requestTemplates", "text/plain", to="{}"), "gives its statusCode"),
    ("mock's undeclared status", changed(*ANSWER, "statusCode", to="200"), "200 is not among the method's responses"),
    (
        "mock's undeclared header",
        changed(*ANSWER, "responseParameters", "method.response.header.Vary", to="'Origin'"),
        "header.Vary is no header that the method's response declares",
    ),
    (
        "unquoted header",
        changed(*ANSWER, "responseParameters", "method.response.header.Allow", to="GET"),
        "must be a 'text' or a context variable",
    ),
    (
        "VTL in a mock's answer",
        changed(*WRONG_METHOD, "responseTemplates", to={"a/b": "$input.body"}),
        "is not VTL",
    ),
    # gateway responses
    (
        "unknown type",
        changed("x-amazon-apigateway-gateway-responses", "TEAPOT", to={"statusCode": "418"}),
        "gateway response TEAPOT: there is no such type",
    ),
    ("$util", template('{"a": "$util.escapeJavaScript($context.path)"}'), "THROTTLED application/json: is not VTL"),
    ("$input", template('{"a": $input.json("$")}'), "is not VTL"),
    ("#set", template('#set($a = 1){"a": 1}'), "is not VTL"),
    ("#if", template('#if("1" == "1"){"a": 1}#end'), "is not VTL"),
    ("quoted twice", template('{"a": ""$context.path""}'), "doesn't become JSON"),
    ("no JSON", template("Sorry"), "doesn't become JSON"),
    ("status as a number", changed(*RESPONSE, "statusCode", to=42), "statusCode is a text of three digits"),
    ("no status", without(*RESPONSE, "statusCode"), "statusCode is missing"),
    ("response's typo", changed(*RESPONSE, "responseTemplate", to={}), "responseTemplate is not taken"),
    (
        "no header",
        changed(*RESPONSE, "responseParameters", "gatewayresponse.body.x", to="'1'"),
        "is no gatewayresponse.header",
    ),
    ("unquoted", changed(*RESPONSE, "responseParameters", "gatewayresponse.header.X", to="1"), "must be a 'text'"),
    # security schemes
    (
        "bearer",
        changed("components", "securitySchemes", "B", to={"type": "http", "scheme": "bearer"}),
        "scheme is not taken",
    ),
    ("key in the query", changed(*SCHEME, "in", to="query"), "must be of type apiKey, in a header"),
    ("no authtype", without(*SCHEME, "x-amazon-apigateway-authtype"), "authtype must be custom"),
    (
        "odd key",
        changed("components", "securitySchemes", "ApiKeyAuth", "name", to="api-key"),
        "whose header is x-api-key",
    ),
    ("jwt authorizer", changed(*AUTHORIZER, "type", to="jwt"), "type must be token"),
    ("two hours", changed(*AUTHORIZER, "authorizerResultTtlInSeconds", to=7200), "is 0 to 3600"),
    (
        "broken expression",
        changed(*AUTHORIZER, "identityValidationExpression", to="("),
        "identityValidationExpression: ",
    ),
    ("no authorizer", without(*AUTHORIZER, "authorizerUri"), "authorizerUri is missing"),
    ("identity source", changed(*AUTHORIZER, "identitySource", to="x"), "identitySource is not taken"),
]


@pytest.mark.parametrize(("name", "change", "fault"), BAD_SAMPLES, ids=[name for name, _, _ in BAD_SAMPLES])
def test_unsupported_document_has_a_fault(name: str, change: Callable[[Document], None], fault: str) -> None:
    document = copy.deepcopy(PARTNER)
    change(document)

    assert any(fault in found for found in document_faults(document)), name


@pytest.mark.parametrize("document", [STOREFRONT, PARTNER], ids=["storefront", "partner"])
def test_generated_documents_have_no_fault(document: Document) -> None:
    assert list(document_faults(document)) == []


def test_every_fault_is_listed() -> None:
    document = copy.deepcopy(PARTNER)
    changed(*PRICE, "default", to=0)(document)
    changed(*RESPONSE, "statusCode", to="42")(document)

    assert len(list(document_faults(document))) == 2
