"""The budgets of cold starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.performance.measuring import FUNCTIONS, Measured, over_budget, read_budgets, write_budgets
from tests.performance.starts import Start

if TYPE_CHECKING:
    from pathlib import Path


def measured(function: str, *, untraced: int, traced: int) -> Measured:
    """Return a function's starts where b is 1000 instructions."""
    starts = [Start(ready=1, answered=answered, again=answered) for answered in (untraced, traced)]
    return Measured(
        function=function, bare=1000, bare_calls=1020, untraced=starts[0], traced=starts[1], deployed=starts[0], peak=0
    )


AGREED = {"getCart": {"untraced": 1.0, "traced": 1.2}}


@pytest.mark.parametrize(("untraced", "traced"), [(1000, 1200), (1010, 1212), (500, 500)])
def test_start_up_to_one_per_cent_over_its_budget_passes(untraced: int, traced: int) -> None:
    assert [*over_budget([measured("getCart", untraced=untraced, traced=traced)], AGREED)] == []


def test_start_over_its_budget_is_reported_with_its_figure() -> None:
    [line] = over_budget([measured("getCart", untraced=1011, traced=1200)], AGREED)

    assert line == "getCart, untraced: 1.011 b, and the budget is 1.000 b"


def test_budget_over_tls_applies_to_functions_that_have_one() -> None:
    found = [measured("getCart", untraced=1000, traced=1200)]

    assert [*over_budget(found, {"getCart": {**AGREED["getCart"], "deployed": 0.9}})]
    assert not [*over_budget(found, AGREED)]


def test_function_without_a_budget_fails() -> None:
    assert len([*over_budget([measured("getOrder", untraced=1, traced=1)], AGREED)]) == 2


def test_renewing_replaces_measured_budgets_only(tmp_path: Path) -> None:
    # Given budgets of two functions, and of one that has been removed
    file = tmp_path / "budgets.json"
    file.write_text(json.dumps(AGREED | {"getOrder": {"untraced": 1.0, "traced": 1.0}, "removed": {}}))

    # When one is measured again, and written
    write_budgets([measured("getCart", untraced=900, traced=1300)], ["getOrder", "getCart"], file)

    # Then it has the new budget, the other keeps its own, and removed functions are gone
    assert read_budgets(file) == {
        "getOrder": {"untraced": 1.0, "traced": 1.0},
        "getCart": {"untraced": 0.9, "traced": 1.3, "deployed": 0.9},
    }


def test_every_function_has_a_budget() -> None:
    assert [*read_budgets()] == [*FUNCTIONS]
