"""How many buyers a product's stock rows serve, by the model of conflicts."""

from __future__ import annotations

from handlers.domain.stock_rows import MAX_ROWS
from tests.performance.conflicts import GOOD_SHARE, at_rate, sell


def test_two_hundred_buyers_at_once_all_buy_from_one_row() -> None:
    assert sell([0.0] * 200, rows=1).share == 1


def test_row_serves_fifty_buyers_a_second() -> None:
    assert sell(at_rate(50), rows=1).share >= GOOD_SHARE


def test_row_does_not_serve_two_hundred_buyers_a_second() -> None:
    assert sell(at_rate(200), rows=1).share < GOOD_SHARE


def test_sixty_four_rows_serve_three_thousand_buyers_a_second() -> None:
    assert sell(at_rate(3000), rows=MAX_ROWS).share >= GOOD_SHARE
