"""Every function, started from the image as Lambda starts it, handles a real event as documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from generated.operations import OPERATIONS
from local.config import LOOPBACK
from tests.integration.handlers.calling import Response, keeps_the_contract
from tests.integration.handlers.every_function import EVENT_FUNCTIONS, good_event, make

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from docker.containers import Container, Containers
    from tests.integration.handlers.table import Table


def invoke(container: Container, event: Mapping[str, Any]) -> httpx.Response:
    """Invoke a function with an event and return the response of its Runtime Interface Emulator."""
    url = f"http://{LOOPBACK}:{container.port}/2015-03-31/functions/function/invocations"
    return httpx.post(url, json=event, timeout=300)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_operation_responds_as_documented(table: Table, containers: Containers, operation_id: str) -> None:
    # Given a shop in the embedded AWS, and a function with its own memory, settings and read-only files
    event = good_event(operation_id, make())
    container = containers.start(operation_id)

    # When it gets a real event
    response = invoke(container, event)

    # Then the response is a success, as documented
    assert response.status_code == 200, response.text
    proxied = Response(*(response.json()[name] for name in ("statusCode", "headers", "body")))
    assert proxied.status in {200, 201, 202, 204}, f"{proxied.text}\n{containers.logs(container)}"
    keeps_the_contract(operation_id, proxied, event["requestContext"])


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
