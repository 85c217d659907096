"""The row of a deprecated operation has the headers of its responses."""

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
    namespace: dict[str, Any] = {"__name__": "generated.operations"}
    exec(compile(operations_source(contract), "operations.py", "exec", dont_inherit=True), namespace)  # noqa: S102  # executed as generated
    found: dict[str, Operation] = namespace["OPERATIONS"]
    return found


def test_only_the_row_of_a_deprecated_operation_has_the_headers() -> None:
    namespace = rows(contract_with(DEPRECATED))

    assert {name: row.deprecation for name, row in namespace.items() if row.deprecation} == {
        "getHealth": {"Deprecation": "@1795910400", "Sunset": "Mon, 29 Nov 2027 00:00:00 GMT"}
    }


def test_row_without_deprecation_has_no_headers() -> None:
    assert not re.search(r"deprecation=", operations_source(contract_with({"deprecated": False})))
    assert {row.deprecation for row in OPERATIONS.values()} == {None}


@pytest.mark.parametrize("key", ["x-deprecated-since", "x-sunset"])
@pytest.mark.parametrize("value", [None, "soon", "2027-11-31", 2027])
def test_deprecation_without_a_date_is_an_error_with_its_location(key: str, value: object) -> None:
    contract = contract_with(DEPRECATED | {key: value})

    with pytest.raises(ContractError, match=f"GET /health: {key} must be a date in quotes"):
        operations_source(contract)
