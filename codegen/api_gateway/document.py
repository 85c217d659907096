"""Assemble the import documents."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from codegen.api_gateway import mocks
from codegen.api_gateway.bodies import body_model
from codegen.api_gateway.gateway_responses import gateway_responses
from codegen.api_gateway.placeholders import AUTHORIZER_CREDENTIALS, AUTHORIZER_URI, escape, integration_uri
from codegen.contract import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.contract import Contract, Node, Operation, Parameter

_ANY_METHOD = "x-amazon-apigateway-any-method"
_VALIDATOR = "body and parameters"
# API Gateway's maximum; the functions' timeouts are lower.
_TIMEOUT_MS = 29_000
_BEARER_AUTH: Node = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": {
        "type": "token",
        "authorizerUri": AUTHORIZER_URI,
        "authorizerCredentials": AUTHORIZER_CREDENTIALS,
        "authorizerResultTtlInSeconds": 300,
        # The scheme is case-insensitive (RFC 9110). The authorizer verifies the token.
        "identityValidationExpression": "^[Bb][Ee][Aa][Rr][Ee][Rr] .+$",
    },
}
_API_KEY_AUTH: Node = {"type": "apiKey", "in": "header", "name": "x-api-key"}
_LOCATIONS = {"query": "querystring", "path": "path", "header": "header"}


def storefront(contract: Contract) -> Node:
    """Return the document of the storefront server, which requires no API key."""
    return _document(contract, with_key=False)


def partner(contract: Contract) -> Node:
    """Return the document of the partner server, which requires an API key for every operation."""
    return _document(contract, with_key=True) | {"x-amazon-apigateway-api-key-source": "HEADER"}


def _document(contract: Contract, *, with_key: bool) -> Node:
    bodies = sorted({operation.body for operation in contract.operations if operation.body})
    return {
        "openapi": "3.0.1",
        "info": {"title": escape(contract.document["info"]["title"]), "version": contract.version},
        "x-amazon-apigateway-request-validators": {
            _VALIDATOR: {"validateRequestBody": True, "validateRequestParameters": True}
        },
        "x-amazon-apigateway-request-validator": _VALIDATOR,
        "x-amazon-apigateway-gateway-responses": gateway_responses(),
        "components": {
            "schemas": {name: body_model(contract, name) for name in bodies},
            "securitySchemes": {"BearerAuth": _BEARER_AUTH} | ({"ApiKeyAuth": _API_KEY_AUTH} if with_key else {}),
        },
        "paths": dict(_paths(contract, with_key=with_key)),
    }


def _paths(contract: Contract, *, with_key: bool) -> Iterator[tuple[str, Node]]:
    known = {path: list(found) for path, found in groupby(contract.operations, key=lambda found: found.path)}
    for path, operations in known.items():
        methods = [method for operation in operations for method in operation.methods]
        yield (
            path,
            {
                **dict(_methods(operations, with_key=with_key)),
                "options": mocks.preflight(path, methods),
                _ANY_METHOD: mocks.wrong_method(path, methods),
            },
        )
    for path in _unknown_paths(known):
        yield path, {_ANY_METHOD: mocks.unknown_path(path)}


def _methods(operations: list[Operation], *, with_key: bool) -> Iterator[tuple[str, Node]]:
    for operation in operations:
        method = _method(operation, with_key=with_key)
        yield operation.method.lower(), method
        if "HEAD" in operation.methods:
            yield "head", _head_of(method)


def _head_of(method: Node) -> Node:
    """Return the HEAD method of a GET method: the same function, whose response API Gateway sends without its body.

    It has no operationId, which is unique, and isn't cached.
    """
    head = {name: value for name, value in method.items() if name != "operationId"}
    integration = head["x-amazon-apigateway-integration"]
    uncached = {name: value for name, value in integration.items() if name != "cacheKeyParameters"}
    return head | {"x-amazon-apigateway-integration": uncached}


def _unknown_paths(known: dict[str, list[Operation]]) -> list[str]:
    """Return the catch-all, and the parent paths that API Gateway creates implicitly, such as ``/auth``."""
    steps = [path.split("/") for path in known]
    parents = {"/".join(path[:depth]) or "/" for path in steps for depth in range(1, len(path))}
    return [*sorted(parents - set(known)), "/{proxy+}"]


def _method(operation: Operation, *, with_key: bool) -> Node:
    required = ([] if operation.public else ["BearerAuth"]) + (["ApiKeyAuth"] if with_key else [])
    method: Node = {
        "operationId": operation.operation_id,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {str(status): {"description": f"Status {status}."} for status in operation.responses},
        "security": [{scheme: [] for scheme in required}] if required else [],
        "x-amazon-apigateway-integration": _integration(operation),
    }
    if operation.body:
        schema = {"$ref": f"#/components/schemas/{operation.body}"}
        method["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return method


def _parameter(parameter: Parameter) -> Node:
    # API Gateway checks only their presence.
    return {
        "name": parameter.name,
        "in": parameter.location,
        "required": parameter.required,
        "schema": {"type": "string"},
    }


def _integration(operation: Operation) -> Node:
    integration: Node = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": integration_uri(operation.operation_id),
        "timeoutInMillis": _TIMEOUT_MS,
    }
    if operation.cache_seconds:
        integration["cacheKeyParameters"] = [_cache_key(parameter) for parameter in operation.parameters]
    return integration


def _cache_key(parameter: Parameter) -> str:
    # All of them, with If-None-Match: a 304 is valid only for requests with the same tag.
    return f"method.request.{_LOCATIONS[parameter.location]}.{parameter.name}"
