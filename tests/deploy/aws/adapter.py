"""A proxy in front of the embedded AWS that adds the features our Terraform needs.

It adds PutRestApi and ImportRestApi, immutable deployments and stage canaries, generated values of API keys, every
field of DescribeAlarms, the configuration set of an e-mail identity, the calls in `stored_calls`, CloudFront's omission
of empty headers, the request's context in API Gateway's own responses, and, if requested, image functions run from
source. It forwards everything else unchanged.
"""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import anyio
import anyio.to_thread
import boto3
import yaml
from botocore.exceptions import ClientError
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from local.aws.responses import error_response, json_response, reject_web_pages
from tests.deploy.aws.alarms import described_alarms
from tests.deploy.aws.deployments import Deployments
from tests.deploy.aws.gateway_responses import completed
from tests.deploy.aws.image_functions import ImageFunctions
from tests.deploy.aws.rest_api_import import UnsupportedDocument
from tests.deploy.aws.stored_calls import TARGETS, StoredCalls

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigateway.type_defs import PatchOperationTypeDef
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

EXECUTE = "/_aws/execute-api/"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
# Headers of the connection, which the proxy sets itself.
_OWN = frozenset({"connection", "content-length", "expect", "keep-alive", "transfer-encoding", "x-forwarded-for"})
_REGION = re.compile(r"Credential=[^/]+/\d{8}/([a-z0-9-]+)/")
_SECONDS = 300
_AT_ONCE = 100
_OK = 200
_REFUSED = 400
_BODILESS = frozenset({204, 304})
_HOLDS_NOTHING = re.compile(rb"<(\w+HeadersConfig)><Quantity>0</Quantity></\1>")
_JSON_BODY = re.compile(rb"\s*\{")


def adapted_aws(aws_url: str, *, from_source: bool) -> ASGIApp:
    """Return the completed embedded AWS as an ASGI application."""
    proxy = _Adapter(aws_url, ImageFunctions() if from_source else None)
    control = reject_web_pages(
        Starlette(
            routes=[
                Route("/restapis/{api}", proxy.put_rest_api, methods=["PUT"]),
                Route("/restapis", proxy.create_rest_api, methods=["POST"]),
                Route("/restapis/{api}/deployments", proxy.change_what_is_served, methods=["POST"]),
                Route("/restapis/{api}/stages", proxy.change_what_is_served, methods=["POST"]),
                Route("/restapis/{api}/stages/{stage}", proxy.change_what_is_served, methods=["PATCH"]),
                Route("/tags/{arn:path}", proxy.tag, methods=["PUT"]),
                Route("/apikeys", proxy.create_api_key, methods=["POST"]),
                Route("/v2/email/identities", proxy.make_identity, methods=["POST"]),
                Route("/v2/email/identities/{identity}/configuration-set", proxy.make_identity, methods=["PUT"]),
                Route("/v2/email/identities/{identity}", proxy.get_identity, methods=["GET"]),
                Route("/2020-05-31/response-headers-policy/{id}", proxy.headers_policy, methods=_METHODS),
                Route("/{path:path}", proxy.hand_on, methods=_METHODS),
            ],
            exception_handlers={UnsupportedDocument: _bad_request, ClientError: _as_refusal},
        )
    )
    data = Starlette(routes=[Route("/{path:path}", proxy.execute, methods=_METHODS)])

    async def adapted(scope: Scope, receive: Receive, send: Send) -> None:
        await (data if scope["path"].startswith(EXECUTE) else control)(scope, receive, send)

    return adapted


