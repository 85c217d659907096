"""The functions of ``terraform/functions.json``, run in this process as Lambda would, and Lambda's Invoke API."""

from __future__ import annotations

import importlib
import json
import logging
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.routing import Route

from handlers.domain.errors import ShopError
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.aws.responses import error_response, json_response, reject_web_pages, without_redirects
from local.config import ACCOUNT, REGION, ROOT, function_name, slowdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from local.aws.function_runtime import FunctionRuntime

# Concurrency per function, like Lambda's reserved concurrency: a function that invokes another must not starve it.
_CONCURRENCY = 64
_INVOKE_PATH = "/2015-03-31/functions/{name}/invocations"
_SYNCHRONOUS = "RequestResponse"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """Lambda's context object; the names are Lambda's."""

    function_name: str
    memory_limit_in_mb: int
    deadline: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    identity: None = None
    client_context: None = None

    @property
    def invoked_function_arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """The function's log group."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """The instance's log stream."""
        return "local"

    def get_remaining_time_in_millis(self) -> int:
        """Return the time left before the timeout."""
        return max(0, round((self.deadline - time.monotonic()) * 1000))


type Handler = Callable[[Any, FunctionContext], Any]


class Functions:
    """Runs functions by their key: an operationId, or an event function's file name.

    Parameters
    ----------
    rows : Mapping
        The rows of ``terraform/functions.json``.
    """

    def __init__(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        self._rows = rows
        self._names = {key: function_name(row["name"]) for key, row in rows.items()}
        self._keys = {name: key for key, name in reversed(self._names.items())}
        self._slowdown = slowdown()
        self._handlers: dict[str, Handler] = {}
        self._limiters: dict[str, anyio.CapacityLimiter] = {}

    def load(self) -> None:
        """Import every handler now, so that no request waits for an import."""
        for key in self._rows:
            self._handler(key)

    def key_of(self, name: str) -> str | None:
        """Return the key of the function with an AWS name, or None if there is no such function."""
        return self._keys.get(name)

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return a function's result for an event; both pass through JSON, as in Lambda.

        Parameters
        ----------
        key : str
            A key of ``terraform/functions.json``.
        event : Mapping[str, Any]
            The event, serializable as JSON.

        Raises
        ------
        FunctionFailed
            If it raises an exception.
        FunctionTimedOut
            If it exceeds its timeout.
        KeyError
            If there is no such function.
        """
        row = self._rows[key]
        seconds = self._slowdown * float(row["timeout"])
        context = FunctionContext(self._names[key], int(row["memory"]), time.monotonic() + seconds)
        limiter = self._limiters.setdefault(key, anyio.CapacityLimiter(_CONCURRENCY))
        try:
            with anyio.fail_after(seconds):
                # A thread can't be stopped: the function continues after its timeout.
                return await anyio.to_thread.run_sync(
                    self._call, key, event, context, abandon_on_cancel=True, limiter=limiter
                )
        except TimeoutError as error:
            raise FunctionTimedOut(key) from error

    def _call(self, key: str, event: Mapping[str, Any], context: FunctionContext) -> Any:  # noqa: ANN401
        try:
            result = self._handler(key)(json.loads(json.dumps(event)), context)
            return json.loads(json.dumps(result))
        except Exception as error:
            # Any exception is the function's failure, as in Lambda.
            if isinstance(error, ShopError):
                _log.warning("%s failed (%s)", context.function_name, type(error).__name__)
            elif str(error) != "Unauthorized":
                _log.exception("%s failed", context.function_name)
            raise FunctionFailed(str(error), type(error).__name__) from error

    def _handler(self, key: str) -> Handler:
        if key not in self._handlers:
            module, _, name = str(self._rows[key]["handler"]).rpartition(".")
            self._handlers[key] = cast("Handler", getattr(importlib.import_module(module), name))
        return self._handlers[key]


def key_of(rows: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    """Return the key of the function with an AWS name, or None if there is no such function.

    Parameters
    ----------
    rows : Mapping
        The rows of ``terraform/functions.json``.
    name : str
        The name, such as ``ecommerce-local-product-list``.
    """
    keys = (key for key, row in rows.items() if function_name(row["name"]) == name)
    return next(keys, None)


def rows() -> dict[str, dict[str, Any]]:
    """Return ``terraform/functions.json``."""
    read: dict[str, dict[str, Any]] = json.loads((ROOT / "terraform" / "functions.json").read_text())
    return read


def lambda_api(functions: FunctionRuntime) -> ASGIApp:
    """Return Lambda's Invoke API as an ASGI application; boto3 finds it through ``AWS_ENDPOINT_URL_LAMBDA``.

    Only synchronous invocations are supported. Web pages are rejected, because most functions trust every caller
    that may invoke them.

    Parameters
    ----------
    functions : FunctionRuntime
        Runs the functions.
    """

    async def invoke(request: Request) -> Response:
        name = request.path_params["name"]
        key = functions.key_of(name)
        if key is None:
            arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
            return error_response(404, "ResourceNotFoundException", f"Function not found: {arn}")
        if request.headers.get("x-amz-invocation-type", _SYNCHRONOUS) != _SYNCHRONOUS:
            return error_response(400, "InvalidParameterValueException", "Only synchronous invocations are supported.")
        try:
            event = json.loads(await request.body() or b"{}")
        except ValueError:
            return error_response(400, "InvalidRequestContentException", "Could not parse request body into json.")
        return await _invocation(functions, key, event)

    app = Starlette(routes=[Route(_INVOKE_PATH, invoke, methods=["POST"])])
    return reject_web_pages(without_redirects(app))


async def _invocation(functions: FunctionRuntime, key: str, event: Mapping[str, Any]) -> Response:
    try:
        return json_response(200, await functions.invoke(key, event))
    except FunctionFailed as failure:
        error = {"errorMessage": failure.message, "errorType": failure.error_type}
    except FunctionTimedOut as failure:
        error = {"errorMessage": "Task timed out", "errorType": failure.error_type}
    return json_response(200, error, **{"X-Amz-Function-Error": "Unhandled"})
