"""Functions behind a fake Runtime Interface Emulator; tests/deploy/image runs the real one."""

from __future__ import annotations

import json
import socket
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from docker import containers
from docker.engine import EngineFailed
from docker.functions import ImageFunctions, RunningInstances
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.config import LOOPBACK
from local.ports import free_ports
from tests.harness import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

ROWS = {name: {"name": name, "timeout": 5} for name in ("first", "second")}
PATH = "/2015-03-31/functions/function/invocations"


@dataclass
class Emulators:
    """Instances that share one port and respond as the event specifies; records which were started."""

    port: int
    limit: int = 2
    started: list[str] = field(default_factory=list)
    fault: Exception | None = None

    def start(self, key: str) -> int:
        self.started.append(key)
        if self.fault is not None:
            raise self.fault
        return self.port


@contextmanager
def emulators(limit: int = 2) -> Iterator[tuple[ImageFunctions, Emulators, Counter[str]]]:
    """Yield functions over fake emulators, and counts of running and of concurrent invocations."""
    counted: Counter[str] = Counter()
    met = anyio.Event()

    async def response(request: Request) -> Response:
        event = await request.json()
        counted["now"] += 1
        counted["limit"] = max(counted["limit"], counted["now"])
        if counted["now"] >= event.get("together", 1):
            met.set()
        # Concurrent events wait for each other.
        with anyio.move_on_after(5):
            await met.wait()
        counted["now"] -= 1
        return Response(event.get("text", json.dumps(event)), event.get("status", 200))

    with served(Starlette(routes=[Route(PATH, response, methods=["POST"])])) as url:
        instances = Emulators(int(url.rpartition(":")[2]), limit)
        yield ImageFunctions(ROWS, instances), instances, counted


def invoke(functions: ImageFunctions, *events: dict[str, Any]) -> list[Any]:
    """Return the responses of the first function to concurrent events."""
    responses: list[Any] = []

    async def send(event: dict[str, Any]) -> None:
        responses.append(await functions.invoke("first", event))

    async def send_all() -> None:
        async with anyio.create_task_group() as together:
            for event in events:
                together.start_soon(send, event)

    if len(events) == 1:
        anyio.run(send, events[0])
    else:
        anyio.run(send_all)
    return responses


def test_an_instance_is_reused() -> None:
    with emulators() as (functions, instances, _):
        responses = [*invoke(functions, {"é": 1.5}), *invoke(functions, {"é": None})]

    assert responses == [{"é": 1.5}, {"é": None}]
    assert instances.started == ["first"]


def test_concurrent_events_get_an_instance_each() -> None:
    with emulators() as (functions, instances, counted):
        invoke(functions, {"together": 2}, {"together": 2})

    assert counted["limit"] == 2
    assert instances.started == ["first", "first"]


def test_the_number_of_instances_is_limited() -> None:
    with emulators(limit=2) as (functions, instances, counted):
        responses = invoke(functions, *({"together": 2, "n": n} for n in range(8)))

    assert sorted(response["n"] for response in responses) == list(range(8))
    assert counted["limit"] == 2
    assert len(instances.started) == 2


def test_a_function_that_raises_fails_with_its_own_message() -> None:
    error = {"errorMessage": "Unauthorized", "errorType": "Exception", "requestId": "1", "stackTrace": []}

    with emulators() as (functions, _, _), pytest.raises(FunctionFailed) as caught:
        invoke(functions, {"text": json.dumps(error)})

    assert (caught.value.message, caught.value.error_type) == ("Unauthorized", "Exception")


def test_a_handler_that_cannot_be_imported_is_a_failure() -> None:
    error = {"errorMessage": "No module named 'x'", "errorType": "Runtime.ImportModuleError"}

    with emulators() as (functions, _, _), pytest.raises(FunctionFailed, match="No module named 'x'"):
        invoke(functions, {"status": 502, "text": json.dumps(error)})


@pytest.mark.parametrize("text", ["", "<html>", '"no"'])
def test_an_invalid_response_of_the_emulator_is_a_failure(text: str) -> None:
    with emulators() as (functions, _, _), pytest.raises(FunctionFailed, match="The emulator returned 502"):
        invoke(functions, {"status": 502, "text": text})


def test_a_timeout_is_a_distinct_failure() -> None:
    with emulators() as (functions, _, _), pytest.raises(FunctionTimedOut):
        invoke(functions, {"text": "Task timed out after 5.00 seconds"})


def test_an_instance_that_has_ended_is_not_reused() -> None:
    with emulators() as (functions, instances, _):
        there, [instances.port] = instances.port, free_ports(1)
        with pytest.raises(FunctionFailed, match="first could not be run"):
            invoke(functions, {})
        instances.port = there

        responses = invoke(functions, {"n": 1})

    assert responses == [{"n": 1}]
    assert instances.started == ["first", "first"]


def test_a_function_that_cannot_be_started_is_a_failure() -> None:
    with emulators() as (functions, instances, _):
        instances.fault = EngineFailed("no room")
        with pytest.raises(FunctionFailed, match="first could not be run"):
            invoke(functions, {})


def test_a_function_is_found_by_its_name() -> None:
    functions = ImageFunctions(ROWS, Emulators(0))

    assert functions.key_of("ecommerce-local-second") == "second"
    assert functions.key_of("ecommerce-local-third") is None


def test_preconfigured_instances_are_assigned_in_the_order_of_the_rows() -> None:
    with socket.create_server((LOOPBACK, 0)) as emulator:
        port = emulator.getsockname()[1]
        given = RunningInstances(ROWS, port)

        assert given.limit == 1
        assert given.start("first") == port
        assert given.port_of("second") == port + 1


def test_a_preconfigured_instance_that_never_starts_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_START_SECONDS", 0.1)
    functions = ImageFunctions(ROWS, RunningInstances(ROWS, *free_ports(1)))

    with pytest.raises(FunctionFailed, match="first could not be run"):
        invoke(functions, {})
