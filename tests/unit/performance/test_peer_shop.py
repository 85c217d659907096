"""A peer among our own functions, with a function of the test in the peer's place."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from local.aws.function_runtime import FunctionFailed
from local.aws.functions import Functions, rows
from tests.performance import peer_shop
from tests.performance.peer_shop import ANSWERED_BY, functions_with_peer
from tests.performance.peers import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

FAULT: ContextVar[str] = ContextVar("FAULT", default="none")


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, dict[str, Any]], Any]:
    """Return a function that invokes a function of the shop."""

    def peer(event: dict[str, Any], _context: object) -> dict[str, Any]:
        headers = {"X-Fault": FAULT.get(), "X-Thread": threading.current_thread().name}
        return {"statusCode": 200, "headers": headers if event["headers"] else None, "body": event["body"]}

    monkeypatch.setenv("PEER", "Toy")
    monkeypatch.setattr(peer_shop, "app", lambda _name: peer)
    functions = Functions(functions_with_peer())
    return lambda key, event: anyio.run(functions.invoke, key, event)


def test_peer_handles_its_operations_only() -> None:
    handlers = {key: row["handler"] for key, row in functions_with_peer().items()}

    assert {key for key, handler in handlers.items() if handler != rows()[key]["handler"]} == set(OPERATIONS)
    assert {handlers[key] for key in OPERATIONS} == {"tests.performance.peer_shop.handler"}


def test_response_of_a_peer_has_its_name_in_a_header(invoke: Callable[[str, dict[str, Any]], Any]) -> None:
    response = invoke("getProduct", {"headers": None, "body": "chair"})

    assert response == {"statusCode": 200, "headers": {ANSWERED_BY: "Toy"}, "body": "chair"}


def test_peer_meets_the_fault_of_its_request_in_one_thread(invoke: Callable[[str, dict[str, Any]], Any]) -> None:
    responses = []
    for fault in ("throttled", "silent"):
        FAULT.set(fault)
        responses.append(invoke("listProducts", {"headers": {"X-Own": "1"}, "body": ""})["headers"])

    assert [headers["X-Fault"] for headers in responses] == ["throttled", "silent"]
    assert len({headers["X-Thread"] for headers in responses}) == 1


def test_exception_of_a_peer_fails_one_event_only(invoke: Callable[[str, dict[str, Any]], Any]) -> None:
    with pytest.raises(FunctionFailed) as failure:
        invoke("createProduct", {"body": "without headers"})

    assert failure.value.error_type == "KeyError"
    assert invoke("createProduct", {"headers": None, "body": "again"})["body"] == "again"
