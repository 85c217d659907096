"""Stream records become one e-mail and one domain event each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.clock import now
from local.aws.stream_mapping import matches
from tests.harness import eventually
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.accounts import ADA, Login, emailed_token, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, first
from tests.integration.handlers.notifications import (
    FUNCTION,
    NOTHING_FAILED,
    Receivers,
    Record,
    failed,
    new_order,
    placed,
    process,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.domain.orders import Order, Status
    from tests.integration.handlers.table import Table


def delivery(table: Table, order: Order, channel: str) -> dict[str, Any]:
    """Return the delivery of an order's OrderPlaced notification on a channel."""
    row = table.row(f"ORDER#{order.order_id}", f"DELIVERY#OrderPlaced#{channel}")
    assert row is not None
    return row


def desk_order(login: Login, **more: str) -> str:
    """Order two desks and return the order's id."""
    return buying.order_id(login.caller, catalog.create_id(stock=9), 2, **more)


def test_a_placed_order_is_mailed_and_published(receivers: Receivers, changes: Callable[[], list[Record]]) -> None:
    # Given an order of two desks from a verified address
    login = sign_up()
    call("confirmVerification", body={"token": emailed_token(login.user_id, "verification")})
    order_id = desk_order(login)

    # When the table's stream records are processed, those of other rows included
    assert process(*changes()) == NOTHING_FAILED

    # Then the buyer gets an e-mail with the lines, the prices and the shipping address
    (mail,) = receivers.mails(order_id)
    assert mail["to"] == ADA["email"]
    for text in ("Hello Ada,", order_id, "Walnut desk", "499.95", "999.90 USD", "SW1Y 4JH London", "GB"):
        assert text in mail["text"]
        assert text in mail["html"]
    assert "2 x Walnut desk\n    Unit price: 499.95, subtotal: 999.90\n" in mail["text"]

    # And the event has no personal data
    (event,) = eventually(lambda: receivers.events(order_id))
    order = buying.get(login.caller, order_id).body
    assert (event["source"], event["detail-type"]) == ("ecommerce-api", "OrderPlaced")
    assert event["detail"] == {
        "orderId": order_id,
        "userId": login.user_id,
        "status": "processing",
        "totalAmount": 999.9,
        "currency": "USD",
        "items": [{"productId": order["items"][0]["productId"], "quantity": 2}],
        "occurredAt": order["updatedAt"],
    }
    assert receivers.dead_letters() == []


@pytest.mark.parametrize(
    ("status", "event", "text"),
    [("cancelled", "OrderCancelled", "cancelled"), ("completed", "OrderCompleted", "is complete")],
)
def test_completion_and_cancellation_are_notified(
    receivers: Receivers, changes: Callable[[], list[Record]], status: Status, event: str, text: str
) -> None:
    # Given an order whose placement was notified
    login, admin = sign_up(), sign_up(as_admin=True, email="admin@example.com")
    order_id = desk_order(login)
    process(*changes())

    # When it is completed or cancelled
    assert buying.set_status(admin.caller, order_id, status).status == 200
    assert process(*changes()) == NOTHING_FAILED

    # Then e-mail and event report it, without the address
    _, mail = receivers.mails(order_id)
    assert text in mail["subject"]
    assert text in mail["text"]
    assert "999.90 USD" in mail["html"]
    assert "London" not in mail["text"] + mail["html"]
    assert receivers.event_types(order_id) == ["OrderPlaced", event]


def test_an_unpaid_order_is_not_notified(receivers: Receivers, changes: Callable[[], list[Record]]) -> None:
    # Given an order with a pending payment, one cancelled before it, and a declined one
    login = sign_up()
    waiting, cancelled = desk_order(login, token="tok_timeout"), desk_order(login, token="tok_timeout")
    assert buying.cancel(login.caller, cancelled).status == 200
    refused = buying.order(login.caller, catalog.create_id(stock=9), token="tok_declined")
    assert refused.status == 402

    assert process(*changes()) == NOTHING_FAILED

    for order_id in (waiting, cancelled, refused.body["orderId"]):
        assert receivers.mails(order_id) == []
        assert receivers.event_types(order_id) == []


def test_the_event_filter_passes_orders_and_email_requests(table: Table, changes: Callable[[], list[Record]]) -> None:
    login = sign_up()
    order_id = desk_order(login)
    buying.add_to_cart(login.caller, catalog.create_id(stock=9))
    table.delete(f"USER#{login.user_id}", f"ORDER#{order_id}")

    passed = [each for each in changes() if matches(FUNCTIONS[FUNCTION]["filter"], each)]

    assert [(each["eventName"], each["dynamodb"]["Keys"]["SK"]["S"]) for each in passed] == [
        ("INSERT", "REQUEST"),
        ("INSERT", f"ORDER#{order_id}"),
        ("MODIFY", f"ORDER#{order_id}"),
    ]


def test_a_change_without_a_new_status_is_not_notified(receivers: Receivers) -> None:
    order = new_order()
    touched = replace(order, updated_at="2026-11-22T10:00:00.000Z")

    assert process(record(order, touched), record(touched, None)) == NOTHING_FAILED

    assert receivers.mails(order) == []
    assert receivers.event_types(order) == []


def test_a_repeated_batch_is_not_delivered_again(receivers: Receivers) -> None:
    orders = [new_order() for _ in range(3)]
    records = [placed(order) for order in orders]

    for _ in range(3):
        assert process(*records) == NOTHING_FAILED
    assert process(records[1]) == NOTHING_FAILED

    assert [len(receivers.mails(order)) for order in orders] == [1, 1, 1]
    assert [receivers.event_types(order) for order in orders] == [["OrderPlaced"]] * 3


def test_concurrent_processes_deliver_a_record_once(receivers: Receivers) -> None:
    order = new_order()
    it = placed(order)

    with ThreadPoolExecutor(8) as together:
        responses = list(together.map(lambda _: process(it), range(8)))

    assert all(response in (NOTHING_FAILED, failed(it)) for response in responses)
    assert process(it) == NOTHING_FAILED
    assert len(receivers.mails(order)) == 1
    assert receivers.event_types(order) == ["OrderPlaced"]


def test_a_claim_whose_response_is_lost_is_one_attempt(
    receivers: Receivers, aws_proxy: FaultyProxy, table: Table
) -> None:
    order = new_order()
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "UpdateItem")

    assert process(placed(order)) == NOTHING_FAILED

    assert len(receivers.mails(order)) == 1
    assert delivery(table, order, "mail")["attempts"] == 1


def test_a_delivery_expires_after_a_month(receivers: Receivers, table: Table) -> None:
    order = new_order()
    it = placed(order)
    process(it)
    row = delivery(table, order, "mail")
    assert abs(int(row["expiresAt"]) - now().timestamp() - 30 * 24 * 3600) < 60

    # TTL deletes late: an expired row is ignored
    table.put(row | {"expiresAt": int(now().timestamp()) - 1})
    assert process(it) == NOTHING_FAILED

    assert len(receivers.mails(order)) == 2
