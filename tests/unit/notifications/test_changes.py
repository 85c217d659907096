from __future__ import annotations

from typing import Any

import pytest

from handlers.domain.orders import STATUSES
from handlers.notifications.changes import MalformedRecord, OrderChange, event_of, read_change
from tests.lambda_events import sample_event

EXPECTED = {
    (None, "processing"): "OrderPlaced",
    ("pending", "processing"): "OrderPlaced",
    ("processing", "cancelled"): "OrderCancelled",
    ("processing", "completed"): "OrderCompleted",
}


def a_record() -> Any:
    return sample_event("process_order_changes")["Records"][0]


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", [None, *STATUSES])
def test_only_what_becomes_of_a_paid_order_is_told(before: str | None, after: str) -> None:
    assert event_of(before, after) == EXPECTED.get((before, after))


def test_sample_is_a_placed_order() -> None:
    change = read_change(a_record())

    assert isinstance(change, OrderChange)
    assert change.event == "OrderPlaced"
    assert change.order.order_id == "01JD8QP9G1H3J5K7M9N1P3Q5R7"
    assert str(change.order.total_amount) == "999.9"


@pytest.mark.parametrize(
    ("partition", "sort"),
    [
        ("USER#1", "PROFILE"),
        ("USER#1", "CART#1"),
        ("USER#1", "SESSION#1"),
        ("ORDER#1", "ITEM#1"),
        ("ORDER#1", "DELIVERY#OrderPlaced#mail"),
        ("PRODUCT#1", "METADATA"),
        ("EMAIL_REQUEST#1", "DELIVERY#PasswordChanged#mail"),
    ],
)
def test_rows_that_are_no_orders_are_nobodys_business(partition: str, sort: str) -> None:
    keys = {"PK": {"S": partition}, "SK": {"S": sort}}

    assert read_change({"eventName": "MODIFY", "dynamodb": {"Keys": keys}}) is None


def test_order_that_expires_or_is_deleted_is_not_told() -> None:
    assert read_change(a_record() | {"eventName": "REMOVE"}) is None


def test_record_of_something_else_is_malformed() -> None:
    with pytest.raises(MalformedRecord):
        read_change({"s3": {"object": {"key": "products/1.png"}}})
