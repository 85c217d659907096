"""Settle interrupted work after its minimum age: pending orders by their charge, and due refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from handlers.domain.ids import new_id
from handlers.orders import settle_pending_orders
from handlers.orders.settle_pending_orders import SettlementFailed
from tests.integration.handlers.aws_calls import ProcessKilled, after_the_payment, before, kill_process, the_payment
from tests.integration.handlers.buying import (
    ADA,
    DESKS,
    NOON,
    add_to_cart,
    cancel,
    cart_quantities,
    create_desks,
    get,
    order,
    order_id,
    placed_orders,
    settle,
    stock,
    write_order,
)
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, always, error, first
from tests.integration.handlers.paying import charge, charge_state
from tests.lambda_events import sample_event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

MILLISECOND = timedelta(milliseconds=1)
FAILED = error("ServiceException", status=500)


def cut_off(
    table: Table, where: Callable[[Sequence[str]], bool], product_id: str, *, card: str = "tok_visa"
) -> tuple[str, Callable[[], Response]]:
    """Order two desks in a process that is killed; return the order's id and a function that retries the request."""
    key = new_id()
    with pytest.raises(ProcessKilled), before(where, kill_process):
        order(ADA, product_id, 2, token=card, key=key)
    (made,) = placed_orders(table)
    return made, lambda: order(ADA, product_id, 2, token=card, key=key)


def settled(log_lines: LogLines) -> list[tuple[str, str]]:
    """Return the logged settlements: the state of the charge and the status of the order."""
    lines = [line["metadata"] for line in log_lines() if line["event"] == "ORDER_SETTLED"]
    return [(line["charge"], line["status"]) for line in lines]


def test_a_charged_order_is_confirmed(table: Table, log_lines: LogLines) -> None:
    # Given an order of the cart's products whose payment timed out
    product_id = create_desks()
    add_to_cart(ADA, product_id, 2)
    made = order_id(ADA, product_id, 2, token="tok_timeout")
    assert (get(ADA, made).body["status"], cart_quantities(ADA)) == ("pending", {product_id: 2})

    settle()

    # Then the order is as after a normal payment
    assert get(ADA, made).body["status"] == "processing"
    row = table.row(f"PAYMENT#{made}", "CHARGE")
    assert row is not None
    assert (row["state"], row["paymentId"]) == ("charged", get(ADA, made).body["paymentId"])
    assert (stock(table, product_id), cart_quantities(ADA)) == (DESKS - 2, {})
    assert settled(log_lines) == [("charged", "processing")]


def test_products_added_to_the_cart_since_stay_there(table: Table) -> None:
    product_id = create_desks()
    order_id(ADA, product_id, 2, token="tok_timeout")
    add_to_cart(ADA, product_id, 1)

    settle()

    assert cart_quantities(ADA) == {product_id: 1}


@pytest.mark.parametrize("charged", [True, False])
def test_an_order_of_a_killed_process_is_settled_and_replayed(table: Table, log_lines: LogLines, charged: bool) -> None:
    # Given a process killed just before or just after the payment
    product_id = create_desks()
    made, send_again = cut_off(table, after_the_payment if charged else the_payment, product_id)
    assert send_again().problem == (409, "request-in-flight")

    settle()

    # Then a paid order is confirmed, and an unpaid one is cancelled and never charged
    status = "processing" if charged else "cancelled"
    assert get(ADA, made).body["status"] == status
    assert stock(table, product_id) == (DESKS - 2 if charged else DESKS)
    assert charge(key=made, amount="999.9").state == ("charged" if charged else "voided")
    assert settled(log_lines) == [("charged" if charged else "voided", status)]
    # And a client that retries gets one order
    again = send_again()
    assert (again.status, again.headers.get("Idempotency-Replayed")) == (201, "true" if charged else None)
    assert (again.body["orderId"] == made) == charged
    assert stock(table, product_id) == DESKS - 2


