from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generated.operations import OPERATIONS
from tests.integration.handlers.calling import FUNCTIONS, invoke, send
from tests.integration.handlers.every_function import EVENT_FUNCTIONS, good_event, make
from tests.lambda_events import EVENTS, sample_event
from tests.operations import OBJECTS, RowMissing, row, rows

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table


def test_every_function_has_a_row_and_every_event_function_a_sample_event() -> None:
    assert [row(function).function for function in FUNCTIONS] == list(FUNCTIONS)
    assert set(rows()) == set(FUNCTIONS)
    assert {path.stem for path in EVENTS.iterdir()} == {"rest_proxy", *EVENT_FUNCTIONS}


def test_a_missing_row_is_reported_with_the_lines_to_add() -> None:
    with pytest.raises(RowMissing, match=r"(?s)no row for getPrice.*\ngetPrice:\n  caller: .*make generate"):
        row("getPrice")


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_an_operation_on_one_object_has_its_id_in_the_path(operation_id: str) -> None:
    identifiers = re.findall(r"{(id|itemId)}", OPERATIONS[operation_id].path)

    assert (row(operation_id).object in OBJECTS) == bool(identifiers)


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_a_sample_event_matches_its_operation(operation_id: str) -> None:
    operation, event = OPERATIONS[operation_id], sample_event(operation_id)
    context = event["requestContext"]

    assert (event["httpMethod"], event["resource"]) == (operation.method, operation.path)
    assert (context["httpMethod"], context["resourcePath"], context["operationName"]) == (
        operation.method,
        operation.path,
        operation_id,
    )
    assert event["path"] == operation.path.format(**(event["pathParameters"] or {}))
    assert context["path"] == f"/{context['stage']}{event['path']}"
    assert event["headers"] == {name: values[-1] for name, values in event["multiValueHeaders"].items()}
    assert ("authorizer" in context) == ("anonymous" not in operation.roles) == ("Authorization" in event["headers"])
    assert ("Content-Type" in event["headers"]) == bool(event["body"]) == bool(operation.body)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_function_succeeds_with_its_event(table: Table, function: str) -> None:
    event = good_event(function, make())

    if function in EVENT_FUNCTIONS:
        invoke(function, event)
    else:
        assert send(function, event).status in {200, 201, 202, 204}
