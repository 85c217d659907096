"""API Gateway's management API, which boto3 finds through ``AWS_ENDPOINT_URL_API_GATEWAY``.

Requests for usage are handled here, where requests are counted; all others are forwarded to the embedded AWS services.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import anyio.to_thread
from botocore.exceptions import BotoCoreError, ClientError
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from local.aws.clients import client
from local.aws.responses import error_response, json_response, reject_web_pages, without_redirects
from local.gateway.usage_plans import Plan, key_ids, usage_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mypy_boto3_apigateway import APIGatewayClient
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from local.gateway.usage import Usage
    from local.gateway.usage_plans import Quota

# Only these are forwarded: the embedded AWS services have more under the same address.
_FORWARDED_PATHS = (
    *("/apikeys", "/apikeys/{key}", "/tags/{arn:path}"),
    *("/usageplans", "/usageplans/{plan}", "/usageplans/{plan}/keys", "/usageplans/{plan}/keys/{key}"),
)
_FORWARDED_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_SECONDS = 30
_LONGEST = timedelta(days=90)
_PAGE, _LARGEST_PAGE = 25, 500
# The embedded AWS services find the service, account and region in these.
_FORWARDED_HEADERS = ("authorization", "content-type")
_RETURNED_HEADERS = ("content-type", "x-amzn-errortype")
# The values of a patch are strings. API Gateway converts them; the embedded AWS services would store the strings.
_CONVERSIONS: Mapping[str, Callable[[str], object]] = {
    "/enabled": lambda text: text.lower() == "true",
    "/throttle/rateLimit": float,
    "/throttle/burstLimit": int,
    "/quota/limit": int,
}


class _BadRequest(Exception):  # API Gateway's BadRequestException
    """API Gateway doesn't support the request."""


def apigateway_api(aws_url: str, usage: Usage) -> ASGIApp:
    """Return API Gateway's management API as an ASGI application; web pages are rejected.

    Parameters
    ----------
    aws_url : str
        Base URL of the embedded AWS services.
    usage : Usage
        The usage, counted in the thread that the application runs in.
    """
    api = _Api(client("apigateway", aws_url), urlsplit(aws_url).netloc, usage)
    app = Starlette(
        routes=[
            Route("/usageplans/{plan}/usage", api.get_usage, methods=["GET"]),
            Route("/usageplans/{plan}/keys/{key}/usage", api.update_usage, methods=["PATCH"]),
            Route("/usageplans/{plan}", api.patch, methods=["PATCH"]),
            Route("/apikeys/{key}", api.patch, methods=["PATCH"]),
            Route("/apikeys/{key}", api.delete_key, methods=["DELETE"]),
            *(Route(path, api.forward, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]) for path in _FORWARDED_PATHS),
        ],
        exception_handlers={
            _BadRequest: _bad_request,
            ClientError: _client_error,
            BotoCoreError: _unavailable,
            OSError: _unavailable,
            http.client.HTTPException: _unavailable,
        },
    )
    return reject_web_pages(without_redirects(app))


