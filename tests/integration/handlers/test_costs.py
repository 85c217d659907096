"""Every function's cost matches its row in ``operations.yaml``, from which ``docs/costs.md`` is generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.cost_cases import prepare
from tests.integration.handlers.table import empty_table
from tests.operations import COSTS, Case, costs_page, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local.config import LocalConfig
    from tests.integration.handlers.table import Table

CASES = [pytest.param(name, case, id=f"{name}-{case.when}") for name, known in rows().items() for case in known.cases]
KILOBYTE = 1024
NO_INDEX: Mapping[str, str] = {}
BOTH_INDEXES = {"GSI1PK": "c", "GSI1SK": "d", "GSI2PK": "e", "GSI2SK": "f"}


@pytest.mark.parametrize(("function", "case"), CASES)
def test_a_cases_cost_matches_its_row(
    function: str, case: Case, aws: LocalConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_table(aws) as table:
        monkeypatch.setenv("TABLE_NAME", table.name)
        measured = measure(prepare(function, case.when), case.when)

    assert measured == case, f"tests/operations.yaml, {function}, {case.when or 'sample event'}: write {measured}"


def test_the_costs_page_is_up_to_date() -> None:
    page = COSTS.read_text()

    assert page == costs_page(page), "docs/costs.md is out of date: run `make generate`"


def measure(act: Callable[[], object], when: str) -> Case:
    """Return the cost of a call, without that of the functions it invokes."""
    with recorded() as aws:
        act()
    table = indexes = 0
    for response in aws.responses:
        # A write whose condition fails costs the row's size, one unit for all rows here.
        code = response.get("Error", {}).get("Code")
        assert code in {None, "ConditionalCheckFailedException"}, code
        total, per_index = units_of(response) if "ConsumedCapacity" in response else (0 if code is None else 1, {})
        table += int(total - sum(per_index.values()))
        indexes += int(sum(per_index.values()))
    return Case(when, aws.requests, table, indexes)


def units_of(response: Mapping[str, Any]) -> tuple[float, Mapping[str, float]]:
    """Return the write units of a response, in total and per index."""
    consumed = response["ConsumedCapacity"]
    first = consumed[0] if isinstance(consumed, list) else consumed
    indexes = first.get("GlobalSecondaryIndexes", {})
    return first["CapacityUnits"], {name: index["CapacityUnits"] for name, index in indexes.items()}


def units(table: Table, operation: str, **request: Any) -> tuple[float, Mapping[str, float]]:
    return units_of(getattr(table.dynamodb, operation)(ReturnConsumedCapacity="INDEXES", **request))


def item(index_keys: Mapping[str, str] = NO_INDEX, *, size: int = 100) -> dict[str, Any]:
    """Return a row of `size` bytes, names and values included."""
    attributes = {"PK": "a", "SK": "b", **index_keys}
    filled = sum(len(name) + len(value) for name, value in attributes.items()) + len("text")
    return {name: {"S": value} for name, value in attributes.items()} | {"text": {"S": "x" * (size - filled)}}


@pytest.mark.parametrize(("size", "cost"), [(100, 1), (KILOBYTE, 1), (KILOBYTE + 1, 2), (4 * KILOBYTE + 1, 5)])
def test_a_kilobyte_costs_one_unit_and_two_in_a_transaction(table: Table, size: int, cost: int) -> None:
    put = {"TableName": table.name, "Item": item(size=size)}

    assert units(table, "put_item", **put) == (cost, {})
    assert units(table, "transact_write_items", TransactItems=[{"Put": put}]) == (2 * cost, {})


def test_an_index_costs_its_own_writes(table: Table) -> None:
    # Given a row that enters both indexes, is changed, moves within one, and leaves them
    name = table.name
    versions = [item(BOTH_INDEXES), item(BOTH_INDEXES, size=101), item(BOTH_INDEXES | {"GSI2PK": "g"}), item()]

    costs = [units(table, "put_item", TableName=name, Item=version) for version in versions]

    # Then a write costs each index one unit, a move two, and a row outside an index none
    both = {"GSI1": 1, "GSI2": 1}
    assert costs == [(3, both), (3, both), (4, both | {"GSI2": 2}), (3, both)]
    assert units(table, "put_item", TableName=name, Item=versions[-1]) == (1, {})


def test_a_transaction_does_not_double_index_units(table: Table) -> None:
    actions = [{"Put": {"TableName": table.name, "Item": item(BOTH_INDEXES)}}]

    assert units(table, "transact_write_items", TransactItems=actions) == (4, {"GSI1": 1, "GSI2": 1})


def test_condition_checks_and_missing_rows_cost_as_writes(table: Table) -> None:
    key = {"PK": {"S": "a"}, "SK": {"S": "b"}}
    check = {"TableName": table.name, "Key": key, "ConditionExpression": "attribute_not_exists(PK)"}

    assert units(table, "transact_write_items", TransactItems=[{"ConditionCheck": check}]) == (2, {})
    assert units(table, "transact_write_items", TransactItems=[{"Delete": check}]) == (2, {})
