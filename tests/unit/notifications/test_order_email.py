from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.domain.orders import Address, Order, OrderLine
from handlers.notifications.templates.order_email import render_order_email

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


def test_confirmation_lists_items_total_and_address() -> None:
    email = render_order_email("OrderPlaced", ORDER, shop="Desks", name="Ada")

    assert email.subject == "Your order 01JD8QP9G1H3J5K7M9N1P3Q5R7 is confirmed"
    assert (
        email.text
        == """Hello Ada,

Thank you for your order 01JD8QP9G1H3J5K7M9N1P3Q5R7. We have received your payment and are preparing your order.

  3 x Mug
    Unit price: 0.10, subtotal: 0.30
  1 x Walnut desk
    Unit price: 1000000.00, subtotal: 1000000.00

Total: 1000000.30 EUR

Ship to:
  12 St James's Square
  SW1Y 4JH London
  GB

This e-mail was sent automatically by Desks.
"""
    )


@pytest.mark.parametrize(
    ("event", "subject"),
    [
        ("OrderCancelled", "Your order 01JD8QP9G1H3J5K7M9N1P3Q5R7 is cancelled"),
        ("OrderCompleted", "Your order 01JD8QP9G1H3J5K7M9N1P3Q5R7 is complete"),
    ],
)
def test_cancellation_and_completion_omit_the_address(event: str, subject: str) -> None:
    email = render_order_email(event, ORDER, shop="Desks", name="Ada")  # type: ignore[arg-type]  # one of the events

    assert email.subject == subject
    assert "1000000.30 EUR" in email.text
    assert "1000000.30 EUR" in email.html
    assert "London" not in email.text + email.html


def test_text_and_html_contain_every_line() -> None:
    many = tuple(replace(MUG, product_name=f"Mug {number}", price=Decimal(number) / 100) for number in range(40))

    email = render_order_email("OrderPlaced", replace(ORDER, items=many), shop="Desks", name="Ada")

    for line in many:
        for value in (line.product_name, f"{line.price:.2f}", f"{line.subtotal:.2f}"):
            assert value in email.text
            assert f">{value}</td>" in email.html


@pytest.mark.parametrize("hostile", ['<script>alert("1")</script>', "<img src=x>", "a & b", "'\"><b>"])
def test_user_input_is_escaped_in_html(hostile: str) -> None:
    order = replace(
        ORDER,
        items=(replace(MUG, product_name=hostile),),
        shipping_address=Address(street=hostile, city=hostile, postal_code=hostile, country=hostile),
    )

    email = render_order_email("OrderPlaced", order, shop="Desks", name=hostile)

    harmless = render_order_email("OrderPlaced", replace(ORDER, items=(MUG,)), shop="Desks", name="Ada")
    assert hostile not in email.html
    assert email.html.count("<") == harmless.html.count("<")
    assert email.text.count(hostile) == 6


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0", "0.00"), ("0.07", "0.07"), ("1.1", "1.10"), ("8999999999999.99", "8999999999999.99"), ("1E+3", "1000.00")],
)
def test_amounts_have_two_exact_decimals(amount: str, written: str) -> None:
    email = render_order_email("OrderPlaced", replace(ORDER, total_amount=Decimal(amount)), shop="Desks", name="Ada")

    assert f"Total: {written} EUR\n" in email.text


def test_unverified_address_gets_nothing_that_a_user_typed() -> None:
    email = render_order_email("OrderPlaced", ORDER, shop="Desks", name=None)

    assert email.text.startswith("Hello,\n")
    for typed in ("St James", "London", "SW1Y"):
        assert typed not in email.text + email.html
    assert "Walnut desk" in email.text
