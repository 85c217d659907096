from __future__ import annotations

from collections import Counter

import pytest

from handlers.domain.ids import new_id
from handlers.domain.stock_rows import MAX_ROWS, plan_draws, spread, starting_row


@pytest.mark.parametrize(("units", "rows"), [(0, 3), (1, 64), (7, 3), (64, 64), (1_000_000, 7)])
def test_units_are_spread_evenly_and_none_is_lost(units: int, rows: int) -> None:
    parts = spread(units, rows)

    assert (len(parts), sum(parts)) == (rows, units)
    assert max(parts) - min(parts) <= 1


def test_buyer_keeps_to_one_row_and_buyers_are_spread_over_all() -> None:
    buyers = [new_id() for _ in range(100 * MAX_ROWS)]

    load = Counter(starting_row(buyer, MAX_ROWS) for buyer in buyers)

    assert len(load) == MAX_ROWS
    assert max(load.values()) < 2 * 100
    assert starting_row(buyers[0], MAX_ROWS) == starting_row(buyers[0], MAX_ROWS)


@pytest.mark.parametrize(
    ("units", "start", "draws"),
    [
        ({0: 5, 1: 5, 2: 5}, 1, {1: 3}),
        ({0: 5, 1: 2, 2: 5}, 1, {2: 3}),  # the next row that has enough
        ({0: 5, 1: 2, 2: 2}, 1, {0: 3}),  # and after the last the first
        ({0: 2, 1: 1, 2: 2}, 1, {2: 2, 0: 1}),  # if none has, as few as possible
        ({0: 1, 1: 1, 2: 1}, 2, {2: 1, 0: 1, 1: 1}),
        ({0: 3, 1: 0}, 1, {0: 3}),
    ],
)
def test_sale_draws_from_as_few_rows_as_possible(units: dict[int, int], start: int, draws: dict[int, int]) -> None:
    assert plan_draws(units, 3, start=start) == draws
