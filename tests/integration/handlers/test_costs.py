"""Every function costs what its row in ``operations.yaml`` says, and ``docs/costs.md`` is written from these rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.handlers.cost_cases import prepare
from tests.integration.handlers.costs import cost_of
from tests.integration.handlers.table import empty_table
from tests.operations import COSTS, Case, costs_page, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.config import LocalConfig
    from tests.integration.handlers.table import Table

CASES = [pytest.param(name, case, id=f"{name}-{case.when}") for name, known in rows().items() for case in known.cases]
KILOBYTE = 1024
NO_INDEX: Mapping[str, str] = {}
BOTH_INDEXES = {"GSI1PK": "c", "GSI1SK": "d", "GSI2PK": "e", "GSI2SK": "f"}


@pytest.mark.parametrize(("function", "case"), CASES)
def test_a_case_costs_what_its_row_says(
    function: str, case: Case, aws: LocalConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_table(aws) as table:
        monkeypatch.setenv("TABLE_NAME", table.name)
        cost = cost_of(prepare(function, case.when))

    measured = Case(case.when, list(cost.requests), cost.table, cost.indexes)
    assert measured == case, f"tests/operations.yaml, {function}, {case.when or 'sample event'}: write {measured}"


def test_the_page_has_the_costs_of_the_rows() -> None:
    page = COSTS.read_text()

    assert page == costs_page(page), "docs/costs.md is out of date: run `make generate`"


def units(table: Table, operation: str, **asked: Any) -> tuple[float, Mapping[str, float]]:
    """Return the write units of a write: all of them, and those of each index."""
    consumed = getattr(table.dynamodb, operation)(ReturnConsumedCapacity="INDEXES", **asked)["ConsumedCapacity"]
    told = consumed[0] if isinstance(consumed, list) else consumed
    indexes = told.get("GlobalSecondaryIndexes", {})
    return told["CapacityUnits"], {name: index["CapacityUnits"] for name, index in indexes.items()}


def item(index_keys: Mapping[str, str] = NO_INDEX, *, size: int = 100) -> dict[str, Any]:
    """Return a row of so many bytes: names and values count."""
    attributes = {"PK": "a", "SK": "b", **index_keys}
    filled = sum(len(name) + len(value) for name, value in attributes.items()) + len("text")
    return {name: {"S": value} for name, value in attributes.items()} | {"text": {"S": "x" * (size - filled)}}


@pytest.mark.parametrize(("size", "cost"), [(100, 1), (KILOBYTE, 1), (KILOBYTE + 1, 2), (4 * KILOBYTE + 1, 5)])
def test_a_kilobyte_is_a_unit_and_two_in_a_transaction(table: Table, size: int, cost: int) -> None:
    put = {"TableName": table.name, "Item": item(size=size)}

    assert units(table, "put_item", **put) == (cost, {})
    assert units(table, "transact_write_items", TransactItems=[{"Put": put}]) == (2 * cost, {})


def test_an_index_costs_what_is_written_to_it(table: Table) -> None:
    # Given a row that gets into both indexes, is changed, changes its place in one, and leaves them
    name = table.name
    versions = [item(BOTH_INDEXES), item(BOTH_INDEXES, size=101), item(BOTH_INDEXES | {"GSI2PK": "g"}), item()]

    costs = [units(table, "put_item", TableName=name, Item=version) for version in versions]

    # Then that costs a unit each, a place that is changed two, and what stays nothing
    both = {"GSI1": 1, "GSI2": 1}
    assert costs == [(3, both), (3, both), (4, both | {"GSI2": 2}), (3, both)]
    assert units(table, "put_item", TableName=name, Item=versions[-1]) == (1, {})


def test_a_transaction_costs_the_indexes_no_more(table: Table) -> None:
    actions = [{"Put": {"TableName": table.name, "Item": item(BOTH_INDEXES)}}]

    assert units(table, "transact_write_items", TransactItems=actions) == (4, {"GSI1": 1, "GSI2": 1})


def test_what_is_checked_or_isnt_there_costs_as_if_it_were_written(table: Table) -> None:
    key = {"PK": {"S": "a"}, "SK": {"S": "b"}}
    check = {"TableName": table.name, "Key": key, "ConditionExpression": "attribute_not_exists(PK)"}

    assert units(table, "transact_write_items", TransactItems=[{"ConditionCheck": check}]) == (2, {})
    assert units(table, "transact_write_items", TransactItems=[{"Delete": check}]) == (2, {})
