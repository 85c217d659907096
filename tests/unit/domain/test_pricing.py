from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.domain.pricing import line_subtotal, total_amount

prices = st.decimals(min_value=0, max_value=1_000_000, places=2)


@pytest.mark.parametrize(
    ("price", "quantity", "subtotal"),
    [
        ("0.10", 3, "0.3"),
        ("499.95", 2, "999.9"),
        ("0.07", 99, "6.93"),
        ("1000000", 99, "99000000"),
        ("5E+1", 2, "100"),
        ("0.00", 5, "0"),
    ],
)
def test_subtotal_is_exact_and_canonical(price: str, quantity: int, subtotal: str) -> None:
    assert str(line_subtotal(Decimal(price), quantity)) == subtotal


def test_total_of_no_lines_is_zero() -> None:
    assert str(total_amount([])) == "0"


def test_total_of_forty_lines_is_exact() -> None:
    assert str(total_amount([line_subtotal(Decimal("999999.99"), 99)] * 40)) == "3959999960.4"


def test_total_is_canonical() -> None:
    assert str(total_amount([Decimal("0.50"), Decimal("99.50")])) == "100"


@given(st.lists(st.tuples(prices, st.integers(1, 99)), max_size=40))
def test_total_in_cents_is_the_sum_in_cents(lines: list[tuple[Decimal, int]]) -> None:
    total = total_amount(line_subtotal(price, quantity) for price, quantity in lines)

    assert int(total * 100) == sum(int(price * 100) * quantity for price, quantity in lines)
