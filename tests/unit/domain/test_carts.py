from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from handlers.domain.carts import MAX_LINES, MAX_QUANTITY, Addition, CartLine, plan_addition, price_cart
from handlers.domain.errors import CartFull, MixedCurrencies
from handlers.domain.products import ProductSnapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

DESK = ProductSnapshot(product_id="DESK", name="Desk", price=Decimal("499.95"), currency="EUR", stock=5, is_active=True)
LAMP = replace(DESK, product_id="LAMP", name="Lamp", price=Decimal("0.10"), stock=99)


def line(product: ProductSnapshot, quantity: int = 1, *, at: str = "2026-11-22T09:30:00.000Z") -> CartLine:
    return CartLine(
        product_id=product.product_id, quantity=quantity, currency=product.currency, added_at=at, updated_at=at
    )


def many(count: int) -> list[CartLine]:
    return [line(replace(LAMP, product_id=f"LAMP{number}")) for number in range(count)]


def by_id(*products: ProductSnapshot) -> dict[str, ProductSnapshot]:
    return {product.product_id: product for product in products}


def test_empty_cart_costs_nothing_in_dollars() -> None:
    cart = price_cart([], {})

    assert (cart.items, cart.total_amount, cart.currency) == ((), Decimal(0), "USD")


def test_cart_is_added_up_exactly() -> None:
    # Given prices that no binary float holds
    cart = price_cart([line(LAMP, 3), line(DESK, 2)], by_id(LAMP, DESK))

    assert [item.subtotal for item in cart.items] == [Decimal("999.9"), Decimal("0.3")]
    assert str(cart.total_amount) == "1000.2"
    assert cart.currency == "EUR"


def test_lines_are_sorted_by_time_added() -> None:
    early, late = "2026-11-22T09:30:00.000Z", "2026-11-22T09:30:00.001Z"
    twin = replace(DESK, product_id="DESK2")

    cart = price_cart([line(LAMP, at=late), line(twin, at=early), line(DESK, at=early)], by_id(DESK, LAMP, twin))

    assert [item.product_id for item in cart.items] == ["DESK", "DESK2", "LAMP"]


@pytest.mark.parametrize(
    ("quantity", "stock", "availability"), [(5, 5, "available"), (6, 5, "short"), (1, 0, "short"), (99, 98, "short")]
)
def test_line_is_short_if_there_is_less_than_it_holds(quantity: int, stock: int, availability: str) -> None:
    (item,) = price_cart([line(DESK, quantity)], by_id(replace(DESK, stock=stock))).items

    assert item.availability == availability
    assert item.subtotal == DESK.price * quantity


@pytest.mark.parametrize("product", [replace(DESK, is_active=False), replace(DESK, currency="USD")], ids=str)
def test_inactive_product_or_other_currency_is_gone_and_costs_nothing(product: ProductSnapshot) -> None:
    cart = price_cart([line(DESK, 2), line(LAMP)], by_id(product, LAMP))

    gone, _ = cart.items
    assert (gone.availability, gone.product_name, gone.price, gone.subtotal) == ("gone", "Desk", DESK.price, Decimal(0))
    assert cart.total_amount == LAMP.price
    assert cart.currency == "EUR"


def test_unknown_product_is_gone_with_its_id_as_name() -> None:
    (gone,) = price_cart([line(DESK)], {}).items

    assert (gone.availability, gone.product_name, gone.price, gone.subtotal) == ("gone", "DESK", Decimal(0), Decimal(0))


def test_amounts_are_written_as_the_table_gives_them_back() -> None:
    free = replace(DESK, price=Decimal("0.00"))
    round_sum = replace(LAMP, price=Decimal("5E+1"))

    cart = price_cart([line(free), line(round_sum, 2)], by_id(free, round_sum))

    assert [str(item.price) for item in cart.items] == ["0", "50"]
    assert [str(item.subtotal) for item in cart.items] == ["0", "100"]
    assert str(cart.total_amount) == "100"


def addition(lines: Sequence[CartLine], product: ProductSnapshot, quantity: int = 1, *gone: CartLine) -> Addition:
    """Plan an addition to a cart whose products are sold, except those of the gone lines."""
    sold = {each.product_id: replace(product, product_id=each.product_id, currency=each.currency) for each in lines}
    return plan_addition([*lines, *gone], sold | by_id(product), product, quantity)


def test_line_that_holds_the_product_already_is_increased() -> None:
    assert addition([line(LAMP), line(DESK, 2)], DESK).is_increase
    assert not addition([line(LAMP)], DESK).is_increase
    assert not addition([], DESK, MAX_QUANTITY).is_increase


@pytest.mark.parametrize("held", [1, 50, MAX_QUANTITY - 1])
def test_line_holds_up_to_99(held: int) -> None:
    lines = [line(DESK, held)]

    assert addition(lines, DESK, MAX_QUANTITY - held).is_increase
    with pytest.raises(CartFull):
        addition(lines, DESK, MAX_QUANTITY - held + 1)


def test_cart_holds_up_to_40_lines() -> None:
    assert addition(many(MAX_LINES - 1), DESK) == Addition(is_increase=False)
    with pytest.raises(CartFull):
        addition(many(MAX_LINES), DESK)


def test_full_cart_accepts_more_of_its_products() -> None:
    assert addition([*many(MAX_LINES - 1), line(DESK)], DESK).is_increase


def test_cart_is_of_one_currency() -> None:
    with pytest.raises(MixedCurrencies):
        addition([line(LAMP)], replace(DESK, currency="GBP"))


OLD, NEW = "2026-11-22T09:30:00.000Z", "2026-11-22T09:30:01.000Z"
GONE = replace(LAMP, product_id="GONE", currency="USD")


def test_gone_line_decides_no_currency() -> None:
    assert addition([], DESK, 1, line(GONE)) == Addition(is_increase=False)
    assert price_cart([line(GONE), line(DESK, at=OLD)], by_id(DESK)).currency == "EUR"
    assert price_cart([line(replace(GONE, currency="EUR"))], {}).currency == "USD"


def test_own_line_is_replaced_if_the_product_has_another_currency_now() -> None:
    pounds = replace(DESK, currency="GBP")

    assert plan_addition([line(DESK, MAX_QUANTITY)], by_id(pounds), pounds, 1) == Addition(is_increase=False)


def test_gone_lines_fill_no_cart_and_the_oldest_are_dropped() -> None:
    newer, older = line(replace(GONE, product_id="NEWER"), at=NEW), line(GONE, at=OLD)
    sold = many(MAX_LINES - 2)

    assert addition(sold, DESK, 1, newer).dropped == ()
    assert addition(sold, DESK, 1, newer, older).dropped == (older,)
    assert addition(many(MAX_LINES - 1), DESK, 1, newer, older).dropped == (older, newer)


def test_product_that_returns_stays_gone_beside_another_currency() -> None:
    # Given a line in euros whose product is sold again, and a newer one in dollars
    dollars = replace(GONE, product_id="BACK")

    cart = price_cart([line(DESK, at=OLD), line(dollars, at=NEW)], by_id(DESK, dollars))

    assert [(item.product_id, item.availability) for item in cart.items] == [("DESK", "gone"), ("BACK", "available")]
    assert (cart.currency, cart.total_amount) == ("USD", dollars.price)
