from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS
from tests.integration.handlers.calling import FUNCTIONS, invoke, send
from tests.integration.handlers.every_function import EVENT_FUNCTIONS, good_event, make
from tests.lambda_events import EVENTS, file_name, sample_event

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table


def test_every_function_has_a_sample_event_and_no_other_is_there() -> None:
    assert {path.stem for path in EVENTS.iterdir()} == {file_name(function) for function in FUNCTIONS}


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_a_sample_is_of_its_operation(operation_id: str) -> None:
    row, event = OPERATIONS[operation_id], sample_event(operation_id)
    context = event["requestContext"]

    assert (event["httpMethod"], event["resource"]) == (row.method, row.path)
    assert (context["httpMethod"], context["resourcePath"], context["operationName"]) == (
        row.method,
        row.path,
        operation_id,
    )
    assert event["path"] == row.path.format(**(event["pathParameters"] or {}))
    assert context["path"] == f"/{context['stage']}{event['path']}"
    assert event["headers"] == {name: values[-1] for name, values in event["multiValueHeaders"].items()}
    assert ("authorizer" in context) == ("anonymous" not in row.roles) == ("Authorization" in event["headers"])
    assert ("Content-Type" in event["headers"]) == bool(event["body"]) == bool(row.body)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_function_answers_its_event_well(table: Table, function: str) -> None:
    event = good_event(function, make())

    if function in EVENT_FUNCTIONS:
        invoke(function, event)
    else:
        assert send(function, event).status in {200, 201, 204}
