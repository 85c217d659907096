from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from handlers.domain.errors import PaymentOutcomeUnknown, PaymentUnavailable
from handlers.domain.orders import Address, Order, new_order
from handlers.domain.products import ProductSnapshot
from handlers.store import order_transactions
from handlers.store.table import RowConflict
from handlers.workflows import refund_order, settle_order
from tests.fakes import FakePaymentProvider

if TYPE_CHECKING:
    from collections.abc import Callable

DESK = ProductSnapshot(product_id="DESK", name="Desk", price=Decimal("499.95"), currency="EUR", stock=5, is_active=True)
HOME = Address(street="12 St James's Square", city="London", postal_code="SW1Y 4JH", country="GB")
ORDER = new_order("ADA", {"DESK": 2}, {"DESK": DESK}, shipping_address=HOME, idempotency_key="k")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """The transactions that were written, with the payment id."""
    calls: list[tuple[str, str | None]] = []

    def transaction(name: str) -> Callable[..., Order]:
        def write(order: Order, *, payment_id: str | None = None) -> Order:
            calls.append((name, payment_id))
            return order

        return write

    for name in ("confirm", "decline", "release"):
        monkeypatch.setattr(order_transactions, name, transaction(name))
    return calls


@pytest.fixture
def refunds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the orders whose refund was completed."""
    completed: list[str] = []
    monkeypatch.setattr(refund_order, "complete_refund", completed.append)
    return completed


def charged(token: str = "tok_visa") -> FakePaymentProvider:  # a test card, no secret
    payments = FakePaymentProvider()
    payments.charge(ORDER.order_id, amount=ORDER.total_amount, currency=ORDER.currency, token=token)
    return payments


def test_charged_order_is_confirmed_with_its_payment(written: list[tuple[str, str | None]]) -> None:
    payments = charged()

    settle_order.settle_order(ORDER, payments)

    assert written == [("confirm", payments.charges[ORDER.order_id].payment_id)]


def test_declined_order_is_declined(written: list[tuple[str, str | None]]) -> None:
    settle_order.settle_order(ORDER, charged("tok_declined"))

    assert written == [("decline", None)]


def test_order_without_a_charge_is_voided_and_released(written: list[tuple[str, str | None]]) -> None:
    payments = FakePaymentProvider()

    settle_order.settle_order(ORDER, payments)

    assert written == [("release", None)]
    assert payments.charges[ORDER.order_id].state == "voided"


def test_order_settled_by_another_process_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def conflict(order: Order, *, payment_id: str) -> Order:
        raise RowConflict(order, payment_id)

    monkeypatch.setattr(order_transactions, "confirm", conflict)

    settle_order.settle_order(ORDER, charged())


@pytest.mark.parametrize("error", [PaymentUnavailable(), PaymentOutcomeUnknown()], ids=lambda each: type(each).__name__)
def test_order_stays_pending_if_the_payment_service_fails(
    written: list[tuple[str, str | None]], error: Exception
) -> None:
    with pytest.raises(type(error)):
        settle_order.settle_order(ORDER, replace(charged(), error=error))

    assert written == []


def test_charge_is_refunded_once(refunds: list[str]) -> None:
    payments = charged()

    for _ in range(2):
        refund_order.refund(ORDER.order_id, payments)

    assert payments.charges[ORDER.order_id].state == "refunded"
    assert refunds == [ORDER.order_id] * 2


def test_failed_refund_stays_due(refunds: list[str]) -> None:
    refund_order.try_refund(ORDER.order_id, replace(charged(), error=PaymentUnavailable()))

    assert refunds == []
