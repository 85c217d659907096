from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product as pairs
from typing import TYPE_CHECKING

import pytest

from handlers.domain.errors import IllegalTransition, MixedCurrencies, OutOfStock, Shortage
from handlers.domain.orders import STATUSES, Action, Address, Order, Status, merge_lines, new_order
from handlers.domain.products import ProductSnapshot

if TYPE_CHECKING:
    from handlers.domain.users import Role

DESK = ProductSnapshot(product_id="DESK", name="Desk", price=Decimal("499.95"), currency="EUR", stock=5, is_active=True)
LAMP = replace(DESK, product_id="LAMP", name="Lamp", price=Decimal("0.10"), stock=99)
HOME = Address(street="12 St James's Square", city="London", postal_code="SW1Y 4JH", country="GB")
LEGAL = {
    ("pending", "processing"),
    ("pending", "cancelled"),
    ("processing", "completed"),
    ("processing", "cancelled"),
}


def ordered(quantities: dict[str, int], *products: ProductSnapshot) -> Order:
    return new_order(
        "ADA",
        quantities,
        {product.product_id: product for product in products},
        shipping_address=HOME,
        idempotency_key="k",
    )


def an_order(status: Status = "pending") -> Order:
    return replace(ordered({"DESK": 2}, DESK), status=status)


def test_new_order_is_pending_unpaid_and_has_the_requested_lines() -> None:
    order = ordered({"LAMP": 3, "DESK": 2}, DESK, LAMP)

    assert [(line.product_id, line.product_name, line.quantity, line.price) for line in order.items] == [
        ("LAMP", "Lamp", 3, LAMP.price),
        ("DESK", "Desk", 2, DESK.price),
    ]
    assert (order.status, order.payment_id, order.user_id, order.currency) == ("pending", None, "ADA", "EUR")
    assert (order.shipping_address, order.idempotency_key) == (HOME, "k")
    assert order.created_at == order.updated_at


def test_every_order_has_an_id_and_a_revision_of_its_own() -> None:
    first, second = an_order(), an_order()

    assert len({first.order_id, first.revision, second.order_id, second.revision}) == 4


@pytest.mark.parametrize(
    ("price", "quantity", "subtotal"),
    [("0.10", 3, "0.3"), ("499.95", 2, "999.9"), ("0.07", 99, "6.93"), ("1000000", 99, "99000000"), ("0.00", 5, "0")],
)
def test_subtotal_is_exact(price: str, quantity: int, subtotal: str) -> None:
    order = ordered({"LAMP": quantity}, replace(LAMP, price=Decimal(price)))

    assert str(order.items[0].subtotal) == str(order.total_amount) == subtotal


def test_total_of_forty_lines_is_exact() -> None:
    # Given forty expensive products at the maximum quantity
    products = [replace(LAMP, product_id=str(number), price=Decimal("999999.99")) for number in range(40)]

    order = ordered(dict.fromkeys(map(str, range(40)), 99), *products)

    assert order.total_amount == Decimal("3959999960.40")


def test_product_named_twice_is_one_line() -> None:
    quantities = merge_lines([("LAMP", 1), ("DESK", 2), ("LAMP", 98)])

    assert list(quantities.items()) == [("LAMP", 99), ("DESK", 2)]


def test_every_shortage_is_listed_in_the_order_of_the_lines() -> None:
    # Given products with enough and too little stock, an inactive and an unknown one
    cellar = replace(DESK, product_id="CELLAR", is_active=False)

    with pytest.raises(OutOfStock) as refusal:
        ordered({"UNKNOWN": 1, "LAMP": 99, "DESK": 6, "CELLAR": 2}, LAMP, DESK, cellar)

    assert refusal.value.shortages == (Shortage("UNKNOWN", 1, 0), Shortage("DESK", 6, 5), Shortage("CELLAR", 2, 0))


def test_last_of_a_product_can_be_ordered() -> None:
    assert ordered({"DESK": 5}, DESK).items[0].quantity == 5


def test_order_is_of_one_currency() -> None:
    with pytest.raises(MixedCurrencies):
        ordered({"DESK": 1, "LAMP": 1}, DESK, replace(LAMP, currency="USD"))


def test_shortages_are_checked_before_currencies() -> None:
    with pytest.raises(OutOfStock):
        ordered({"DESK": 6, "LAMP": 1}, DESK, replace(LAMP, currency="USD"))


@pytest.mark.parametrize(("status", "new_status"), list(pairs(STATUSES, STATUSES)))
def test_only_legal_transitions_are_permitted(status: Status, new_status: Status) -> None:
    order = an_order(status)

    if (status, new_status) in LEGAL:
        changed = order.with_status(new_status)
        assert (changed.status, changed.order_id, changed.items) == (new_status, order.order_id, order.items)
        assert changed.revision != order.revision
        assert changed.updated_at >= order.updated_at
    else:
        with pytest.raises(IllegalTransition, match=f"{status}.* {new_status}"):
            order.with_status(new_status)


def test_payment_stays_with_its_order() -> None:
    paid = an_order().with_status("processing", payment_id="PAYMENT")

    assert (
        paid.payment_id
        == paid.with_status("completed").payment_id
        == paid.with_status("cancelled").payment_id
        == "PAYMENT"
    )


@pytest.mark.parametrize(
    ("status", "role", "actions"),
    [
        ("pending", "customer", ("cancel",)),
        ("pending", "admin", ("cancel",)),
        ("processing", "customer", ("cancel",)),
        ("processing", "admin", ("cancel", "complete")),
        *((status, role, ()) for status in ("completed", "cancelled") for role in ("customer", "admin")),
    ],
)
def test_allowed_actions_depend_on_status_and_role(status: Status, role: Role, actions: tuple[Action, ...]) -> None:
    assert an_order(status).allowed_actions(role) == actions
