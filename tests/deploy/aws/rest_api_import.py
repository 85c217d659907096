"""API Gateway's import of an OpenAPI document, implemented with the calls that the embedded AWS has.

It supports what our import documents use, and refuses any other integration, scheme or parameter location: a document
is imported completely or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient

    type Node = Mapping[str, Any]

_ANY_METHOD = "x-amazon-apigateway-any-method"
_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})
_LOCATIONS = {"query": "querystring", "path": "path", "header": "header"}
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_INTEGRATION = "x-amazon-apigateway-integration"
_VALIDATOR = "x-amazon-apigateway-request-validator"
_PAGE = 500
# Members of an integration that PutIntegration takes under the same name.
_AS_THEY_ARE = frozenset(
    {"uri", "requestParameters", "requestTemplates", "timeoutInMillis", "cacheKeyParameters", "credentials"}
)
_RENAMED_MEMBERS = frozenset({"type", "httpMethod", "passthroughBehavior", "responses"})


class UnsupportedDocument(Exception):  # a BadRequestException in API Gateway
    """The document can't be imported; the message holds the reason."""


def put_rest_api(apigateway: APIGatewayClient, api_id: str, document: Node) -> None:
    """Replace an API's definition by a document (PutRestApi in mode ``overwrite``)."""
    describe(apigateway, api_id, document)
    put_methods(apigateway, api_id, document)


def describe(apigateway: APIGatewayClient, api_id: str, document: Node) -> None:
    """Set an API's name and gateway responses, after checking that the whole document can be imported."""
    for path, _, method in _operations(document):
        _integration_of(method, path)
    for response in apigateway.get_gateway_responses(restApiId=api_id)["items"]:
        if not response["defaultResponse"]:
            apigateway.delete_gateway_response(restApiId=api_id, responseType=response["responseType"])
    for kind, response in document.get("x-amazon-apigateway-gateway-responses", {}).items():
        apigateway.put_gateway_response(restApiId=api_id, responseType=kind, **response)
    _describe(apigateway, api_id, document)


def put_methods(apigateway: APIGatewayClient, api_id: str, document: Node) -> None:
    """Replace an API's methods, and everything they refer to, by the document's."""
    _clear(apigateway, api_id)
    importing = _Import(apigateway, api_id, document, *_named(apigateway, api_id, document))
    resources = {"/": _root(apigateway, api_id)}
    for path, name, method in _operations(document):
        resource = _resource(apigateway, api_id, resources, path)
        importing.put(resource, path, "ANY" if name == _ANY_METHOD else name.upper(), method)


def _operations(document: Node) -> Iterator[tuple[str, str, Node]]:
    for path, item in document["paths"].items():
        for name, method in item.items():
            if name not in {*_METHODS, _ANY_METHOD}:
                raise UnsupportedDocument(f"{path}: {name} is no method")
            yield path, name, method


def _clear(apigateway: APIGatewayClient, api_id: str) -> None:
    for resource in apigateway.get_resources(restApiId=api_id, limit=_PAGE)["items"]:
        if resource["path"] != "/":
            apigateway.delete_resource(restApiId=api_id, resourceId=resource["id"])
            continue
        for method in resource.get("resourceMethods", {}):
            apigateway.delete_method(restApiId=api_id, resourceId=resource["id"], httpMethod=method)
    for authorizer in apigateway.get_authorizers(restApiId=api_id, limit=_PAGE)["items"]:
        apigateway.delete_authorizer(restApiId=api_id, authorizerId=authorizer["id"])
    for validator in apigateway.get_request_validators(restApiId=api_id, limit=_PAGE)["items"]:
        apigateway.delete_request_validator(restApiId=api_id, requestValidatorId=validator["id"])
    for model in apigateway.get_models(restApiId=api_id, limit=_PAGE)["items"]:
        apigateway.delete_model(restApiId=api_id, modelName=model["name"])


def _describe(apigateway: APIGatewayClient, api_id: str, document: Node) -> None:
    settings = {
        "/name": document["info"]["title"],
        "/description": document["info"].get("description", ""),
        "/version": document["info"]["version"],
        "/apiKeySource": document.get("x-amazon-apigateway-api-key-source", "HEADER"),
    }
    apigateway.update_rest_api(
        restApiId=api_id,
        patchOperations=[{"op": "replace", "path": path, "value": value} for path, value in settings.items()],
    )


def _named(apigateway: APIGatewayClient, api_id: str, document: Node) -> tuple[dict[str, str], dict[str, Node]]:
    """Create models, validators and authorizers; return the validators' ids and each security scheme's settings."""
    components = document.get("components", {})
    for name, schema in components.get("schemas", {}).items():
        text = json.dumps(_with_models(schema, api_id))
        apigateway.create_model(restApiId=api_id, name=name, contentType="application/json", schema=text)
    validators = {
        name: apigateway.create_request_validator(restApiId=api_id, name=name, **validator)["id"]
        for name, validator in document.get("x-amazon-apigateway-request-validators", {}).items()
    }
    schemes = components.get("securitySchemes", {})
    return validators, {name: _scheme_settings(apigateway, api_id, name, scheme) for name, scheme in schemes.items()}


