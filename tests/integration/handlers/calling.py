"""Call a function as Lambda does, and validate its response against the contract."""

from __future__ import annotations

import importlib
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from generated.operations import OPERATIONS
from handlers.runtime import json_text
from local.aws.functions import FunctionContext, rows
from local.config import ROOT
from tests.lambda_events import proxy_event

if TYPE_CHECKING:
    from pydantic import BaseModel


class SimulatedTime(threading.local):
    """The simulated seconds that this thread's function has waited for AWS."""

    seconds = 0.0


simulated_time = SimulatedTime()


@dataclass(frozen=True, slots=True)
class Context(FunctionContext):
    """A context whose time passes in simulated waits alone, however busy the machine is."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the remaining time of the invocation."""
        return max(0, round((self.deadline - simulated_time.seconds) * 1000))


FUNCTIONS = rows()
CONTRACT = json.loads((ROOT / "generated" / "openapi.json").read_text())
BODILESS = frozenset({204, 304})
_PROBLEM = "generated.models.problem.Problem"
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """The response of an operation."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        """The JSON body, numbers exact."""
        return json_text.parse(self.text)

    @property
    def etag(self) -> str:
        """The entity tag, quotes included."""
        return self.headers["ETag"]

    @property
    def problem(self) -> tuple[int, str]:
        """The status and the last part of the problem's type."""
        return self.status, self.body["type"].rpartition("/")[2]

    @property
    def pointers(self) -> set[str]:
        """The JSON pointers of the request's errors."""
        assert self.status == 400, self.text
        return {fault["pointer"] for fault in self.body["errors"]}


def call(
    operation_id: str,
    *,
    body: object = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | list[str]] | None = None,
    headers: Mapping[str, str | list[str]] | None = None,
    caller: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> Answer:
    """Call an operation and assert that its response is one that the contract documents."""
    event = proxy_event(operation_id, body=body, path=path, query=query, headers=headers, authorizer=caller)
    return send(operation_id, event, seconds=seconds)


def send(operation_id: str, event: Mapping[str, Any], *, seconds: float | None = None) -> Answer:
    """Invoke an operation with this event, unchanged."""
    result = invoke(operation_id, event, seconds=seconds)
    assert result["isBase64Encoded"] is False
    answer = Answer(result["statusCode"], result["headers"], result["body"])
    keeps_the_contract(operation_id, answer, event["requestContext"])
    return answer


def invoke(function: str, event: Mapping[str, Any], *, seconds: float | None = None) -> Any:
    """Return a function's result; event and result pass through JSON, and its timeout is its own or `seconds`."""
    row = FUNCTIONS[function]
    simulated_time.seconds = 0.0
    deadline = float(row["timeout"] if seconds is None else seconds)
    context = Context(f"ecommerce-test-{row['name']}", int(row["memory"]), deadline)
    return json.loads(json.dumps(_handler(function)(json.loads(json.dumps(event)), context)))


def keeps_the_contract(operation_id: str, answer: Answer, context: Mapping[str, Any]) -> None:
    """Assert that the status is documented, with its documented headers and body."""
    row = OPERATIONS[operation_id]
    assert answer.status in row.statuses, f"{operation_id} answered {answer.status}: {answer.text}"
    documented = _resolved(CONTRACT["paths"][row.path][row.method.lower()]["responses"][str(answer.status)])
    for name, header in documented["headers"].items():
        _is_header(answer.headers.get(name), _resolved(header))
    assert answer.headers["X-Request-Id"] == context["requestId"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if answer.status in BODILESS:
        assert answer.text == ""
        assert "Content-Type" not in answer.headers
        return
    is_error = answer.status >= _FIRST_ERROR
    assert answer.headers["Content-Type"] == ("application/problem+json" if is_error else "application/json")
    _model(_PROBLEM if is_error else row.responses[answer.status]).model_validate(answer.body, by_name=False)
    if is_error:
        identifiers = (answer.body["status"], answer.body["requestId"], answer.body["instance"])
        assert identifiers == (answer.status, context["requestId"], context["path"])


def _is_header(value: str | None, header: Mapping[str, Any]) -> None:
    schema = header["schema"]
    assert value is not None or not header.get("required")
    if value is None:
        return
    assert value in schema.get("enum", [value])
    assert re.search(schema.get("pattern", ""), value)
    if schema["type"] == "integer":
        assert schema["minimum"] <= int(value) <= schema["maximum"]


def _resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    found = node
    for step in node.get("$ref", "#").split("/")[1:]:
        found = (CONTRACT if found is node else found)[step]
    return found


@cache
def _model(dotted: str) -> type[BaseModel]:
    module, _, name = dotted.rpartition(".")
    model: type[BaseModel] = getattr(importlib.import_module(module), name)
    return model


@cache
def _handler(function: str) -> Callable[..., Any]:
    module, _, name = FUNCTIONS[function]["handler"].rpartition(".")
    handler: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return handler
