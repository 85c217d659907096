"""The budgets of cold starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.performance.measuring import FUNCTIONS, Measured, over_budget, read_budgets, write_budgets
from tests.performance.starts import Start

if TYPE_CHECKING:
    from pathlib import Path


def measured(function: str, answered: int) -> Measured:
    """Return a function's start where b is 1000 instructions."""
    ours, bare = (
        Start(ready=1, answered=count, again=count, closed=count, reconnected=count) for count in (answered, 1000)
    )
    return Measured(function=function, bare=bare, start=ours, peak=0)


AGREED = {"getCart": 0.8}


@pytest.mark.parametrize("answered", [800, 808, 400])
def test_start_up_to_one_per_cent_over_its_budget_passes(answered: int) -> None:
    assert [*over_budget([measured("getCart", answered)], AGREED)] == []


def test_start_over_its_budget_is_reported_with_its_figure() -> None:
    [line] = over_budget([measured("getCart", 809)], AGREED)

    assert line == "getCart: 0.809 b, and the budget is 0.800 b"


def test_function_without_a_budget_fails() -> None:
    assert len([*over_budget([measured("getOrder", 1)], AGREED)]) == 1


def test_renewing_replaces_measured_budgets_only(tmp_path: Path) -> None:
    # Given budgets of two functions, and of one that has been removed
    file = tmp_path / "budgets.json"
    file.write_text(json.dumps(AGREED | {"getOrder": 1.0, "removed": 0.5}))

    # When one is measured again, and written
    write_budgets([measured("getCart", 900)], ["getOrder", "getCart"], file)

    # Then it has the new budget, the other keeps its own, and removed functions are gone
    assert read_budgets(file) == {"getOrder": 1.0, "getCart": 0.9}


def test_every_function_has_a_budget() -> None:
    assert [*read_budgets()] == [*FUNCTIONS]