def test_a_declined_order_of_a_killed_process_is_replayed_as_declined(table: Table, log_lines: LogLines) -> None:
    product_id = create_desks()
    made, send_again = cut_off(table, after_the_payment, product_id, card="tok_declined")

    settle()

    assert (get(ADA, made).body["status"], stock(table, product_id)) == ("cancelled", DESKS)
    assert settled(log_lines) == [("declined", "cancelled")]
    again = send_again()
    assert (again.problem, again.body["orderId"]) == ((402, "payment-declined"), made)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_payment_that_never_arrived_is_voided(payment_proxy: FaultyProxy, table: Table) -> None:
    # Given a pending order whose charge never arrived
    product_id, key = create_desks(), new_id()
    payment_proxy.plan = always(Fault.BROKEN_CONNECTION)
    response = order(ADA, product_id, 2, key=key)
    assert response.status == 202
    payment_proxy.plan = always(None)

    settle()

    # Then it is cancelled, and its replay shows that; a charge that arrives now is voided
    made = response.body["orderId"]
    assert (get(ADA, made).body["status"], stock(table, product_id)) == ("cancelled", DESKS)
    again = order(ADA, product_id, 2, key=key)
    assert (again.status, again.body["status"]) == (202, "cancelled")
    assert charge(key=made, amount="999.9").state == "voided"
    assert placed_orders(table) == [made]


def test_a_charge_that_arrives_after_its_order_was_settled_is_voided(table: Table) -> None:
    product_id = create_desks()

    with before(the_payment, settle):
        response = order(ADA, product_id, 2)

    # The key was freed with the order: the client may retry
    assert response.problem == (503, "unavailable")
    (made,) = placed_orders(table)
    assert (get(ADA, made).body["status"], charge_state(table, made)) == ("cancelled", "voided")
    assert stock(table, product_id) == DESKS


def test_an_order_settled_before_its_confirmation_is_returned_as_confirmed(table: Table) -> None:
    product_id = create_desks()

    with before(after_the_payment, settle):
        response = order(ADA, product_id, 2)

    assert (response.status, response.body["status"]) == (201, "processing")
    assert response.text == get(ADA, response.body["orderId"]).text
    assert stock(table, product_id) == DESKS - 2


def test_a_refund_of_a_killed_process_is_done(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2)
    with pytest.raises(ProcessKilled), before(the_payment, kill_process):
        cancel(ADA, made)
    assert (get(ADA, made).body["status"], charge_state(table, made)) == ("cancelled", "charged")

    settle()

    assert (charge_state(table, made), stock(table, product_id)) == ("refunded", DESKS)
    rows = table.rows()
    settle()
    assert table.rows() == rows


def test_settling_again_changes_nothing(table: Table, log_lines: LogLines) -> None:
    order_id(ADA, create_desks(), 2, token="tok_timeout")
    settle()
    rows = table.rows()

    settle()

    assert table.rows() == rows
    assert len(settled(log_lines)) == 1


