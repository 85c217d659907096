"""REST APIs of the embedded AWS: the import of OpenAPI documents, deployments, and canaries.

The embedded AWS has no import, so it is implemented with the calls that it has. It supports what our documents use, and
refuses any other integration, scheme or parameter location: a document is imported completely or not at all.

It only records deployments: there an API responds as last imported, whatever its stage's deployment, and takes the
integration's URI literally. Here a stage responds from its deployment, with its variables in the integrations' URIs. A
canary is a separate API with the keys of the stage, which gets its share of the requests, evenly distributed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from mypy_boto3_apigateway import APIGatewayClient

type Node = Mapping[str, Any]

_ANY_METHOD = "x-amazon-apigateway-any-method"
_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", _ANY_METHOD})
_LOCATIONS = {"query": "querystring", "path": "path", "header": "header"}
_INTEGRATION = "x-amazon-apigateway-integration"
_VALIDATOR = "x-amazon-apigateway-request-validator"
_PAGE = 500
# Members of an integration, and their names in PutIntegration; it takes responses by calls of their own.
_SAME = ("type", "uri", "requestParameters", "requestTemplates", "timeoutInMillis", "cacheKeyParameters", "credentials")
_MEMBERS = {name: name for name in (*_SAME, "passthroughBehavior")} | {"httpMethod": "integrationHttpMethod"}
_IN_CAPITALS = frozenset({"type", "passthroughBehavior"})
_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")


class UnsupportedDocument(Exception):  # a BadRequestException in API Gateway
    """The document can't be imported; the message holds the reason."""


@dataclass(frozen=True, slots=True)
class RestApi:
    apigateway: APIGatewayClient
    api_id: str

    def describe(self, document: Node) -> None:
        """Set the name and the gateway responses, after checking that the whole document can be imported."""
        for path, _, method in _operations(document):
            _integration_of(method, path)
        for response in self.apigateway.get_gateway_responses(restApiId=self.api_id)["items"]:
            if not response["defaultResponse"]:
                kind = response["responseType"]
                self.apigateway.delete_gateway_response(restApiId=self.api_id, responseType=kind)
        for kind, response in document.get("x-amazon-apigateway-gateway-responses", {}).items():
            self.apigateway.put_gateway_response(restApiId=self.api_id, responseType=kind, **response)
        settings = {
            "/name": document["info"]["title"],
            "/description": document["info"].get("description", ""),
            "/version": document["info"]["version"],
            "/apiKeySource": document.get("x-amazon-apigateway-api-key-source", "HEADER"),
        }
        self.apigateway.update_rest_api(
            restApiId=self.api_id,
            patchOperations=[{"op": "replace", "path": path, "value": value} for path, value in settings.items()],
        )

    def put_methods(self, document: Node) -> None:
        """Replace the methods, and everything they refer to, by the document's."""
        root = self._clear()
        components = document.get("components", {})
        for name, schema in components.get("schemas", {}).items():
            # API Gateway requires references to its models.
            models = f'"https://apigateway.amazonaws.com/restapis/{self.api_id}/models/'
            text = json.dumps(schema).replace('"#/components/schemas/', models)
            self.apigateway.create_model(restApiId=self.api_id, name=name, contentType="application/json", schema=text)
        validators = {
            name: self.apigateway.create_request_validator(restApiId=self.api_id, name=name, **validator)["id"]
            for name, validator in document.get("x-amazon-apigateway-request-validators", {}).items()
        }
        schemes = {name: self._scheme(name, each) for name, each in components.get("securitySchemes", {}).items()}
        resources = {"/": root}
        for path, name, method in _operations(document):
            where: Any = {
                "restApiId": self.api_id,
                "resourceId": self._resource(resources, path),
                "httpMethod": "ANY" if name == _ANY_METHOD else name.upper(),
            }
            self.apigateway.put_method(**where, **_method(document, method, validators, schemes))
            for status, response in method.get("responses", {}).items():
                headers = {f"method.response.header.{header}": False for header in response.get("headers", {})}
                self.apigateway.put_method_response(**where, statusCode=str(status), responseParameters=headers)
            self.apigateway.put_integration(**where, **_integration_of(method, path))
            for pattern, response in method[_INTEGRATION].get("responses", {}).items():
                selected = "" if pattern == "default" else pattern
                self.apigateway.put_integration_response(**where, selectionPattern=selected, **response)

    def _clear(self) -> str:
        """Delete what an import replaces, and return the id of the root, which stays."""
        api: Any = {"restApiId": self.api_id}
        resources = {each["path"]: each for each in self.apigateway.get_resources(**api, limit=_PAGE)["items"]}
        root = resources.pop("/")
        for method in root.get("resourceMethods", {}):
            self.apigateway.delete_method(**api, resourceId=root["id"], httpMethod=method)
        for resource in resources.values():
            self.apigateway.delete_resource(**api, resourceId=resource["id"])
        for authorizer in self.apigateway.get_authorizers(**api, limit=_PAGE)["items"]:
            self.apigateway.delete_authorizer(**api, authorizerId=authorizer["id"])
        for validator in self.apigateway.get_request_validators(**api, limit=_PAGE)["items"]:
            self.apigateway.delete_request_validator(**api, requestValidatorId=validator["id"])
        for model in self.apigateway.get_models(**api, limit=_PAGE)["items"]:
            self.apigateway.delete_model(**api, modelName=model["name"])
        return root["id"]

    def _resource(self, made: dict[str, str], path: str) -> str:
        if path not in made:
            parent, _, step = path.rpartition("/")
            parent_id = self._resource(made, parent or "/")
            resource = self.apigateway.create_resource(restApiId=self.api_id, parentId=parent_id, pathPart=step)
            made[path] = resource["id"]
        return made[path]

    def _scheme(self, name: str, scheme: Node) -> Node:
        """Create a security scheme's authorizer, and return what it sets on a method."""
        authorizer = scheme.get("x-amazon-apigateway-authorizer")
        is_key = (scheme["type"], scheme["in"], scheme["name"].lower()) == ("apiKey", "header", "x-api-key")
        if authorizer is None and is_key:
            return {"apiKeyRequired": True}
        if authorizer is None or authorizer["type"] != "token":
            raise UnsupportedDocument(f"{name}: only an API key or a token authorizer is supported")
        made = self.apigateway.create_authorizer(
            restApiId=self.api_id,
            name=name,
            authType=scheme["x-amazon-apigateway-authtype"],
            identitySource=f"method.request.header.{scheme['name']}",
            **(authorizer | {"type": "TOKEN"}),
        )
        return {"authorizationType": "CUSTOM", "authorizerId": made["id"]}


