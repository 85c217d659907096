"""A proxy in front of the embedded AWS that adds the features our Terraform needs.

It adds PutRestApi and ImportRestApi, immutable deployments, stage canaries and a stage's cache, generated values of
API keys, every field of DescribeAlarms, the attributes of an e-mail identity, the calls of `_StoredCalls`,
the omission of empty parts, the request's context in API Gateway's own responses, and, if requested, image
functions run from source. It forwards everything else unchanged.
"""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpcore
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from moto.core.model import ServiceModel
from moto.core.parse import QueryParser
from moto.core.serialize import QuerySerializer
from mypy_boto3_apigateway import APIGatewayClient
from mypy_boto3_apigateway.type_defs import PatchOperationTypeDef
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local.aws.clients import client
from local.aws.responses import error_response, json_response, reject_web_pages
from tests.deploy.aws.image_functions import ImageFunctions
from tests.deploy.aws.rest_apis import Deployments, UnsupportedDocument

type Json = dict[str, Any]

EXECUTE = "/_aws/execute-api/"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# Headers of the connection, which the proxy sets itself.
_OWN = frozenset({b"connection", b"content-length", b"expect", b"keep-alive", b"transfer-encoding", b"x-forwarded-for"})
_TIMEOUT = dict.fromkeys(("connect", "read", "write", "pool"), 300)
_BODILESS = frozenset({204, 304})
_HOLDS_NOTHING = re.compile(rb'<(\w+HeadersConfig)><Quantity>0</Quantity></\1>|"mutualTlsAuthentication": ?{}, ?')


def adapted_aws(aws_url: str, *, from_source: bool) -> ASGIApp:
    """Return the completed embedded AWS as an ASGI application."""
    proxy = _Adapter(aws_url, client("apigateway", aws_url), ImageFunctions() if from_source else None)

    def route(path: str, handle: Callable[[Request, bytes], Response], *methods: str) -> Route:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(handle, request, await request.body())

        return Route(path, endpoint, methods=methods or _METHODS)

    control = reject_web_pages(
        Starlette(
            routes=[
                route("/restapis/{api}", proxy.import_api, "PUT"),
                route("/restapis", proxy.import_api, "POST"),
                route("/restapis/{api}/deployments", proxy.change_stage, "POST"),
                route("/restapis/{api}/stages", proxy.change_stage, "POST"),
                route("/restapis/{api}/stages/{stage}", proxy.change_stage, "PATCH"),
                route("/restapis/{api}/stages/{stage}", proxy.get_stage, "GET"),
                route("/domainnames/{name}", proxy.without_empty_parts, "GET"),
                route("/tags/{arn:path}", proxy.tag, "PUT"),
                route("/apikeys", proxy.create_api_key, "POST"),
                route("/v2/email/identities", proxy.set_identity, "POST"),
                route("/v2/email/identities/{identity}/configuration-set", proxy.set_identity, "PUT"),
                route("/v2/email/identities/{identity}/mail-from", proxy.set_mail_from, "PUT"),
                route("/v2/email/identities/{identity}", proxy.get_identity, "GET"),
                route("/2020-05-31/response-headers-policy/{id}", proxy.without_empty_parts),
                route("/{path:path}", proxy.call),
            ],
            exception_handlers={UnsupportedDocument: _to_response, ClientError: _to_response},
        )
    )
    data = Starlette(routes=[route("/{path:path}", proxy.execute)])

    async def adapted(scope: Scope, receive: Receive, send: Send) -> None:
        await (data if scope["path"].startswith(EXECUTE) else control)(scope, receive, send)

    return adapted