def test_an_order_is_settled_after_its_minimum_age(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given that orders may be pending for two minutes
    monkeypatch.setenv("SETTLE_AFTER_SECONDS", "120")
    made = order_id(ADA, create_desks(), token="tok_timeout")
    due = datetime.fromisoformat(get(ADA, made).body["createdAt"]) + timedelta(minutes=2)
    rows = table.rows()

    # When settle runs exactly then, and just after
    monkeypatch.setattr(settle_pending_orders, "now", lambda: due)
    settle()
    assert table.rows() == rows

    monkeypatch.setattr(settle_pending_orders, "now", lambda: due + MILLISECOND)
    settle()
    assert get(ADA, made).body["status"] == "processing"


def test_a_failing_order_does_not_block_the_others(
    payment_proxy: FaultyProxy, table: Table, log_lines: LogLines
) -> None:
    # Given two pending orders and a due refund, and a payment service that fails for the oldest
    oldest, next_one, cancelled = (order_id(ADA, create_desks(), token="tok_timeout") for _ in range(3))
    payment_proxy.plan = always(FAILED)
    cancel(ADA, cancelled)
    del payment_proxy.seen[:]
    payment_proxy.plan = first(1, FAILED, "Invoke")

    # When they are settled, then the others succeed, and the run reports the failure
    with pytest.raises(SettlementFailed):
        settle()
    assert [get(ADA, each).body["status"] for each in (oldest, next_one)] == ["pending", "processing"]
    assert charge_state(table, cancelled) == "refunded"
    own = [line for line in log_lines() if line["operation"] == "settle_pending_orders"]
    failures = [(line["event"], line["metadata"].get("orderId")) for line in own if line["level"] == "ERROR"]
    assert failures == [("SETTLEMENT_FAILED", oldest), ("EVENT_FAILED", None)]

    # And the next run settles the rest
    settle()
    assert get(ADA, oldest).body["status"] == "processing"


def test_an_unreadable_order_does_not_block_the_others(table: Table) -> None:
    # Given an old order with an incomplete row, a pending one, and a due refund
    broken = write_order(table, NOON, status="pending", payment_id=None)
    row = table.row(f"USER#{broken.user_id}", f"ORDER#{broken.order_id}")
    assert row is not None
    table.put({name: value for name, value in row.items() if name != "items"})
    pending, cancelled = (order_id(ADA, create_desks(), token="tok_timeout") for _ in range(2))
    with pytest.raises(ProcessKilled), before(the_payment, kill_process):
        cancel(ADA, cancelled)

    with pytest.raises(SettlementFailed):
        settle()

    assert (get(ADA, pending).body["status"], charge_state(table, cancelled)) == ("processing", "refunded")


def test_an_order_settled_by_another_process_is_left_alone(table: Table, log_lines: LogLines) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2, token="tok_timeout")

    with before(lambda seen: seen == [*["Query"] * 2, "Invoke", "TransactWriteItems"], settle):
        settle()

    assert get(ADA, made).body["status"] == "processing"
    assert settled(log_lines) == [("charged", "processing")]


def test_an_order_cancelled_since_it_was_listed_stays_cancelled(table: Table) -> None:
    product_id = create_desks()
    made = order_id(ADA, product_id, 2, token="tok_timeout")

    with before(the_payment, lambda: cancel(ADA, made)):
        settle()

    assert (get(ADA, made).body["status"], charge_state(table, made)) == ("cancelled", "refunded")
    assert stock(table, product_id) == DESKS


def test_more_orders_than_a_query_returns_are_settled_in_one_run(table: Table) -> None:
    for number in range(101):
        write_order(table, NOON + number * MILLISECOND, status="pending", payment_id=None)

    settle()

    statuses = {row["status"] for (_, sort), row in table.rows().items() if sort.startswith("ORDER#")}
    assert statuses == {"cancelled"}


@dataclass(slots=True)
class ShortTime:
    """The context of a run with a fixed remaining time."""

    milliseconds: int
    function_name: str = "ecommerce-test-order-settle"
    aws_request_id: str = "lambda-request-1"

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds

    def run(self) -> None:
        event: dict[str, Any] = sample_event("settle_pending_orders")
        settle_pending_orders.handler(event, cast("LambdaContext", self))


def test_orders_without_time_left_are_left_to_the_next_run(table: Table, log_lines: LogLines) -> None:
    # Given two pending orders, and a run with time for one
    one, other = (order_id(ADA, create_desks(), token="tok_timeout") for _ in range(2))
    time_left = ShortTime(60_000)

    def pass_time() -> None:
        time_left.milliseconds = 18_000

    with before(the_payment, pass_time):
        time_left.run()

    # Then it settles the oldest and logs the first order left, without an error; the next run settles the other
    assert [get(ADA, each).body["status"] for each in (one, other)] == ["processing", "pending"]
    assert [line["metadata"] for line in log_lines() if line["event"] == "SETTLEMENT_INCOMPLETE"] == [
        {"orderId": other}
    ]
    settle()
    assert get(ADA, other).body["status"] == "processing"