@dataclass(frozen=True, slots=True)
class _Api:
    apigateway: APIGatewayClient
    aws: str
    usage: Usage

    async def get_usage(self, request: Request) -> Response:
        plan_id, query = request.path_params["plan"], request.query_params
        start, end = _parse_date(query.get("startDate")), _parse_date(query.get("endDate"))
        if not timedelta() <= end - start <= _LONGEST:
            raise _BadRequest("Usage can be read for up to 90 days.")
        quota = await anyio.to_thread.run_sync(self._quota, plan_id, query.get("keyId"))
        keys = [query["keyId"]] if "keyId" in query else await anyio.to_thread.run_sync(self._key_ids, plan_id)
        first = _number(query.get("position", "0"))
        last = first + min(_number(query.get("limit", str(_PAGE))), _LARGEST_PAGE)
        days = list(_days(start, min(end, self.usage.today())))
        usage: dict[str, Any] = {
            "usagePlanId": plan_id,
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
            "values": {key: self._daily((plan_id, key), quota, days) for key in keys[first:last]},
        }
        return json_response(200, usage | ({"position": str(last)} if last < len(keys) else {}))

    async def update_usage(self, request: Request) -> Response:
        plan_id, key_id = request.path_params["plan"], request.path_params["key"]
        match await _operations(request):
            case [{"op": "replace", "path": "/remaining", "value": text}]:
                remaining = _number(str(text))
            case _:
                raise _BadRequest("Only /remaining can be replaced.")
        quota = await anyio.to_thread.run_sync(self._quota, plan_id, key_id)
        self.usage.grant((plan_id, key_id), quota, remaining)
        today = self.usage.today()
        usage = {
            "usagePlanId": plan_id,
            "startDate": today.isoformat(),
            "endDate": today.isoformat(),
            "values": {key_id: self._daily((plan_id, key_id), quota, [today])},
        }
        return json_response(200, usage)

    async def patch(self, request: Request) -> Response:
        operations = await _operations(request)
        for operation in operations:
            path = operation.get("path")
            if path == "/apiStages":
                # The embedded AWS services would replace the list with a string and so detach the plan from its server.
                raise _BadRequest("The plans of a local shop stay on its partner server.")
            if "value" in operation:
                operation["value"] = _convert(str(path), str(operation["value"]))
        return await self._forward(request, json.dumps({"patchOperations": operations}).encode())

    async def delete_key(self, request: Request) -> Response:
        deleted = await self.forward(request)
        # The embedded AWS services don't remove a deleted key, or its value, from its plans.
        await anyio.to_thread.run_sync(self._take_off_plans, request.path_params["key"])
        return deleted

    async def forward(self, request: Request) -> Response:
        return await self._forward(request, await request.body())

    async def _forward(self, request: Request, body: bytes) -> Response:
        path = request.scope["raw_path"].decode("latin-1").removeprefix(request.scope["root_path"])
        query = request.scope["query_string"].decode("latin-1")
        if "Action" in request.query_params:
            raise _BadRequest("This action belongs to another service.")
        headers = {name: request.headers[name] for name in _FORWARDED_HEADERS if name in request.headers}
        return await anyio.to_thread.run_sync(self._send, request.method, f"{path}?{query}", headers, body)

    def _send(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Response:
        connection = http.client.HTTPConnection(self.aws, timeout=_SECONDS)
        try:
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            headers = {name: response.headers[name] for name in _RETURNED_HEADERS if name in response.headers}
            return Response(response.read(), response.status, headers)
        finally:
            connection.close()

    def _quota(self, plan_id: str, key_id: str | None) -> Quota:
        plan = Plan.of(self.apigateway.get_usage_plan(usagePlanId=plan_id))
        if key_id is not None:
            self.apigateway.get_usage_plan_key(usagePlanId=plan_id, keyId=key_id)
        if plan.quota is None:
            raise _BadRequest("The usage plan has no quota.")
        return plan.quota

    def _key_ids(self, plan_id: str) -> list[str]:
        return list(key_ids(self.apigateway, plan_id))

    def _take_off_plans(self, key_id: str) -> None:
        for plan in usage_plans(self.apigateway):
            self.apigateway.delete_usage_plan_key(usagePlanId=plan["id"], keyId=key_id)

    def _daily(self, key: tuple[str, str], quota: Quota, days: list[date]) -> list[list[int]]:
        return [[self.usage.used(key, day), self.usage.remaining(key, quota, day)] for day in days]


async def _operations(request: Request) -> list[dict[str, object]]:
    try:
        return [dict(operation) for operation in (await request.json())["patchOperations"]]
    except (ValueError, KeyError, TypeError) as error:
        raise _BadRequest("Invalid patch.") from error


def _convert(path: str, text: str) -> object:
    try:
        return _CONVERSIONS.get(path, str)(text)
    except ValueError as error:
        raise _BadRequest(f"Invalid value for {path}.") from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(2**63))):
        raise _BadRequest("Invalid number.")
    return int(text)


def _parse_date(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as error:
        raise _BadRequest("Invalid date: the form is 2026-11-22.") from error


def _days(start: date, end: date) -> Iterator[date]:
    for past in range((end - start).days + 1):
        yield start + timedelta(days=past)


def _bad_request(_request: Request, error: Exception) -> Response:
    return error_response(400, "BadRequestException", str(error))


def _client_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ClientError)  # noqa: S101  # registered for these only
    response = error.response
    status, reason = response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]
    return error_response(status, reason["Code"], reason["Message"])


def _unavailable(_request: Request, error: Exception) -> Response:
    return error_response(
        503, "ServiceUnavailableException", f"The embedded AWS services don't respond: {type(error).__name__}."
    )