class _Adapter:
    def __init__(self, aws_url: str, apigateway: APIGatewayClient, images: ImageFunctions | None) -> None:
        self._aws_url = aws_url
        self._apigateway = apigateway
        self._images = images
        self._deployments = Deployments(apigateway)
        self._stored_calls = _StoredCalls()
        self._identities: dict[str, Json] = {}

    def import_api(self, request: Request, body: bytes) -> Response:
        api_id: str | None = request.path_params.get("api")
        mode = request.query_params.get("mode")
        if api_id is None and mode != "import":
            return self._forward(request, body)
        document = json.loads(body)
        if not str(document.get("openapi")).startswith("3.0"):
            raise UnsupportedDocument("the body is no OpenAPI 3.0 document")
        if api_id is None:
            api_id = self._apigateway.create_rest_api(name=document["info"]["title"])["id"]
        elif mode != "overwrite":
            raise UnsupportedDocument("only mode overwrite is supported")
        self._deployments.import_document(api_id, document)
        api = self._apigateway.get_rest_api(restApiId=api_id)
        api.pop("ResponseMetadata")  # type: ignore[misc]  # boto3's types have it always
        status = 200 if request.method == "PUT" else 201
        return json_response(status, api | {"createdDate": api["createdDate"].timestamp()})

    def change_stage(self, request: Request, body: bytes) -> Response:
        api_id, settings = request.path_params["api"], json.loads(body)
        # Terraform sends an empty stage name to leave the stage unchanged.
        stage: str = request.path_params.get("stage") or settings.get("stageName") or ""
        if any(patch["op"] == "copy" for patch in settings.get("patchOperations", [])):
            # The embedded AWS has no copy operation. The only one in use promotes a canary's deployment.
            deployment = self._deployments.canaries[api_id, stage].deployment
            settings = {"patchOperations": [{"op": "replace", "path": "/deploymentId", "value": deployment}]}
        response = self._forward(request, json.dumps(settings).encode())
        if response.status_code < 400:
            if request.url.path.endswith("/deployments"):
                self._deployments.add(api_id, json.loads(bytes(response.body))["id"])
            if stage:
                self._deployments.serve(api_id, stage)
        return response

    def get_stage(self, request: Request, body: bytes) -> Response:
        # The embedded AWS omits a cache's status, for which Terraform waits, and decodes the paths of method settings.
        response = self._forward(request, body)
        stage = json.loads(bytes(response.body))
        for key in [key for key in stage.get("methodSettings", {}) if key.startswith("/")]:
            path, _, method = key.rpartition("/")
            stage["methodSettings"][f"{path.replace('/', '~1')}/{method}"] = stage["methodSettings"].pop(key)
        status = {"cacheClusterStatus": "AVAILABLE"} if stage.get("cacheClusterEnabled") else {}
        return _with_body(response, json.dumps(stage | status).encode())

    def tag(self, request: Request, body: bytes) -> Response:
        response = self._forward(request, body)
        _, is_of_an_api, api_id = request.path_params["arn"].partition("::/restapis/")
        if is_of_an_api and "/" not in api_id and response.status_code < 400:
            # The embedded AWS returns the tags that an API was created with.
            patches: list[PatchOperationTypeDef] = [
                {"op": "replace", "path": f"/tags/{name}", "value": value}
                for name, value in json.loads(body)["tags"].items()
            ]
            self._apigateway.update_rest_api(restApiId=api_id, patchOperations=patches)
        return response

    def create_api_key(self, request: Request, body: bytes) -> Response:
        # Without a value, or with an empty one, API Gateway generates it.
        key = json.loads(body)
        if not key.get("value"):
            key.pop("value", None)
        return self._forward(request, json.dumps(key).encode())

    def set_identity(self, request: Request, body: bytes) -> Response:
        identity = json.loads(body)
        name = request.path_params.get("identity") or identity["EmailIdentity"]
        self._identities.setdefault(name, {})["ConfigurationSetName"] = identity.get("ConfigurationSetName")
        # The embedded AWS accepts it only with a new identity.
        return self._forward(request, body) if request.method == "POST" else json_response(200, {})

    def set_mail_from(self, request: Request, body: bytes) -> Response:
        self._identities.setdefault(request.path_params["identity"], {})["MailFromAttributes"] = json.loads(body)
        return json_response(200, {})

    def get_identity(self, request: Request, body: bytes) -> Response:
        # The embedded AWS stores neither attribute, and Terraform would set them on every apply.
        response = self._forward(request, body)
        if response.status_code >= 400:
            return response
        identity = json.loads(bytes(response.body)) | self._identities.get(request.path_params["identity"], {})
        return _with_body(response, json.dumps(identity).encode())

    def without_empty_parts(self, request: Request, body: bytes) -> Response:
        # CloudFront and API Gateway leave out empty parts that weren't set.
        response = self._forward(request, body)
        return _with_body(response, _HOLDS_NOTHING.sub(b"", bytes(response.body)))

    def call(self, request: Request, body: bytes) -> Response:
        path, target = request.url.path, request.headers.get("x-amz-target")
        if target and (stored := self._stored_calls.respond(target.rpartition(".")[2], json.loads(body or b"{}"))):
            return stored
        if request.method == "POST" and b"Action=DescribeAlarms&" in body:
            return Response(describe_alarms(self._aws_url, dict(parse_qsl(body.decode()))), media_type="text/xml")
        if self._images is None:
            return self._forward(request, body)
        response = self._forward(request, self._images.rewrite_request(path, body))
        return _with_body(response, self._images.rewrite_response(path, bytes(response.body)))

    def execute(self, request: Request, body: bytes) -> Response:
        api_id, _, rest = request.scope["raw_path"].decode("latin-1").removeprefix(EXECUTE).partition("/")
        target = self._deployments.target_of(api_id, rest.partition("/")[0])
        return complete(self._forward(request, body, path=f"{EXECUTE}{target}/{rest}"), f"/{rest}")

    def _forward(self, request: Request, body: bytes, *, path: str = "") -> Response:
        target, query = path.encode("latin-1") or request.scope["raw_path"], request.scope["query_string"]
        # Without the spaces around a value, which belong to no header, and which the client refuses to send.
        headers = [(name, value.strip()) for name, value in request.headers.raw if name.lower() not in _OWN]
        # API Gateway takes the caller's address from the connection.
        headers.append((b"x-forwarded-for", (request.client.host if request.client else "").encode()))
        response = httpcore.request(
            request.method,
            self._aws_url,
            headers=headers,
            content=body,
            extensions={"target": target + (b"?" + query if query else b""), "timeout": _TIMEOUT},
        )
        received = [(name.lower(), value) for name, value in response.headers]
        forwarded = Response(response.content, response.status)
        forwarded.raw_headers = [(name, value) for name, value in received if name not in _OWN]
        if response.status not in _BODILESS:
            # That of a HEAD request describes a body that isn't sent.
            length = dict(received).get(b"content-length") or str(len(response.content)).encode()
            forwarded.raw_headers.append((b"content-length", length))
        return forwarded


