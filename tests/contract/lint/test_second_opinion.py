"""openapi-diff on cases of the table. Needs Node, so `make lint` runs this."""

import pytest

from ops.contract_changes.openapi_diff import OpenapiDiffFailed, additional_breaks
from ops.contract_changes.operations import changes
from tests.contract.corpus import CASES

STRICTER = [name for name, case in CASES.items() if case.row.get("openapi-diff") == "breaking"]
FAILING = [name for name, case in CASES.items() if case.row.get("openapi-diff") == "fails"]
FOUND_BY_BOTH = ["field-of-a-response-removed"]
FOUND_BY_OUR_RULES_ONLY = ["security-added", "required-query-parameter-added", "parameter-enum-value-removed"]
FOUND_BY_NEITHER = ["field-added-to-a-response"]


def findings_beyond_ours(name: str) -> list[str]:
    """Return the rules that only openapi-diff reports."""
    old, new = CASES[name].contract("old"), CASES[name].contract("new")
    return [change.rule for change in additional_breaks(old, new, changes(old, new))]


def all_findings(name: str) -> list[str]:
    """Return all rules that openapi-diff reports."""
    return [change.rule for change in additional_breaks(CASES[name].contract("old"), CASES[name].contract("new"), [])]


@pytest.mark.parametrize("name", STRICTER)
def test_break_found_by_openapi_diff_only_is_reported(name: str) -> None:
    assert set(findings_beyond_ours(name)) == {"openapi-diff"}


@pytest.mark.parametrize("name", FAILING)
def test_failure_of_openapi_diff_is_an_error(name: str) -> None:
    with pytest.raises(OpenapiDiffFailed, match=r"Circular \$ref"):
        findings_beyond_ours(name)


@pytest.mark.parametrize("name", FOUND_BY_BOTH)
def test_break_found_by_both_is_reported_once(name: str) -> None:
    assert set(all_findings(name)) == {"openapi-diff"}
    assert findings_beyond_ours(name) == []


@pytest.mark.parametrize("name", FOUND_BY_OUR_RULES_ONLY)
def test_our_rules_find_breaks_that_openapi_diff_misses(name: str) -> None:
    assert CASES[name].verdict == "breaking"
    assert all_findings(name) == []


@pytest.mark.parametrize("name", FOUND_BY_NEITHER)
def test_compatible_change_is_no_break_to_openapi_diff(name: str) -> None:
    assert all_findings(name) == []
