"""Every function, started from the image as Lambda starts it, answers a real event as the contract says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deploy.image.emulator import answer_of, invoke
from tests.integration.handlers.calling import keeps_the_contract
from tests.integration.handlers.every_function import EVENT_FUNCTIONS, OPERATIONS, good_event, make

if TYPE_CHECKING:
    from docker.containers import Containers
    from tests.integration.handlers.table import Table


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_an_operation_answers_as_the_contract_says(table: Table, containers: Containers, operation_id: str) -> None:
    # Given a shop in the embedded AWS, and a function with its own memory, settings and read-only files
    event = good_event(operation_id, make())
    container = containers.start(operation_id)

    # When a real event comes
    answer = answer_of(invoke(container, event))

    # Then the answer is a good one, and as documented
    assert answer.status in {200, 201, 204}, f"{answer.text}\n{containers.logs(container)}"
    keeps_the_contract(operation_id, answer, event["requestContext"])


@pytest.mark.parametrize("function", EVENT_FUNCTIONS)
def test_an_event_function_answers(table: Table, containers: Containers, function: str) -> None:
    event = good_event(function, make())
    container = containers.start(function)

    said = invoke(container, event)

    assert said.status_code == 200, said.text
    assert not (isinstance(said.json(), dict) and "errorType" in said.json()), containers.logs(container)


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        ("handlers.meta.get_wealth.handler", "Runtime.ImportModuleError"),
        ("handlers.meta.get_health.hand", "Runtime.HandlerNotFound"),
    ],
)
def test_a_wrong_handler_name_fails(containers: Containers, handler: str, error: str) -> None:
    container = containers.start("getHealth", handler=handler)

    said = invoke(container, {})

    assert (said.status_code, said.json()["errorType"]) == (502, error)
