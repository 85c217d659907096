"""Call a function as Lambda does, and check its response against the contract."""

import json
import threading
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Unpack
from urllib.parse import quote

import httpx

from generated.operations import OPERATIONS
from handlers.runtime import json_text
from handlers.runtime.settings import Setting
from local.aws.functions import FunctionContext, Functions, rows
from tests.contract.document import check_response
from tests.lambda_events import Contents, proxy_event

FUNCTIONS = rows()
# Settings of every function: terraform/shop/functions.tf.
_COMMON = frozenset({"ENVIRONMENT", "LOG_LEVEL", "ALLOWED_ORIGINS", "DOCS_URL", "ADMIN_MFA"})
_RUNTIME = Functions(FUNCTIONS)


class SimulatedTime(threading.local):
    """The simulated seconds that this thread's function has waited for AWS."""

    seconds = 0.0


simulated_time = SimulatedTime()
# The function that runs in this context.
running: ContextVar[str | None] = ContextVar("running", default=None)
_value = Setting.value


def _own_value(setting: Setting[Any]) -> Any:
    """Return a setting's value, and assert that the function has it: this process has the settings of all."""
    function = running.get()
    if function is not None and setting.default is None:
        assert setting.name in _COMMON or setting.name in FUNCTIONS[function]["settings"], f"{function}: {setting.name}"
    return _value(setting)


setattr(Setting, "value", _own_value)  # noqa: B010  # mypy can't assign a generic method


@dataclass(frozen=True, slots=True)
class Context(FunctionContext):
    """A context whose time passes in simulated waits alone, however busy the machine is."""

    def get_remaining_time_in_millis(self) -> int:
        return max(0, round((self.deadline - simulated_time.seconds) * 1000))


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        """The JSON body, numbers exact."""
        return json_text.parse(self.text)

    @property
    def etag(self) -> str:
        return self.headers["ETag"]

    @property
    def problem(self) -> tuple[int, str]:
        """The status and the last part of the problem's type."""
        return self.status, self.body["type"].rpartition("/")[2]

    @property
    def pointers(self) -> set[str]:
        """The JSON pointers of the request's errors."""
        assert self.status == 400, self.text
        return {error["pointer"] for error in self.body["errors"]}


def call(
    operation_id: str,
    *,
    caller: Mapping[str, str] | None = None,
    seconds: float | None = None,
    **contents: Unpack[Contents],
) -> Response:
    """Call an operation and assert that its response is one that the contract documents."""
    return send(operation_id, proxy_event(operation_id, authorizer=caller, **contents), seconds=seconds)


def send(operation_id: str, event: Mapping[str, Any], *, seconds: float | None = None) -> Response:
    """Invoke an operation with this event, unchanged."""
    return _response(invoke(operation_id, event, seconds=seconds))


def invoke(function: str, event: Mapping[str, Any], *, seconds: float | None = None) -> Any:
    """Return a function's result; event and result pass through JSON, and its timeout is its own or `seconds`.

    Assert that an operation's response is one that the contract documents.
    """
    row = FUNCTIONS[function]
    simulated_time.seconds = 0.0
    deadline = float(row["timeout"] if seconds is None else seconds)
    context = Context(f"ecommerce-test-{row['name']}", int(row["memory"]), deadline)
    token = running.set(function)
    try:
        result = json.loads(json.dumps(_RUNTIME._handler(function)(json.loads(json.dumps(event)), context)))
    finally:
        running.reset(token)
    if function in OPERATIONS and "requestContext" in event:
        assert result["isBase64Encoded"] is False
        keeps_the_contract(function, _response(result), event["requestContext"])
    return result


def _response(result: Mapping[str, Any]) -> Response:
    return Response(result["statusCode"], result["headers"], result["body"])


def keeps_the_contract(operation_id: str, response: Response, context: Mapping[str, Any]) -> None:
    """Assert that a response is documented, and that it belongs to the request with this context."""
    request = httpx.Request("GET", f"https://shop{quote(context['path'])}")
    check_response(
        operation_id, httpx.Response(response.status, headers=response.headers, text=response.text, request=request)
    )
    assert response.headers["X-Request-Id"] == context["requestId"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert ("Content-Type" in response.headers) == bool(response.text)
