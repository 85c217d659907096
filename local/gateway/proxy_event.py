"""API Gateway's REST proxy integration: a request becomes an event, and an answer a response."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from local.config import ACCOUNT
from local.gateway.authorizer import STAGE
from local.gateway.errors import internal_error
from local.gateway.metering import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.gateway.request import GatewayRequest

_BODILESS = frozenset({204, 304})
_FIRST_STATUS, _LAST_STATUS = 200, 599
# The server frames the message; API Gateway drops or renames what a function says of that.
_DROPPED = frozenset({"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding", "upgrade"})
_REMAPPED = frozenset({"www-authenticate"})


def event_of(request: GatewayRequest) -> dict[str, Any]:
    """Return the event that the operation's function gets.

    Raises
    ------
    GatewayError
        400 if path or query hold text that is no UTF-8.
    """
    found = request.operation_found
    headers = _grouped(request.headers)
    query = request.query()
    return {
        "resource": found.route.template,
        "path": request.path.removeprefix(found.server.base_path),
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": request.path_parameters() or None,
        "stageVariables": None,
        "requestContext": _context_of(request),
        # API Gateway reads a body as text; what is no UTF-8 is lost, and refused where a body is looked at.
        "body": request.body.decode(errors="replace") or None,
        "isBase64Encoded": False,
    }


def _context_of(request: GatewayRequest) -> dict[str, Any]:
    found = request.operation_found
    host = request.header("host") or ""
    moment = datetime.fromtimestamp(request.epoch, UTC)
    context: dict[str, Any] = {
        "accountId": ACCOUNT,
        "apiId": found.server.api_id,
        "domainName": host,
        "domainPrefix": host.partition(".")[0],
        "extendedRequestId": request.request_id,
        "httpMethod": request.method,
        "identity": _identity_of(request),
        "path": request.path,
        "protocol": f"HTTP/{request.scope['http_version']}",
        "requestId": request.request_id,
        "requestTime": moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(request.epoch * 1000),
        "resourceId": f"{request.method} {found.route.template}",
        "resourcePath": found.route.template,
        "stage": STAGE,
    }
    if request.authorizer:
        context["authorizer"] = dict(request.authorizer)
    return context


def _identity_of(request: GatewayRequest) -> dict[str, Any]:
    client = request.scope.get("client")
    unknown = dict.fromkeys(
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
    by_key = {} if request.api_key_id is None else {"apiKey": request.header(HEADER), "apiKeyId": request.api_key_id}
    return {**unknown, **by_key, "sourceIp": client[0] if client else "", "userAgent": request.header("user-agent")}


def _grouped(headers: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in headers:
        grouped.setdefault(name, []).append(value)
    return grouped


def response_of(answer: Any) -> Response:  # noqa: ANN401  # whatever a function answered
    """Return a function's answer as a response.

    Raises
    ------
    GatewayError
        500 if it has not the shape that a proxy integration asks for.
    """
    try:
        status = _status(answer["statusCode"])
        body = _body(answer)
        headers = list(_headers(answer))
    except (KeyError, TypeError, ValueError, AttributeError, UnicodeError, binascii.Error) as error:
        raise internal_error() from error
    response = Response(b"" if status in _BODILESS else body, status_code=status)
    response.raw_headers.extend(headers)
    return response


def _status(sent: object) -> int:
    status = int(sent) if isinstance(sent, str) else sent
    if not isinstance(status, int) or isinstance(status, bool) or not _FIRST_STATUS <= status <= _LAST_STATUS:
        raise TypeError("statusCode")
    return status


def _body(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise TypeError("body")
    return base64.b64decode(body, validate=True) if answer.get("isBase64Encoded") else body.encode()


def _headers(answer: Mapping[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    single = {name: [value] for name, value in (answer.get("headers") or {}).items()}
    several = answer.get("multiValueHeaders") or {}
    for name, values in {**single, **several}.items():
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
