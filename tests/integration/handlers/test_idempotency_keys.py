"""Idempotency keys: use, scope and lifetime."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers import catalog
from tests.integration.handlers.buying import (
    ADA,
    DESKS,
    GRACE,
    IDEMPOTENCY_KEY,
    STORED,
    cancel,
    first_response,
    is_replay,
    key_record,
    order,
    place,
    stock,
)
from tests.integration.handlers.faulty_proxy import FaultyProxy, always, error
from tests.support.requests import ADDRESS, order_request

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

REUSED = (422, "idempotency-key-reused")
UNAVAILABLE = (503, "unavailable")
MIXED_CURRENCIES = (409, "mixed-currencies")


@pytest.mark.parametrize("card", ["tok_visa", "tok_error"])
def test_payment_that_fails_frees_the_key(table: Table, card: str) -> None:
    # Given an order whose payment failed
    product_id = catalog.create_id(stock=DESKS)
    failed = order(ADA, product_id, 2, token="tok_error", key=IDEMPOTENCY_KEY)
    assert failed.problem == UNAVAILABLE
    assert (key_record(table), stock(table, product_id)) == (None, DESKS)

    # When it is retried, unchanged or with another card
    again = order(ADA, product_id, 2, token=card, key=IDEMPOTENCY_KEY)

    # Then it is processed as a new request
    assert (again.status, is_replay(again)) == (201 if card == "tok_visa" else 503, False)
    assert stock(table, product_id) == (DESKS - 2 if card == "tok_visa" else DESKS)


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("BatchGetItem", "ProvisionedThroughputExceededException"),
        ("TransactWriteItems", "ProvisionedThroughputExceededException"),
        ("TransactWriteItems", "ResourceNotFoundException"),
    ],
)
def test_failure_before_the_reservation_does_not_use_the_key(
    aws_proxy: FaultyProxy, table: Table, operation: str, code: str
) -> None:
    product_id = catalog.create_id(stock=DESKS)
    rows = table.rows()
    aws_proxy.plan = always(error(code), operation)

    assert order(ADA, product_id, 2, key=IDEMPOTENCY_KEY).status in {500, 503}
    assert table.rows() == rows

    aws_proxy.plan = always(None)
    response = order(ADA, product_id, 3, key=IDEMPOTENCY_KEY)
    assert (response.status, is_replay(response)) == (201, False)


def test_rejected_request_does_not_use_the_key(table: Table) -> None:
    euros, dollars = (catalog.create_id(stock=DESKS, currency=currency) for currency in ("EUR", "USD"))

    assert place(ADA, order_request((euros, 100)), key=IDEMPOTENCY_KEY).status == 400
    assert place(ADA, order_request((euros, 1), (dollars, 1)), key=IDEMPOTENCY_KEY).problem == MIXED_CURRENCIES
    assert key_record(table) is None

    assert order(ADA, euros, key=IDEMPOTENCY_KEY).status == 201


def test_keys_are_scoped_to_the_caller(table: Table) -> None:
    product_id = catalog.create_id(stock=DESKS)

    responses = [
        order(caller, product_id, quantity, key=IDEMPOTENCY_KEY)
        for quantity, caller in enumerate((ADA, GRACE), start=1)
    ]

    assert [(response.status, is_replay(response)) for response in responses] == [(201, False)] * 2
    assert stock(table, product_id) == DESKS - 3


@pytest.mark.parametrize("status", STORED)
def test_key_is_kept_for_a_day(table: Table, status: int) -> None:
    began = int(time.time())
    first_response(status)

    row = key_record(table)

    assert row is not None
    assert began + 24 * 3600 <= row["expiresAt"] <= int(time.time()) + 24 * 3600


@pytest.mark.parametrize("status", STORED)
@pytest.mark.parametrize("quantity", [1, 2])
def test_expired_key_is_new_before_ttl_deletes_its_row(table: Table, status: int, quantity: int) -> None:
    # Given an expired record that TTL hasn't deleted yet
    first, product_id, body = first_response(status)
    catalog.put(product_id, {**catalog.DESK, "stock": DESKS}, If_Match=catalog.get(product_id).etag)
    row = key_record(table)
    assert row is not None
    table.put({**row, "expiresAt": int(time.time())})

    # When the same or another request uses the key
    again = place(ADA, order_request((product_id, quantity), token="tok_visa"), key=IDEMPOTENCY_KEY)

    # Then it is a new request with a new record
    assert (again.status, is_replay(again)) == (201, False)
    assert again.body["orderId"] not in first.text
    assert is_replay(place(ADA, order_request((product_id, quantity), token="tok_visa"), key=IDEMPOTENCY_KEY))
    assert place(ADA, {**body, "shippingAddress": {**ADDRESS, "city": "Leeds"}}, key=IDEMPOTENCY_KEY).problem == REUSED


def test_order_of_an_expired_key_does_not_change_the_next_record(table: Table) -> None:
    # Given a pending order whose key has expired and is used again
    first, _, body = first_response(202)
    row = key_record(table)
    assert row is not None
    table.put({**row, "expiresAt": int(time.time())})
    second = place(ADA, body, key=IDEMPOTENCY_KEY)

    # When it is cancelled
    assert cancel(ADA, first.body["orderId"]).status == 200

    # Then the key's record is still the second order's
    assert place(ADA, body, key=IDEMPOTENCY_KEY).body["orderId"] == second.body["orderId"] != first.body["orderId"]


@pytest.mark.parametrize("key", ["k", "~!@#$%^&*(){}|[]", "x" * 255, "a,b", '"quoted"'])
def test_key_is_any_visible_ascii(table: Table, key: str) -> None:
    product_id = catalog.create_id(stock=DESKS)

    responses = [order(ADA, product_id, key=key) for _ in range(2)]

    assert [(response.status, is_replay(response)) for response in responses] == [(201, False), (201, True)]
    assert stock(table, product_id) == DESKS - 1
