"""Lambda's Invoke, for functions that call functions: boto3 finds it through ``AWS_ENDPOINT_URL_LAMBDA``."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from local.functions import FunctionFailed, FunctionTimedOut
from local.ministack import OF_BROWSERS
from local.place import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from local.functions import FunctionRuntime

_WAITS = "RequestResponse"


def lambda_api(functions: FunctionRuntime) -> ASGIApp:
    """Return Lambda's Invoke as an ASGI application: a function is called by its name in AWS, and waited for.

    What a web page sends is refused: the payment service, for one, knows its callers by nothing but their role.

    Parameters
    ----------
    functions : FunctionRuntime
        What runs them.
    """

    async def invoke(request: Request) -> Response:
        name = request.path_params["name"]
        key = functions.key_of(name)
        if key is None:
            arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
            return _refusal(404, "ResourceNotFoundException", f"Function not found: {arn}")
        if request.headers.get("x-amz-invocation-type", _WAITS) != _WAITS:
            return _refusal(400, "InvalidParameterValueException", "Functions are only waited for here.")
        try:
            event = json.loads(await request.body() or b"{}")
        except ValueError:
            return _refusal(400, "InvalidRequestContentException", "Could not parse request body into json.")
        return await _answer(functions, key, event)

    path = "/2015-03-31/functions/{name}/invocations"
    return _closed_to_web_pages(Starlette(routes=[Route(path, invoke, methods=["POST"])]))


def _closed_to_web_pages(app: ASGIApp) -> ASGIApp:
    async def closed(scope: Scope, receive: Receive, send: Send) -> None:
        is_of_a_page = OF_BROWSERS.intersection(name.lower() for name, _ in scope["headers"])
        refusal = _refusal(403, "AccessDeniedException", "Web pages may not invoke functions.")
        await (refusal if is_of_a_page else app)(scope, receive, send)

    return closed


async def _answer(functions: FunctionRuntime, key: str, event: Mapping[str, Any]) -> Response:
    try:
        return _json(200, await functions.invoke(key, event))
    except FunctionFailed as failure:
        error = {"errorMessage": failure.message, "errorType": failure.error_type}
    except FunctionTimedOut as failure:
        error = {"errorMessage": "Task timed out", "errorType": failure.error_type}
    return _json(200, error, **{"X-Amz-Function-Error": "Unhandled"})


def _refusal(status: int, code: str, message: str) -> Response:
    return _json(status, {"Type": "User", "Message": message}, **{"X-Amzn-ErrorType": code})


def _json(status: int, body: object, **headers: str) -> Response:
    return Response(
        json.dumps(body),
        status_code=status,
        media_type="application/json",
        headers={"X-Amzn-RequestId": str(uuid.uuid4()), **headers},
    )
