"""Functions behind a stand-in of the Runtime Interface Emulator; tests/deploy/image has the real one."""

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
from tests.harness import free_ports, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

ROWS = {name: {"name": name, "timeout": 5} for name in ("first", "second")}
PATH = "/2015-03-31/functions/function/invocations"


@dataclass
class Emulators:
    """Instances that all answer at one port, as the event says; which of them were started."""

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
    """Functions over stand-ins of the emulator; it counts who is at work, and how many ever were at once."""
    counted: Counter[str] = Counter()
    met = anyio.Event()

    async def answer(request: Request) -> Response:
        event = await request.json()
        counted["now"] += 1
        counted["limit"] = max(counted["limit"], counted["now"])
        if counted["now"] >= event.get("together", 1):
            met.set()
        # Those that are to be at work at the same time wait for each other.
        with anyio.move_on_after(5):
            await met.wait()
        counted["now"] -= 1
        return Response(event.get("text", json.dumps(event)), event.get("status", 200))

    with served(Starlette(routes=[Route(PATH, answer, methods=["POST"])])) as url:
        instances = Emulators(int(url.rpartition(":")[2]), limit)
        yield ImageFunctions(ROWS, instances), instances, counted


def invoke(functions: ImageFunctions, *events: dict[str, Any]) -> list[Any]:
    """Return what the first function answers to events that come at once."""
    answers: list[Any] = []

    async def ask(event: dict[str, Any]) -> None:
        answers.append(await functions.invoke("first", event))

    async def ask_all() -> None:
        async with anyio.create_task_group() as together:
            for event in events:
                together.start_soon(ask, event)

    if len(events) == 1:
        anyio.run(ask, events[0])
    else:
        anyio.run(ask_all)
    return answers


def test_an_event_is_answered_by_an_instance_that_is_kept() -> None:
    with emulators() as (functions, instances, _):
        answers = [*invoke(functions, {"é": 1.5}), *invoke(functions, {"é": None})]

    assert answers == [{"é": 1.5}, {"é": None}]
    assert instances.started == ["first"]


def test_events_at_once_have_an_instance_each() -> None:
    with emulators() as (functions, instances, counted):
        invoke(functions, {"together": 2}, {"together": 2})

    assert counted["limit"] == 2
    assert instances.started == ["first", "first"]


def test_there_are_never_more_instances_than_may_be() -> None:
    with emulators(limit=2) as (functions, instances, counted):
        answers = invoke(functions, *({"together": 2, "n": n} for n in range(8)))

    assert sorted(answer["n"] for answer in answers) == list(range(8))
    assert counted["limit"] == 2
    assert len(instances.started) == 2


def test_a_function_that_raises_has_failed_with_its_own_words() -> None:
    said = {"errorMessage": "Unauthorized", "errorType": "Exception", "requestId": "1", "stackTrace": []}

    with emulators() as (functions, _, _), pytest.raises(FunctionFailed) as caught:
        invoke(functions, {"text": json.dumps(said)})

    assert (caught.value.message, caught.value.error_type) == ("Unauthorized", "Exception")


def test_a_handler_that_can_not_be_imported_has_failed() -> None:
    said = {"errorMessage": "No module named 'x'", "errorType": "Runtime.ImportModuleError"}

    with emulators() as (functions, _, _), pytest.raises(FunctionFailed, match="No module named 'x'"):
        invoke(functions, {"status": 502, "text": json.dumps(said)})


@pytest.mark.parametrize("text", ["", "<html>", '"no"'])
def test_what_the_emulator_can_not_answer_is_a_failure(text: str) -> None:
    with emulators() as (functions, _, _), pytest.raises(FunctionFailed, match="The emulator answered 502"):
        invoke(functions, {"status": 502, "text": text})


def test_a_function_that_is_late_is_told_apart() -> None:
    with emulators() as (functions, _, _), pytest.raises(FunctionTimedOut):
        invoke(functions, {"text": "Task timed out after 5.00 seconds"})


def test_an_instance_that_is_gone_is_not_asked_again() -> None:
    with emulators() as (functions, instances, _):
        there, [instances.port] = instances.port, free_ports(1)
        with pytest.raises(FunctionFailed, match="first could not be run"):
            invoke(functions, {})
        instances.port = there

        answers = invoke(functions, {"n": 1})

    assert answers == [{"n": 1}]
    assert instances.started == ["first", "first"]


def test_a_function_that_can_not_be_started_has_failed() -> None:
    with emulators() as (functions, instances, _):
        instances.fault = EngineFailed("no room")
        with pytest.raises(FunctionFailed, match="first could not be run"):
            invoke(functions, {})


def test_a_function_is_found_by_its_name() -> None:
    functions = ImageFunctions(ROWS, Emulators(0))

    assert functions.key_of("ecommerce-local-second") == "second"
    assert functions.key_of("ecommerce-local-third") is None


def test_given_instances_are_one_each_in_the_order_of_the_rows() -> None:
    with socket.create_server((LOOPBACK, 0)) as emulator:
        port = emulator.getsockname()[1]
        given = RunningInstances(ROWS, port)

        assert given.limit == 1
        assert given.start("first") == port
        assert given.port_of("second") == port + 1


def test_a_given_instance_that_never_comes_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_START_SECONDS", 0.1)
    functions = ImageFunctions(ROWS, RunningInstances(ROWS, *free_ports(1)))

    with pytest.raises(FunctionFailed, match="first could not be run"):
        invoke(functions, {})
