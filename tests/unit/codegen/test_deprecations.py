"""What the contract says of a deprecated operation is in its row, as the headers that its answers get."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from codegen.contract import Contract, ContractError
from codegen.operations import operations_source
from generated.operations import OPERATIONS, Operation
from tests.unit.codegen.documents import CONTRACT

DEPRECATED = {"deprecated": True, "x-deprecated-since": "2026-11-29", "x-sunset": "2027-11-29"}


def contract_with(marks: Mapping[str, Any]) -> Contract:
    document = deepcopy(CONTRACT)
    document["paths"]["/health"]["get"] |= marks
    return Contract(document)


def rows(contract: Contract) -> dict[str, Operation]:
    made: dict[str, Any] = {"__name__": "generated.operations"}
    exec(compile(operations_source(contract), "operations.py", "exec", dont_inherit=True), made)  # noqa: S102  # as Python runs it
    found: dict[str, Operation] = made["OPERATIONS"]
    return found


def test_a_deprecated_operations_row_has_its_headers_and_no_other_row_has_any() -> None:
    made = rows(contract_with(DEPRECATED))

    assert {name: row.deprecation for name, row in made.items() if row.deprecation} == {
        "getHealth": {"Deprecation": "@1795910400", "Sunset": "Mon, 29 Nov 2027 00:00:00 GMT"}
    }


def test_a_row_of_an_operation_that_is_not_deprecated_says_nothing_of_it() -> None:
    assert not re.search(r"deprecation=", operations_source(contract_with({"deprecated": False})))
    assert {row.deprecation for row in OPERATIONS.values()} == {None}


@pytest.mark.parametrize("key", ["x-deprecated-since", "x-sunset"])
@pytest.mark.parametrize("said", [None, "soon", "2027-11-31", 2027])
def test_a_deprecation_without_a_day_is_refused_with_where_it_stands(key: str, said: object) -> None:
    contract = contract_with(DEPRECATED | {key: said})

    with pytest.raises(ContractError, match=f"GET /health: {key} must say a day in quotes"):
        operations_source(contract)