def _with_models(schema: Any, api_id: str) -> Any:
    """Return a schema whose references point to the API's models, as API Gateway requires."""
    if isinstance(schema, dict):
        return {key: _reference(value, api_id) if key == "$ref" else _with_models(value, api_id)
                for key, value in schema.items()}  # fmt: skip
    return [_with_models(each, api_id) for each in schema] if isinstance(schema, list) else schema


def _reference(target: str, api_id: str) -> str:
    return f"https://apigateway.amazonaws.com/restapis/{api_id}/models/{target.rpartition('/')[2]}"


def _scheme_settings(apigateway: APIGatewayClient, api_id: str, name: str, scheme: Node) -> Node:
    authorizer = scheme.get(_AUTHORIZER)
    if authorizer is None:
        if (scheme["type"], scheme["in"], scheme["name"].lower()) != ("apiKey", "header", "x-api-key"):
            raise UnsupportedDocument(f"{name}: only an API key or a token's authorizer is known here")
        return {"apiKeyRequired": True}
    if authorizer["type"] != "token":
        raise UnsupportedDocument(f"{name}: only an authorizer of type token is known here")
    made = apigateway.create_authorizer(
        restApiId=api_id,
        name=name,
        type="TOKEN",
        authType=scheme["x-amazon-apigateway-authtype"],
        identitySource=f"method.request.header.{scheme['name']}",
        **{key: value for key, value in authorizer.items() if key != "type"},
    )
    return {"authorizationType": "CUSTOM", "authorizerId": made["id"]}


def _root(apigateway: APIGatewayClient, api_id: str) -> str:
    (root,) = apigateway.get_resources(restApiId=api_id, limit=_PAGE)["items"]
    return root["id"]


def _resource(apigateway: APIGatewayClient, api_id: str, made: dict[str, str], path: str) -> str:
    if path not in made:
        parent, _, step = path.rpartition("/")
        parent_id = _resource(apigateway, api_id, made, parent or "/")
        made[path] = apigateway.create_resource(restApiId=api_id, parentId=parent_id, pathPart=step)["id"]
    return made[path]


@dataclass(frozen=True, slots=True)
class _Import:
    apigateway: APIGatewayClient
    api_id: str
    document: Node
    validators: Mapping[str, str]
    schemes: Mapping[str, Node]

    def put(self, resource: str, path: str, http_method: str, method: Node) -> None:
        """Create a method with its integration and their responses."""
        where: Any = {"restApiId": self.api_id, "resourceId": resource, "httpMethod": http_method}
        self.apigateway.put_method(**where, **self._method(method))
        for status, response in method.get("responses", {}).items():
            headers = {f"method.response.header.{name}": False for name in response.get("headers", {})}
            self.apigateway.put_method_response(**where, statusCode=str(status), responseParameters=headers)
        self.apigateway.put_integration(**where, **_integration_of(method, path))
        for pattern, response in method[_INTEGRATION].get("responses", {}).items():
            selected = "" if pattern == "default" else pattern
            self.apigateway.put_integration_response(**where, selectionPattern=selected, **response)

    def _method(self, method: Node) -> dict[str, Any]:
        content = method.get("requestBody", {}).get("content", {})
        parameters: dict[str, Any] = {
            "authorizationType": "NONE",
            "operationName": method.get("operationId", ""),
            "requestParameters": {
                f"method.request.{_LOCATIONS[each['in']]}.{each['name']}": bool(each.get("required"))
                for each in method.get("parameters", [])
            },
            "requestModels": {kind: each["schema"]["$ref"].rpartition("/")[2] for kind, each in content.items()},
        }
        validator = method.get(_VALIDATOR, self.document.get(_VALIDATOR))
        if validator is not None:
            parameters["requestValidatorId"] = self.validators[validator]
        for requirement in method.get("security", self.document.get("security", [])):
            for scheme in requirement:
                parameters |= self.schemes[scheme]
        return parameters


def _integration_of(method: Node, path: str) -> dict[str, Any]:
    integration = method.get(_INTEGRATION)
    if integration is None:
        raise UnsupportedDocument(f"{path}: a method has no integration")
    unknown = set(integration) - _AS_THEY_ARE - _RENAMED_MEMBERS
    if unknown:
        raise UnsupportedDocument(f"{path}: an integration's {', '.join(sorted(unknown))} is not known here")
    parameters = {key: integration[key] for key in _AS_THEY_ARE & set(integration)} | {
        "type": integration["type"].upper()
    }
    if "httpMethod" in integration:
        parameters["integrationHttpMethod"] = integration["httpMethod"]
    if "passthroughBehavior" in integration:
        parameters["passthroughBehavior"] = integration["passthroughBehavior"].upper()
    return parameters
