"""Our rules judge every contract change of the table as the table does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ops.contract_changes.operations import changes
from ops.contract_changes.rules import RULES, Severity
from tests.contract.corpus import CASES

if TYPE_CHECKING:
    from tests.contract.corpus import Case


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_change_has_the_rules_and_the_verdict_of_the_table(case: Case) -> None:
    # Given two valid contracts
    old, new = case.contract("old"), case.contract("new")

    # When they are compared
    found = changes(old, new)

    # Then the rules and the verdict are those of the table
    breaking = any(change.severity is Severity.BREAKING for change in found)
    assert {change.rule for change in found} == set(case.row["rules"])
    assert ("breaking" if breaking else "compatible") == case.verdict
    # And neither contract differs from itself
    assert changes(old, old) == changes(new, new) == ()


def test_every_case_is_complete() -> None:
    for name, case in CASES.items():
        assert case.row.keys() - {"openapi-diff"} == {"edits", "verdict", "rules", "because"}, name
        assert case.verdict in ("breaking", "compatible"), name
        assert case.row["because"].endswith((".", ")")), name


def test_every_rule_has_a_case() -> None:
    ours = RULES.keys() - {"openapi-diff"}

    assert {rule for case in CASES.values() for rule in case.row["rules"]} == ours


def test_table_has_many_cases_of_both_verdicts() -> None:
    verdicts = [case.verdict for case in CASES.values()]

    assert min(verdicts.count("breaking"), verdicts.count("compatible")) > 30