@dataclass(frozen=True, slots=True)
class _StoredCalls:
    """Calls that the embedded AWS lacks: their values are stored here, by id or ARN, and returned unchanged.

    They have no effect but that Terraform finds the resources that it has created: log queries, the firewall's logging
    configuration, and the cancellation of a secret's rotation, which doesn't run there.
    """

    queries: dict[str, Json] = field(default_factory=dict)
    logging: dict[str, Json] = field(default_factory=dict)

    def respond(self, verb: str, request: Json) -> Response | None:
        """Return the response to a call, or None if the embedded AWS has it."""
        arn: str = request.get("ResourceArn", "")
        body: Json = {}
        match verb:
            case "PutQueryDefinition":
                query_id = request.get("queryDefinitionId") or str(uuid.uuid4())
                query = {name: value for name, value in request.items() if name != "clientToken"}
                self.queries[query_id] = query | {"queryDefinitionId": query_id}
                body = {"queryDefinitionId": query_id}
            case "DescribeQueryDefinitions":
                prefix = request.get("queryDefinitionNamePrefix", "")
                body = {"queryDefinitions": [each for each in self.queries.values() if each["name"].startswith(prefix)]}
            case "DeleteQueryDefinition":
                body = {"success": self.queries.pop(request["queryDefinitionId"], None) is not None}
            case "PutLoggingConfiguration":
                body = request
                self.logging[body["LoggingConfiguration"]["ResourceArn"]] = body["LoggingConfiguration"]
            case "GetLoggingConfiguration" | "DeleteLoggingConfiguration" if arn not in self.logging:
                return json_response(400, {"__type": "WAFNonexistentItemException", "message": "It has no logging."})
            case "GetLoggingConfiguration":
                body = {"LoggingConfiguration": self.logging[arn]}
            case "DeleteLoggingConfiguration":
                del self.logging[arn]
            case "CancelRotateSecret":
                body = {"ARN": request["SecretId"]}
            case _:
                return None
        return json_response(200, body)


def complete(response: Response, path: str) -> Response:
    """Fill in what the embedded AWS leaves: the variables of mocks, and the path of gateway responses.

    A mock has an unfilled request id, a gateway response has its request id twice; others are not changed.
    """
    request_id = response.headers.get("x-request-id", "")
    if request_id == "context.requestId":
        request_id = response.headers["x-request-id"] = str(uuid.uuid4())
    elif request_id != response.headers.get("x-amzn-requestid"):
        return response
    if response.status_code in _BODILESS:
        del response.headers["content-type"]
        response.body = b""
        return response
    text = bytes(response.body).decode().replace("$context.requestId", request_id)
    return _with_body(response, text.replace("$context.path", json.dumps(path)[1:-1]).encode())


def describe_alarms(aws_url: str, form: dict[str, str]) -> str:
    """Return the response to DescribeAlarms in Terraform's query protocol, where the embedded AWS omits most fields."""
    operation = ServiceModel(Loader().load_service_model("cloudwatch", "service-2")).operation_model("DescribeAlarms")
    request: Any = {"values": form}  # the only part of a request that the parser reads
    response = client("cloudwatch", aws_url).describe_alarms(**QueryParser(operation).parse(request))
    for alarm in response["MetricAlarms"]:
        if not alarm.get("MetricName"):
            # An alarm of several metrics: the embedded AWS doesn't store them and invents these.
            alarm.pop("Period", None)
            alarm.pop("Statistic", None)
    return str(QuerySerializer(operation).serialize(response)["body"])


def _with_body(response: Response, body: bytes) -> Response:
    if body != response.body:
        response.body = body
        response.headers["content-length"] = str(len(body))
    return response


def _to_response(_request: Request, error: Exception) -> Response:
    if not isinstance(error, ClientError):
        return error_response(400, "BadRequestException", str(error))
    details = error.response["Error"]
    return error_response(error.response["ResponseMetadata"]["HTTPStatusCode"], details["Code"], details["Message"])
