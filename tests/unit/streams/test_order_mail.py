from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.domain.orders import Address, Order, OrderLine
from handlers.notifications.order_mail import order_mail

MUG = OrderLine(product_id="1", product_name="Mug", quantity=3, price=Decimal("0.1"))
DESK = OrderLine(product_id="2", product_name="Walnut desk", quantity=1, price=Decimal(1000000))
ADDRESS = Address(street="12 St James's Square", city="London", postal_code="SW1Y 4JH", country="GB")
ORDER = Order(
    order_id="01JD8QP9G1H3J5K7M9N1P3Q5R7",
    user_id="01JD8QK7Z2V4X6Y8A0B2C4D6E8",
    items=(MUG, DESK),
    total_amount=Decimal("1000000.3"),
    currency="EUR",
    status="processing",
    payment_id="01JD8QP9S6T8V0W2X4Y6Z8A0B2",
    shipping_address=ADDRESS,
    created_at="2026-11-22T09:30:00.123Z",
    updated_at="2026-11-22T09:30:00.871Z",
    revision="1",
    idempotency_key="k",
)


def test_text_says_all_of_a_placed_order() -> None:
    mail = order_mail("OrderPlaced", ORDER, first_name="Ada")

    assert mail.subject == "We have your order 01JD8QP9G1H3J5K7M9N1P3Q5R7"
    assert (
        mail.text
        == """Hello Ada,

thank you for your order 01JD8QP9G1H3J5K7M9N1P3Q5R7. It is paid, and we are preparing it.

  3 x Mug, 0.10 each: 0.30
  1 x Walnut desk, 1000000.00 each: 1000000.00

Total: 1000000.30 EUR

It goes to:
  12 St James's Square
  SW1Y 4JH London
  GB
"""
    )


@pytest.mark.parametrize(
    ("event", "subject"),
    [
        ("OrderCancelled", "Your order 01JD8QP9G1H3J5K7M9N1P3Q5R7 is cancelled"),
        ("OrderCompleted", "Your order 01JD8QP9G1H3J5K7M9N1P3Q5R7 is completed"),
    ],
)
def test_end_of_an_order_is_told_without_an_address(event: str, subject: str) -> None:
    mail = order_mail(event, ORDER, first_name="Ada")  # type: ignore[arg-type]  # one of the events

    assert mail.subject == subject
    assert "1000000.30 EUR" in mail.text
    assert "1000000.30 EUR" in mail.html
    assert "London" not in mail.text + mail.html


def test_both_say_the_same_of_every_line() -> None:
    many = tuple(replace(MUG, product_name=f"Mug {number}", price=Decimal(number) / 100) for number in range(40))

    mail = order_mail("OrderPlaced", replace(ORDER, items=many), first_name="Ada")

    for line in many:
        for said in (line.product_name, f"{line.price:.2f}", f"{line.subtotal:.2f}"):
            assert said in mail.text
            assert f">{said}</td>" in mail.html


@pytest.mark.parametrize("hostile", ['<script>alert("1")</script>', "<img src=x>", "a & b", "'\"><b>"])
def test_what_people_type_is_no_markup(hostile: str) -> None:
    order = replace(
        ORDER,
        items=(replace(MUG, product_name=hostile),),
        shipping_address=Address(street=hostile, city=hostile, postal_code=hostile, country=hostile),
    )

    mail = order_mail("OrderPlaced", order, first_name=hostile)

    harmless = order_mail("OrderPlaced", replace(ORDER, items=(MUG,)), first_name="Ada")
    assert hostile not in mail.html
    assert mail.html.count("<") == harmless.html.count("<")
    assert mail.text.count(hostile) == 6


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0", "0.00"), ("0.07", "0.07"), ("1.1", "1.10"), ("8999999999999.99", "8999999999999.99"), ("1E+3", "1000.00")],
)
def test_amounts_are_exact_to_the_cent(amount: str, written: str) -> None:
    mail = order_mail("OrderPlaced", replace(ORDER, total_amount=Decimal(amount)), first_name="Ada")

    assert f"Total: {written} EUR\n" in mail.text
