"""The names that alarms, dashboards and queries use (R25)."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers.runtime import observability
from handlers.runtime.http.operation import operation
from handlers.runtime.http.request import Request
from handlers.runtime.http.response import Response, no_content
from tests.lambda_events import context, proxy_event
from tests.unit.runtime.conftest import LogLines

ROOT = Path(__file__).parents[3]
FUNCTIONS: dict[str, dict[str, str]] = json.loads((ROOT / "terraform/functions.json").read_text())


def metrics(printed: str) -> list[dict[str, Any]]:
    """Return the lines in CloudWatch's embedded metric format."""
    return [line for line in map(json.loads, printed.splitlines()) if "_aws" in line]


def test_cold_start_is_counted_once_per_process_and_function(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a function that has not been invoked yet
    monkeypatch.setenv("ENVIRONMENT", "dev")

    @operation("getHealth")
    def handler(_request: Request[None, None]) -> Response:
        return no_content()

    # When it is invoked twice
    for _ in range(2):
        handler(proxy_event("getHealth"), context())

    # Then there is one metric, under the names of the alarm
    (line,) = metrics(capsys.readouterr().out)
    (declared,) = line["_aws"]["CloudWatchMetrics"]
    assert declared["Namespace"] == "EcommerceAPI"
    assert declared["Metrics"] == [{"Name": "ColdStartCount", "Unit": "Count"}]
    assert declared["Dimensions"] == [["service", "stage"]]
    assert line["ColdStartCount"] == [1.0]
    assert (line["service"], line["stage"]) == ("ecommerce-api", "dev")


def test_warnings_have_the_level_warn(log_lines: LogLines) -> None:
    observability.start(context(), operation="getHealth", request_id="request-1")

    observability.log_warning("DEPENDENCY_UNAVAILABLE", "Something doesn't answer", attempts=3)

    (line,) = log_lines()
    assert line["level"] == "WARN"
    assert line["metadata"] == {"attempts": 3}


def test_log_line_has_the_keys_of_its_invocation(log_lines: LogLines, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given an invocation that X-Ray traces
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
    observability.start(context(), operation="getHealth", request_id="request-1")

    # When a user is identified, and a line has an exact amount and text that UTF-8 can't encode
    observability.identify("user-1")
    observability.log("ORDER_CREATED", "Order created", duration=7, totalAmount=Decimal("1000.10"), key="\ud800")

    # Then the line has all of it
    (line,) = log_lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "INFO",
        "requestId": "request-1",
        "userId": "user-1",
        "functionName": context().function_name,
        "operation": "getHealth",
        "xray_trace_id": "1-5759e988-bd862e3fe1be46a994272793",
        "event": "ORDER_CREATED",
        "message": "Order created",
        "metadata": {"totalAmount": 1000.10, "key": "\ud800"},
        "duration": 7,
    }


def test_next_invocation_has_keys_of_its_own(log_lines: LogLines) -> None:
    observability.start(context(), operation="getHealth", request_id="request-1", user_id="user-1")
    observability.start(context(), operation="getHealth", request_id="request-2")

    observability.log("REQUEST_ANSWERED", "Request answered")

    (line,) = log_lines()
    assert line["requestId"] == "request-2"
    assert "userId" not in line


@pytest.mark.parametrize(
    ("level", "logged"), [("WARNING", ["WARN"]), ("info", ["INFO", "WARN"]), ("none", ["INFO", "WARN"])]
)
def test_lines_below_the_level_are_not_written(
    level: str, logged: list[str], log_lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", level)
    observability.start(context(), operation="getHealth", request_id="request-1")

    observability.log_debug("AWS_CALLED", "AWS called")
    observability.log("REQUEST_ANSWERED", "Request answered")
    observability.log_warning("DEPENDENCY_UNAVAILABLE", "Something doesn't answer")

    assert [line["level"] for line in log_lines()] == logged


def test_every_handler_is_imported_and_traced_in_lambda() -> None:
    # Given the environment of Lambda, where the X-Ray SDK is active
    modules = [row["handler"].rpartition(".")[0] for row in FUNCTIONS.values()]
    program = f"""
import importlib, json
for module in {modules!r}:
    importlib.import_module(module)
from aws_xray_sdk.core import xray_recorder
from handlers.meta import get_health
from tests.lambda_events import context, proxy_event
sent = []
class Emitter:
    def send_entity(self, subsegment):
        sent.append([subsegment.name, subsegment.annotations])
xray_recorder.emitter = Emitter()
answer = get_health.handler(proxy_event("getHealth"), context())
print(json.dumps([answer["statusCode"], sent]))
"""
    environment = {
        "LAMBDA_TASK_ROOT": "/var/task",
        "AWS_REGION": "us-east-1",
        "_X_AMZN_TRACE_ID": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    }

    # When every handler is imported and one is called
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment,
    )

    # Then the call is a subsegment under the operation's name, found by its request id
    status, subsegments = json.loads(run.stdout.splitlines()[-1])
    assert status == 200
    assert subsegments == [["getHealth", {"requestId": "request-1"}]]
