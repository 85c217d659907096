"""Cancel an order during concurrent changes, and while its payment can't be refunded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers.aws_calls import after_the_payment, before, the_payment
from tests.integration.handlers.buying import (
    ADA,
    DESKS,
    add_to_cart,
    assert_undone,
    cancel,
    cart_quantities,
    create_desks,
    get,
    order,
    order_id,
    placed_orders,
    refund_of,
    set_status,
    settle,
    stock,
)
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, always, error
from tests.integration.handlers.paying import charge_state
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.faulty_proxy import Injected
    from tests.integration.handlers.table import Table

ILLEGAL = (409, "illegal-transition")
BUSY = error("TooManyRequestsException", status=429)
FAILED = error("ServiceException", status=500)


def the_write(seen: Sequence[str]) -> bool:
    return seen[-1] == "TransactWriteItems" and seen.count("TransactWriteItems") == 1


@pytest.mark.parametrize(
    "fault", [BUSY, FAILED, Fault.BROKEN_CONNECTION, Fault.LOST_RESPONSE], ids=["busy", "failed", "broken", "lost"]
)
def test_a_failed_refund_is_done_by_settle(
    payment_proxy: FaultyProxy, table: Table, log_lines: LogLines, fault: Injected
) -> None:
    # Given a paid order, and a payment service that fails
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)
    payment_proxy.plan = always(fault)

    # When it is cancelled, then its stock is restored and its refund is due
    assert cancel(ADA, made).body["status"] == "cancelled"
    assert stock(table, product_id) == DESKS
    row = refund_of(table, made)
    assert row is not None
    assert (row["refund"], row["GSI2PK"]) == ("due", "REFUNDS")
    assert "REFUND_DEFERRED" in {line["event"] for line in log_lines()}

    # And the refund is done once the service works again
    payment_proxy.plan = always(None)
    settle()
    assert_undone(table, product_id, made)


def test_a_refund_that_was_not_stored_is_done_by_settle(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id)
    aws_proxy.plan = always(Fault.BROKEN_CONNECTION, "UpdateItem")

    assert cancel(ADA, made).status == 200

    aws_proxy.plan = always(None)
    settle()
    assert_undone(table, product_id, made)


def test_an_order_cancelled_before_its_charge_is_never_charged(table: Table) -> None:
    product_id = create_desks()

    with before(the_payment, lambda: cancel(ADA, placed_orders(table)[0])):
        response = order(ADA, product_id, 2)

    assert (response.status, response.body["status"]) == (201, "cancelled")
    assert_undone(table, product_id, response.body["orderId"], charge="voided")


def test_an_order_cancelled_after_its_charge_is_refunded(table: Table) -> None:
    product_id = create_desks()

    with before(after_the_payment, lambda: cancel(ADA, placed_orders(table)[0])):
        response = order(ADA, product_id, 2)

    assert (response.status, response.body["status"]) == (201, "cancelled")
    assert_undone(table, product_id, response.body["orderId"])


def test_a_charge_that_arrives_for_a_cancelled_order_is_refunded(payment_proxy: FaultyProxy, table: Table) -> None:
    # Given an order that is cancelled during its payment, and whose refund fails
    product_id = create_desks()
    add_to_cart(ADA, product_id)

    def cancel_order() -> None:
        payment_proxy.plan = always(BUSY)
        assert cancel(ADA, placed_orders(table)[0]).status == 200
        payment_proxy.plan = always(None)

    # When the charge arrives nevertheless
    with before(the_payment, cancel_order):
        response = order(ADA, product_id, 2)
    assert (response.status, response.body["status"]) == (201, "cancelled")
    assert charge_state(table, response.body["orderId"]) == "charged"

    # Then it is refunded, and the cart is unchanged
    settle()
    assert_undone(table, product_id, response.body["orderId"])
    assert cart_quantities(ADA) == {product_id: 1}


@pytest.mark.parametrize("token", ["tok_declined", "tok_error", "tok_timeout"])
def test_cancelling_an_order_during_its_failing_payment_is_no_error(table: Table, token: str) -> None:
    product_id = create_desks()

    with before(after_the_payment, lambda: cancel(ADA, placed_orders(table)[0])):
        response = order(ADA, product_id, 2, token=token)

    assert (response.status, response.body["status"]) == (201, "cancelled")
    charges = {"tok_declined": "declined", "tok_error": "voided", "tok_timeout": "refunded"}
    assert_undone(table, product_id, response.body["orderId"], charge=charges[token])


def test_an_order_completed_first_is_not_cancelled(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)

    with before(the_write, lambda: set_status(ADMIN, made, "completed")):
        assert cancel(ADA, made).problem == ILLEGAL

    assert (get(ADA, made).body["status"], stock(table, product_id)) == ("completed", DESKS - 2)
    assert (charge_state(table, made), refund_of(table, made)) == ("charged", None)


def test_an_order_cancelled_first_is_not_completed(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)

    with before(lambda seen: seen[-1] == "TransactWriteItems", lambda: cancel(ADA, made)):
        assert set_status(ADMIN, made, "completed").problem == ILLEGAL

    assert_undone(table, product_id, made)


def test_an_order_settled_first_is_cancelled_as_a_paid_order(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2, token="tok_timeout")

    with before(the_write, settle):
        assert cancel(ADA, made).body["status"] == "cancelled"

    assert "paymentId" in get(ADA, made).body
    assert_undone(table, product_id, made)


def test_concurrent_cancellations_cancel_an_order_once(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)

    with before(the_write, lambda: cancel(ADMIN, made)):
        assert cancel(ADA, made).body["status"] == "cancelled"

    assert_undone(table, product_id, made)
