"""A repeated idempotency key: the same response, and one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before, recorded, the_payment
from tests.integration.handlers.buying import (
    ADA,
    DESKS,
    IDEMPOTENCY_KEY,
    STORED,
    add_to_cart,
    cart_quantities,
    first_response,
    get,
    is_replay,
    key_record,
    order,
    place,
    placed_orders,
    set_status,
    settle,
    stock,
)
from tests.lambda_events import ADMIN
from tests.support.requests import ADDRESS, UNKNOWN_ID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.table import Table

REUSED = (422, "idempotency-key-reused")
IN_FLIGHT = (409, "request-in-flight")


@pytest.mark.parametrize("status", STORED)
def test_repeated_request_gets_the_same_response_and_changes_nothing(table: Table, status: int) -> None:
    first, _, body = first_response(status)
    rows = table.rows()

    with recorded() as aws:
        again = place(ADA, body, key=IDEMPOTENCY_KEY)

    assert (again.status, again.text) == (first.status, first.text)
    assert again.headers == {**first.headers, "Idempotency-Replayed": "true"}
    assert not is_replay(first)
    assert table.rows() == rows
    # It reads the key's record, and the order if there is one
    assert aws.requests == ["BatchGetItem", *(["GetItem"] if status in {201, 202} else [])]


@pytest.mark.parametrize("status", STORED)
def test_equivalent_json_is_the_same_request(table: Table, status: int) -> None:
    first, _, body = first_response(status)

    again = place(ADA, dict(reversed(body.items())), key=IDEMPOTENCY_KEY)

    assert is_replay(again)
    assert again.text == first.text


@pytest.mark.parametrize(
    "other",
    [
        {"shippingAddress": {**ADDRESS, "city": "Leeds"}},
        {"paymentMethod": {"type": "card", "token": "tok_mastercard"}},
        {"items": [{"productId": UNKNOWN_ID, "quantity": 2}]},
    ],
    ids=lambda other: next(iter(other)),
)
@pytest.mark.parametrize("status", STORED)
def test_key_with_another_payload_is_rejected(table: Table, status: int, other: Mapping[str, Any]) -> None:
    _, _, body = first_response(status)
    rows = table.rows()

    assert place(ADA, {**body, **other}, key=IDEMPOTENCY_KEY).problem == REUSED
    assert table.rows() == rows


def test_no_payload_is_stored_with_the_key(table: Table) -> None:
    first_response(201)

    row = key_record(table)

    assert row is not None
    text = str(row)
    assert not [value for value in ("tok_visa", *ADDRESS.values()) if len(value) > 2 and value in text]


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_later_transitions_do_not_change_a_replay(table: Table, status: str) -> None:
    # Given an order whose status has changed since
    first, _, body = first_response(201)
    set_status(ADMIN, first.body["orderId"], status)

    again = place(ADA, body, key=IDEMPOTENCY_KEY)

    # Then the replay has the original state and ETag, and a read has the current state
    assert (again.text, again.etag, is_replay(again)) == (first.text, first.etag, True)
    assert get(ADA, first.body["orderId"]).body["status"] == status


@pytest.mark.parametrize(
    ("statuses", "is_settled"),
    [(["processing"], True), (["cancelled"], False), (["processing", "completed"], True)],
    ids=["settled", "cancelled", "completed"],
)
def test_replay_of_a_pending_order_has_its_current_state(
    table: Table, statuses: Sequence[str], is_settled: bool
) -> None:
    # Given an order that was pending, and has changed since
    first, _, body = first_response(202)
    if is_settled:
        settle()
    for each in statuses:
        assert set_status(ADMIN, first.body["orderId"], each).status == 200

    again = place(ADA, body, key=IDEMPOTENCY_KEY)

    now = get(ADA, first.body["orderId"])
    assert (again.status, is_replay(again), now.body["status"]) == (202, True, statuses[-1])
    assert (again.text, again.etag) == (now.text, now.etag)


def test_rejection_for_lack_of_stock_is_replayed_even_with_new_stock(table: Table) -> None:
    first, product_id, body = first_response(409)
    catalog.put(product_id, {**catalog.DESK, "stock": 9}, If_Match=catalog.get(product_id).etag)

    again = place(ADA, body, key=IDEMPOTENCY_KEY)

    assert (again.text, is_replay(again)) == (first.text, True)
    assert place(ADA, body).status == 201


def test_declined_payment_is_replayed_and_restores_its_stock_once(table: Table) -> None:
    first, product_id, body = first_response(402)
    add_to_cart(ADA, product_id, 2)

    assert place(ADA, body, key=IDEMPOTENCY_KEY).text == first.text

    assert (stock(table, product_id), cart_quantities(ADA)) == (DESKS, {product_id: 2})
    assert get(ADA, first.body["orderId"]).body["status"] == "cancelled"


def test_request_in_progress_is_not_started_again(table: Table) -> None:
    # Given a request whose payment is in progress
    product_id = catalog.create_id(stock=DESKS)
    responses: list[Response] = []

    # When it is repeated, and another request uses its key
    def send_again() -> None:
        responses.append(order(ADA, product_id, 2, key=IDEMPOTENCY_KEY))
        responses.append(order(ADA, product_id, 3, key=IDEMPOTENCY_KEY))

    with before(the_payment, send_again):
        first = order(ADA, product_id, 2, key=IDEMPOTENCY_KEY)

    # Then each gets its problem, and there is one order
    same, other = responses
    assert (same.problem, is_replay(same)) == (IN_FLIGHT, False)
    assert int(same.headers["Retry-After"]) > 0
    assert other.problem == REUSED
    assert (first.status, stock(table, product_id)) == (201, DESKS - 2)
    assert is_replay(order(ADA, product_id, 2, key=IDEMPOTENCY_KEY))


def test_concurrent_requests_with_one_key_are_one_order(table: Table) -> None:
    # Given that a concurrent request with the same key completes between the read and the reservation
    product_id = catalog.create_id(stock=DESKS)

    with before(
        lambda seen: seen == ["BatchGetItem", "TransactWriteItems"], lambda: order(ADA, product_id, key=IDEMPOTENCY_KEY)
    ):
        response = order(ADA, product_id, key=IDEMPOTENCY_KEY)

    assert (response.status, is_replay(response)) == (201, True)
    assert placed_orders(table) == [response.body["orderId"]]


def test_concurrent_rejections_are_replayed(table: Table) -> None:
    product_id = catalog.create_id(stock=1)

    with before(
        lambda seen: seen == ["BatchGetItem", "PutItem"], lambda: order(ADA, product_id, 2, key=IDEMPOTENCY_KEY)
    ):
        response = order(ADA, product_id, 2, key=IDEMPOTENCY_KEY)

    assert (response.problem, is_replay(response)) == ((409, "out-of-stock"), True)
