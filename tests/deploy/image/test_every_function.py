"""Every function, started from the image as Lambda starts it, handles a real event as documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS
from tests.deploy.image.emulator import answer_of, invoke
from tests.integration.handlers.calling import keeps_the_contract
from tests.integration.handlers.every_function import EVENT_FUNCTIONS, good_event, make

if TYPE_CHECKING:
    from docker.containers import Containers
    from tests.integration.handlers.table import Table


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_operation_responds_as_documented(table: Table, containers: Containers, operation_id: str) -> None:
    # Given a shop in the embedded AWS, and a function with its own memory, settings and read-only files
    event = good_event(operation_id, make())
    container = containers.start(operation_id)

    # When it gets a real event
    answer = answer_of(invoke(container, event))

    # Then the response is a success, as documented
    assert answer.status in {200, 201, 204}, f"{answer.text}\n{containers.logs(container)}"
    keeps_the_contract(operation_id, answer, event["requestContext"])


@pytest.mark.parametrize("function", EVENT_FUNCTIONS)
def test_event_function_succeeds(table: Table, containers: Containers, function: str) -> None:
    event = good_event(function, make())
    container = containers.start(function)

    response = invoke(container, event)

    assert response.status_code == 200, response.text
    assert not (isinstance(response.json(), dict) and "errorType" in response.json()), containers.logs(container)


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        ("handlers.meta.get_wealth.handler", "Runtime.ImportModuleError"),
        ("handlers.meta.get_health.hand", "Runtime.HandlerNotFound"),
    ],
)
def test_wrong_handler_name_is_an_error(containers: Containers, handler: str, error: str) -> None:
    container = containers.start("getHealth", handler=handler)

    response = invoke(container, {})

    assert (response.status_code, response.json()["errorType"]) == (502, error)