def _operations(document: Node) -> Iterator[tuple[str, str, Node]]:
    for path, item in document["paths"].items():
        for name, method in item.items():
            if name not in _METHODS:
                raise UnsupportedDocument(f"{path}: {name} is not a method")
            yield path, name, method


def _method(document: Node, method: Node, validators: Node, schemes: Node) -> dict[str, Any]:
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
    validator = method.get(_VALIDATOR, document.get(_VALIDATOR))
    if validator is not None:
        parameters["requestValidatorId"] = validators[validator]
    for requirement in method.get("security", document.get("security", [])):
        for scheme in requirement:
            parameters |= schemes[scheme]
    return parameters


def _integration_of(method: Node, path: str) -> dict[str, Any]:
    integration = {name: value for name, value in method.get(_INTEGRATION, {}).items() if name != "responses"}
    if not integration:
        raise UnsupportedDocument(f"{path}: a method has no integration")
    if unknown := set(integration) - set(_MEMBERS):
        raise UnsupportedDocument(f"{path}: an integration's {', '.join(sorted(unknown))} is not supported")
    return {_MEMBERS[name]: value.upper() if name in _IN_CAPITALS else value for name, value in integration.items()}


@dataclass(slots=True)
class _Canary:
    api_id: str
    deployment: str
    variables: Mapping[str, str]
    plans: list[str]
    share: float = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Deployments:
    """The documents imported, deployed and served, by API id."""

    apigateway: APIGatewayClient
    imported: dict[str, Node] = field(default_factory=dict)
    deployed: dict[tuple[str, str], Node] = field(default_factory=dict)
    served: dict[str, Node] = field(default_factory=dict)
    canaries: dict[tuple[str, str], _Canary] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    def import_document(self, api_id: str, document: Node) -> None:
        """Store an imported document, without changing what a stage serves."""
        with self.lock:
            # Gateway responses come from the stage's deployment, as the embedded AWS already does.
            RestApi(self.apigateway, api_id).describe(document)
            if not self.apigateway.get_stages(restApiId=api_id)["item"]:
                self._put_methods(api_id, document)
            self.imported[api_id] = document

    def add(self, api_id: str, deployment: str) -> None:
        if api_id in self.imported:
            self.deployed[api_id, deployment] = self.imported[api_id]

    def serve(self, api_id: str, name: str) -> None:
        """Make an API serve its stage's current deployment and canary."""
        with self.lock:
            stage = self.apigateway.get_stage(restApiId=api_id, stageName=name)
            document, variables = self.deployed.get((api_id, stage["deploymentId"])), stage.get("variables", {})
            if document is not None:
                self._put_methods(api_id, _filled(document, variables))
            settings: Mapping[str, Any] = stage.get("canarySettings") or {}
            if settings:
                variables = {**variables, **settings.get("stageVariableOverrides", {})}
            self._serve_canary(api_id, name, settings, variables)

    def target_of(self, api_id: str, stage: str) -> str:
        """Return the id of the API that serves the next request to a stage."""
        canary = self.canaries.get((api_id, stage))
        if canary is None:
            return api_id
        with self.lock:
            canary.requests += 1
            now, before = (int(times * canary.share / 100) for times in (canary.requests, canary.requests - 1))
        return canary.api_id if now > before else api_id

    def _put_methods(self, api_id: str, document: Node) -> None:
        if self.served.get(api_id) != document:
            RestApi(self.apigateway, api_id).put_methods(document)
            self.served[api_id] = document

    def _serve_canary(self, api_id: str, stage: str, settings: Mapping[str, Any], variables: Mapping[str, str]) -> None:
        place, deployment = (api_id, stage), settings.get("deploymentId")
        canary = self.canaries.get(place)
        if canary and (canary.deployment, canary.variables) != (deployment, variables):
            del self.canaries[place]
            self._delete(canary)
            canary = None
        if not deployment:
            return
        if canary is None:
            canary = self.canaries[place] = self._new_canary(api_id, stage, deployment, variables)
        share = float(settings["percentTraffic"])
        if canary.share != share:
            canary.share, canary.requests = share, 0

    def _new_canary(self, api_id: str, stage: str, deployment: str, variables: Mapping[str, str]) -> _Canary:
        # Hidden from searches for an API by name.
        name = f"canary of {api_id}"
        own = self.apigateway.create_rest_api(name=name)["id"]
        document = _filled(self.deployed[api_id, deployment], variables)
        RestApi(self.apigateway, own).describe({**document, "info": {**document["info"], "title": name}})
        self._put_methods(own, document)
        self.apigateway.create_deployment(restApiId=own, stageName=stage, variables=variables)
        plans = [
            self._copy_plan(plan, own, stage)
            for plan in self.apigateway.get_usage_plans()["items"]
            if {"apiId": api_id, "stage": stage}.items() <= (plan.get("apiStages") or [{}])[0].items()
        ]
        return _Canary(own, deployment, variables, plans)

    def _copy_plan(self, plan: Any, api_id: str, stage: str) -> str:
        """Create a plan with the same keys for another API, and return its id: the embedded AWS can't extend a plan."""
        limits = {name: plan[name] for name in ("throttle", "quota") if name in plan}
        stages: Any = [{"apiId": api_id, "stage": stage}]
        made = self.apigateway.create_usage_plan(name=plan["name"], apiStages=stages, **limits)
        for key in self.apigateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]:
            self.apigateway.create_usage_plan_key(usagePlanId=made["id"], keyId=key["id"], keyType="API_KEY")
        return made["id"]

    def _delete(self, canary: _Canary) -> None:
        self.apigateway.delete_rest_api(restApiId=canary.api_id)
        for plan in canary.plans:
            self.apigateway.delete_usage_plan(usagePlanId=plan)


def _filled(document: Node, variables: Mapping[str, str]) -> Node:
    text = _VARIABLE.sub(lambda found: variables.get(found[1], ""), json.dumps(document))
    filled: Node = json.loads(text)
    return filled
