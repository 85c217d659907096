"""Lambda's Invoke, for functions that call functions: boto3 finds it through ``AWS_ENDPOINT_URL_LAMBDA``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.routing import Route

from local.aws.functions import FunctionFailed, FunctionTimedOut
from local.aws.responses import answer, closed_to_web_pages, refusal
from local.config import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from local.aws.functions import FunctionRuntime

_WAITS = "RequestResponse"


def lambda_api(functions: FunctionRuntime) -> ASGIApp:
    """Return Lambda's Invoke as an ASGI application: a function is called by its name in AWS, and waited for.

    What a web page sends is refused: most functions know their callers by nothing but their role.

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
            return refusal(404, "ResourceNotFoundException", f"Function not found: {arn}")
        if request.headers.get("x-amz-invocation-type", _WAITS) != _WAITS:
            return refusal(400, "InvalidParameterValueException", "Functions are only waited for here.")
        try:
            event = json.loads(await request.body() or b"{}")
        except ValueError:
            return refusal(400, "InvalidRequestContentException", "Could not parse request body into json.")
        return await _answer_of(functions, key, event)

    path = "/2015-03-31/functions/{name}/invocations"
    return closed_to_web_pages(Starlette(routes=[Route(path, invoke, methods=["POST"])]))


async def _answer_of(functions: FunctionRuntime, key: str, event: Mapping[str, Any]) -> Response:
    try:
        return answer(200, await functions.invoke(key, event))
    except FunctionFailed as failure:
        error = {"errorMessage": failure.message, "errorType": failure.error_type}
    except FunctionTimedOut as failure:
        error = {"errorMessage": "Task timed out", "errorType": failure.error_type}
    return answer(200, error, **{"X-Amz-Function-Error": "Unhandled"})