@dataclass(frozen=True, slots=True)
class _Adapter:
    aws_url: str
    images: ImageFunctions | None
    configuration_sets: dict[str, str | None] = field(default_factory=dict)
    stored_calls: StoredCalls = field(default_factory=StoredCalls)
    deployments: Deployments = field(default_factory=Deployments)
    limiter: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_AT_ONCE))

    async def put_rest_api(self, request: Request) -> Response:
        api_id = request.path_params["api"]
        if request.query_params.get("mode") != "overwrite":
            raise UnsupportedDocument("only mode overwrite is supported")
        await self._import(request, api_id, _document(await request.body()))
        return await self._rest_api(request, api_id, 200)

    async def create_rest_api(self, request: Request) -> Response:
        if request.query_params.get("mode") != "import":
            return await self.hand_on(request)
        document = _document(await request.body())
        made = await anyio.to_thread.run_sync(
            lambda: self._apigateway(request).create_rest_api(name=document["info"]["title"])
        )
        await self._import(request, made["id"], document)
        return await self._rest_api(request, made["id"], 201)

    async def _import(self, request: Request, api_id: str, document: dict[str, Any]) -> None:
        await anyio.to_thread.run_sync(self.deployments.imported, self._apigateway(request), api_id, document)

    async def _rest_api(self, request: Request, api_id: str, status: int) -> Response:
        api = await anyio.to_thread.run_sync(lambda: self._apigateway(request).get_rest_api(restApiId=api_id))
        api.pop("ResponseMetadata")  # type: ignore[misc]  # boto3's types have it always
        return json_response(status, api | {"createdDate": api["createdDate"].timestamp()})

    def _apigateway(self, request: Request) -> APIGatewayClient:
        """Return a client for the region that the request was signed for."""
        found = _REGION.search(request.headers.get("authorization", ""))
        if found is None:
            raise UnsupportedDocument("the request isn't signed")
        return boto3.client(
            "apigateway",
            endpoint_url=self.aws_url,
            region_name=found[1],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    async def change_what_is_served(self, request: Request) -> Response:
        api_id, body = request.path_params["api"], json.loads(await request.body())
        if any(patch["op"] == "copy" for patch in body.get("patchOperations", [])):
            # The embedded AWS has no copy operation. The only one in use promotes a canary's deployment.
            canary = self.deployments.canaries[api_id, request.path_params["stage"]]
            body = {"patchOperations": [{"op": "replace", "path": "/deploymentId", "value": canary.deployment}]}
        answered = await self._answer(request, json.dumps(body).encode())
        if not answered.status_code < _REFUSED:
            return answered
        # Terraform sends an empty stage name to leave the stage unchanged.
        stage: str | None = request.path_params.get("stage") or body.get("stageName") or None
        apigateway = self._apigateway(request)
        if request.url.path.endswith("/deployments"):
            made = json.loads(bytes(answered.body))["id"]
            await anyio.to_thread.run_sync(self.deployments.deployed, apigateway, api_id, made, stage)
        else:
            await anyio.to_thread.run_sync(self.deployments.stage_changed, apigateway, api_id, str(stage))
        return answered

    async def tag(self, request: Request) -> Response:
        answered = await self._answer(request, await request.body())
        _, is_of_an_api, api_id = request.path_params["arn"].partition("::/restapis/")
        if is_of_an_api and "/" not in api_id and answered.status_code < _REFUSED:
            # The embedded AWS returns the tags that an API was created with.
            patches: list[PatchOperationTypeDef] = [
                {"op": "replace", "path": f"/tags/{name}", "value": value}
                for name, value in json.loads(await request.body())["tags"].items()
            ]
            apigateway = self._apigateway(request)
            await anyio.to_thread.run_sync(
                lambda: apigateway.update_rest_api(restApiId=api_id, patchOperations=patches)
            )
        return answered

    async def create_api_key(self, request: Request) -> Response:
        # Without a value, or with an empty one, API Gateway generates it.
        key = json.loads(await request.body())
        if not key.get("value"):
            key.pop("value", None)
        return await self._answer(request, json.dumps(key).encode())

    async def make_identity(self, request: Request) -> Response:
        body = await request.body()
        identity = json.loads(body)
        name = request.path_params.get("identity") or identity["EmailIdentity"]
        self.configuration_sets[name] = identity.get("ConfigurationSetName")
        # The embedded AWS accepts it only with a new identity.
        return await self._answer(request, body) if request.method == "POST" else json_response(_OK, {})

    async def get_identity(self, request: Request) -> Response:
        # The embedded AWS doesn't store it, and Terraform would set it on every apply.
        response = await self._answer(request, b"")
        configuration_set = self.configuration_sets.get(request.path_params["identity"])
        if configuration_set is None or response.status_code != _OK:
            return response
        identity = json.loads(bytes(response.body)) | {"ConfigurationSetName": configuration_set}
        return _with_body(response, json.dumps(identity).encode())

    async def headers_policy(self, request: Request) -> Response:
        # CloudFront leaves out empty parts that weren't set.
        response = await self._answer(request, await request.body())
        return _with_body(response, _HOLDS_NOTHING.sub(b"", bytes(response.body)))

    async def hand_on(self, request: Request) -> Response:
        body = await request.body()
        target = request.headers.get("x-amz-target")
        if target in TARGETS:
            return self.stored_calls.answer(target, json.loads(body))
        if request.method == "POST" and b"Action=DescribeAlarms&" in body:
            form = dict(parse_qsl(body.decode()))
            xml = await anyio.to_thread.run_sync(described_alarms, self.aws_url, form)
            return Response(xml, media_type="text/xml")
        if self.images is None or not request.url.path.startswith("/2015-03-31/functions"):
            return await self._answer(request, body)
        response = await self._answer(request, self.images.rewrite_request(request.method, request.url.path, body))
        return _with_body(response, self.images.rewrite_response(request.url.path, bytes(response.body)))

    async def execute(self, request: Request) -> Response:
        api_id, _, rest = request.scope["raw_path"].decode("latin-1").removeprefix(EXECUTE).partition("/")
        target = self.deployments.target_of(api_id, rest.partition("/")[0])
        response = await self._answer(request, await request.body(), path=f"{EXECUTE}{target}/{rest}")
        path = f"/{rest}"
        headers, body = completed(response.status_code, dict(response.headers), bytes(response.body), path)
        if headers == dict(response.headers) and body == response.body:
            return response
        length = {} if response.status_code in _BODILESS else {"content-length": str(len(body))}
        changed = Response(body, response.status_code)
        changed.raw_headers = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in (headers | length).items()
        ]
        return changed

    async def _answer(self, request: Request, body: bytes, *, path: str | None = None) -> Response:
        query = request.scope["query_string"].decode("latin-1")
        target = (path or request.scope["raw_path"].decode("latin-1")) + (f"?{query}" if query else "")
        headers = [(name, value) for name, value in request.headers.raw if name.decode().lower() not in _OWN]
        # API Gateway takes the caller's address from the connection.
        headers.append((b"x-forwarded-for", (request.client.host if request.client else "").encode()))
        return await anyio.to_thread.run_sync(self._send, request.method, target, headers, body, limiter=self.limiter)

    def _send(self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Response:
        connection = http.client.HTTPConnection(urlsplit(self.aws_url).netloc, timeout=_SECONDS)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in [*headers, (b"content-length", str(len(body)).encode())]:
                connection.putheader(name, value)
            connection.endheaders(body)
            return _as_answered(connection.getresponse())
        finally:
            connection.close()


def _as_answered(response: http.client.HTTPResponse) -> Response:
    answered = Response(response.read(), response.status)
    kept = [(name.lower(), value) for name, value in response.getheaders() if name.lower() not in _OWN]
    length = response.getheader("content-length") or str(len(answered.body))
    if response.status not in _BODILESS:
        kept.append(("content-length", length))
    answered.raw_headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept]
    return answered


def _with_body(answer: Response, body: bytes) -> Response:
    if body != answer.body:
        answer.body = body
        answer.headers["content-length"] = str(len(body))
    return answer


def _document(body: bytes) -> dict[str, Any]:
    try:
        # YAML can parse JSON, too, but slowly.
        document = json.loads(body) if _JSON_BODY.match(body) else yaml.safe_load(body)
    except (ValueError, yaml.YAMLError) as error:
        raise UnsupportedDocument("the body is neither JSON nor YAML") from error
    if not isinstance(document, dict) or not str(document.get("openapi")).startswith("3.0"):
        raise UnsupportedDocument("the body is no OpenAPI 3.0 document")
    return document


def _bad_request(_request: Request, error: Exception) -> Response:
    return error_response(400, "BadRequestException", str(error))


def _as_refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ClientError)
    response = error.response
    return error_response(
        response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]
    )
