"""API Gateway's REST proxy integration: a request becomes a Lambda event, its result a response."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from local.config import ACCOUNT, STAGE
from local.gateway.errors import internal_error
from local.gateway.request import API_KEY_HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.gateway.request import GatewayRequest

_BODILESS = frozenset({204, 304})
_FIRST_STATUS, _LAST_STATUS = 200, 599
# The HTTP server sets these; API Gateway drops or renames a function's own.
_DROPPED = frozenset({"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding", "upgrade"})
_REMAPPED = frozenset({"www-authenticate"})
_UNKNOWN_IDENTITY = dict.fromkeys(
    (
        "accessKey",
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "user",
        "userArn",
    )
)


class LambdaEventConverter:
    """Converts requests into events, and functions' results into responses."""

    def event_of(self, request: GatewayRequest) -> dict[str, Any]:
        """Return the event of a request; InvalidRequest if its path or query isn't UTF-8."""
        match = request.matched
        headers: dict[str, list[str]] = {}
        for name, value in request.headers:
            headers.setdefault(name, []).append(value)
        query = request.query()
        return {
            "resource": match.route.template,
            "path": request.path.removeprefix(match.server.base_path),
            "httpMethod": request.method,
            "headers": {name: values[-1] for name, values in headers.items()},
            "multiValueHeaders": headers,
            "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
            "multiValueQueryStringParameters": query or None,
            "pathParameters": request.path_parameters() or None,
            "stageVariables": None,
            "requestContext": _request_context(request),
            # API Gateway reads a body as text; bytes that aren't UTF-8 are lost, and rejected where a body is parsed.
            "body": request.body.decode(errors="replace") or None,
            "isBase64Encoded": False,
        }

    def response_of(self, result: Any) -> Response:  # noqa: ANN401  # any JSON
        """Return a function's result as a response; GatewayError 500 if it isn't a proxy integration's."""
        try:
            status = _status(result["statusCode"])
            body = _body(result)
            headers = list(_headers(result))
        except (KeyError, TypeError, ValueError, AttributeError, UnicodeError, binascii.Error) as error:
            raise internal_error() from error
        response = Response(b"" if status in _BODILESS else body, status_code=status)
        response.raw_headers.extend(headers)
        return response


def _request_context(request: GatewayRequest) -> dict[str, Any]:
    match = request.matched
    host = request.header("host") or ""
    moment = datetime.fromtimestamp(request.epoch, UTC)
    context: dict[str, Any] = {
        "accountId": ACCOUNT,
        "apiId": match.server.api_id,
        "domainName": host,
        "domainPrefix": host.partition(".")[0],
        "extendedRequestId": request.request_id,
        "httpMethod": request.method,
        "identity": _identity(request),
        "path": request.path,
        "protocol": f"HTTP/{request.scope['http_version']}",
        "requestId": request.request_id,
        "requestTime": moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(request.epoch * 1000),
        "resourceId": f"{request.method} {match.route.template}",
        "resourcePath": match.route.template,
        "stage": STAGE,
    }
    if request.authorizer:
        context["authorizer"] = dict(request.authorizer)
    return context


def _identity(request: GatewayRequest) -> dict[str, Any]:
    client = request.scope.get("client")
    key = {}
    if request.api_key_id is not None:
        key = {"apiKey": request.header(API_KEY_HEADER), "apiKeyId": request.api_key_id}
    return {
        **_UNKNOWN_IDENTITY,
        **key,
        "sourceIp": client[0] if client else "",
        "userAgent": request.header("user-agent"),
    }


def _status(sent: object) -> int:
    status = int(sent) if isinstance(sent, str) else sent
    if not isinstance(status, int) or isinstance(status, bool) or not _FIRST_STATUS <= status <= _LAST_STATUS:
        raise TypeError("statusCode")
    return status


def _body(result: Mapping[str, Any]) -> bytes:
    body = result.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise TypeError("body")
    return base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()


def _headers(result: Mapping[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    single = {name: [value] for name, value in (result.get("headers") or {}).items()}
    multi_value = result.get("multiValueHeaders") or {}
    for name, values in {**single, **multi_value}.items():
        sent = name.lower()
        if sent in _DROPPED:
            continue
        sent = f"x-amzn-remapped-{sent}" if sent in _REMAPPED else sent
        for value in values:
            yield sent.encode("ascii"), _header_value(value).encode("latin-1")


def _header_value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value)
    raise TypeError("headers")
