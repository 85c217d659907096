"""Requests whose response is lost and which the SDK retries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, is_authorized, log_in, register, sign_up
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.buying import (
    add_to_cart,
    cancel,
    cart_quantities,
    get,
    order,
    order_id,
    placed_orders,
    set_status,
    settle,
    stock,
)
from tests.integration.handlers.calling import call, invoke
from tests.integration.handlers.every_function import picture_event
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, always, cancelled, first
from tests.lambda_events import ADMIN, CUSTOMER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.handlers.faulty_proxy import ErrorResponse
    from tests.integration.handlers.table import Table


def lose_the_next(aws_proxy: FaultyProxy, operation: str) -> None:
    del aws_proxy.seen[:]
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, operation)


def test_a_product_is_created_once(aws_proxy: FaultyProxy, table: Table) -> None:
    lose_the_next(aws_proxy, "TransactWriteItems")

    response = call("createProduct", body=catalog.DESK, caller=ADMIN)

    assert aws_proxy.seen == ["BatchGetItem", "TransactWriteItems", "TransactWriteItems"]
    assert catalog.walk(limit=5) == [[response.body["productId"]]]


def test_a_retried_creation_undoes_no_later_change(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given a creation whose response is lost, and a deletion before the SDK retries
    def delete_product() -> None:
        (partition,) = (partition for partition, sort in table.rows() if sort == "METADATA")
        assert catalog.delete(partition.removeprefix("PRODUCT#")).status == 204

    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "TransactWriteItems")

    # When the product is created
    with before(lambda seen: seen == ["BatchGetItem", *["TransactWriteItems"] * 2], delete_product):
        response = call("createProduct", body=catalog.DESK, caller=ADMIN)

    # Then the creation succeeds, and the product stays deleted
    assert response.status == 201
    assert catalog.get(response.body["productId"]).problem == (404, "not-found")


@pytest.mark.parametrize("conditional", [True, False])
def test_a_retried_replacement_succeeds(aws_proxy: FaultyProxy, table: Table, conditional: bool) -> None:
    made = catalog.create(stock=1)
    product_id = made.body["productId"]
    lose_the_next(aws_proxy, "TransactWriteItems")

    headers = {"If_Match": made.etag} if conditional else {}
    response = catalog.put(product_id, {**catalog.DESK, "name": "Oak desk"}, **headers)

    assert aws_proxy.seen == [*["BatchGetItem"] * 2, *["TransactWriteItems"] * 2]
    assert response.status == 200
    aws_proxy.plan = always(None)
    assert (catalog.get(product_id).etag, catalog.get(product_id).body) == (response.etag, response.body)


def test_a_retried_deletion_succeeds(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = catalog.create_id()
    lose_the_next(aws_proxy, "TransactWriteItems")

    assert catalog.delete(product_id).status == 204
    assert aws_proxy.seen == [*["BatchGetItem"] * 2, *["TransactWriteItems"] * 2]


def test_a_retried_profile_change_succeeds(aws_proxy: FaultyProxy, table: Table) -> None:
    login = sign_up()
    tag = call("getProfile", caller=login.caller).etag
    lose_the_next(aws_proxy, "UpdateItem")

    body = {"firstName": "Ada", "lastName": "King"}
    response = call("updateProfile", body=body, headers={"If-Match": tag}, caller=login.caller)

    assert aws_proxy.seen == ["UpdateItem", "UpdateItem"]
    assert response.body["lastName"] == "King"


def test_a_picture_is_attached_once(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = catalog.create_id()
    lose_the_next(aws_proxy, "TransactWriteItems")

    invoke("attach_product_image", picture_event(f"products/{product_id}/{new_id()}.png"))

    assert catalog.get(product_id).body["imageUrl"].endswith(".png")


def test_a_retried_registration_succeeds(aws_proxy: FaultyProxy, table: Table) -> None:
    lose_the_next(aws_proxy, "TransactWriteItems")

    response = call("registerUser", body=ADA)

    assert aws_proxy.seen == ["UpdateItem", "TransactWriteItems", "TransactWriteItems"]
    assert response.status == 201
    assert len(table.rows()) == 2


def test_a_session_is_opened_once(aws_proxy: FaultyProxy, table: Table) -> None:
    user_id = register()
    lose_the_next(aws_proxy, "TransactWriteItems")

    login = log_in()

    assert aws_proxy.seen.count("TransactWriteItems") == 2
    assert table.sessions(user_id) == {login.session_id}


def test_a_retried_password_change_succeeds(aws_proxy: FaultyProxy, table: Table) -> None:
    login, other = sign_up(), log_in()
    lose_the_next(aws_proxy, "TransactWriteItems")

    body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
    response = call("changePassword", body=body, caller=login.caller)

    assert aws_proxy.seen.count("TransactWriteItems") == 3
    assert response.status == 200
    aws_proxy.plan = always(None)
    assert log_in(password=NEW_PASSWORD).user_id == login.user_id
    assert not is_authorized(other)


def lose_one(aws_proxy: FaultyProxy, operation: str, number: int) -> None:
    """Lose the response to one request of an operation, counted from 0."""
    del aws_proxy.seen[:]
    aws_proxy.plan = lambda requested, before: (
        Fault.LOST_RESPONSE if (requested, before) == (operation, number) else None
    )


@pytest.mark.parametrize(
    ("operation", "number"),
    [("BatchGetItem", 0), ("TransactWriteItems", 0), ("TransactWriteItems", 1)],
    ids=["lookup", "reservation", "confirmation"],
)
def test_an_order_is_placed_once(aws_proxy: FaultyProxy, table: Table, operation: str, number: int) -> None:
    product_id = catalog.create_id(stock=5)
    add_to_cart(CUSTOMER, product_id, 2)
    lose_one(aws_proxy, operation, number)

    response = order(CUSTOMER, product_id, 2)

    assert aws_proxy.seen.count(operation) == number + 2 + (operation == "TransactWriteItems" and number == 0)
    assert response.status == 201
    assert "Idempotency-Replayed" not in response.headers
    assert (stock(table, product_id), cart_quantities(CUSTOMER)) == (3, {})
    assert placed_orders(table) == [response.body["orderId"]]


def test_an_order_whose_retry_fails_its_condition_is_not_a_replay(aws_proxy: FaultyProxy, table: Table) -> None:
    # Given a reservation whose response is lost, and whose retry by the SDK fails its condition
    product_id = catalog.create_id(stock=5)
    faults: Iterator[Fault | ErrorResponse] = iter(
        [Fault.LOST_RESPONSE, cancelled("ConditionalCheckFailed", "None", "None", "None")]
    )
    aws_proxy.plan = lambda requested, _: next(faults, None) if requested == "TransactWriteItems" else None

    response = order(CUSTOMER, product_id, 2)

    assert response.status == 201
    assert "Idempotency-Replayed" not in response.headers
    assert stock(table, product_id) == 3
    assert placed_orders(table) == [response.body["orderId"]]


@pytest.mark.parametrize("card", ["tok_declined", "tok_error"])
def test_stock_is_restored_once(aws_proxy: FaultyProxy, table: Table, card: str) -> None:
    product_id = catalog.create_id(stock=5)
    lose_one(aws_proxy, "TransactWriteItems", 1)

    assert order(CUSTOMER, product_id, 2, token=card).status == (402 if card == "tok_declined" else 503)
    assert aws_proxy.seen.count("TransactWriteItems") == 3
    assert stock(table, product_id) == 5


def test_a_pending_order_is_recognized_by_its_own_request(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = catalog.create_id(stock=5)
    # The first update is the payment service's
    lose_one(aws_proxy, "UpdateItem", 1)

    response = order(CUSTOMER, product_id, 2, token="tok_timeout")

    assert aws_proxy.seen.count("UpdateItem") == 3
    assert (response.status, response.body["status"]) == (202, "pending")


def test_a_shortage_whose_record_was_already_stored_is_reported(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = catalog.create_id(stock=1)
    lose_one(aws_proxy, "PutItem", 0)

    assert order(CUSTOMER, product_id, 2).problem == (409, "out-of-stock")
    assert aws_proxy.seen.count("PutItem") == 2


@pytest.mark.parametrize("operation", ["GetItem", "TransactWriteItems", "UpdateItem"])
@pytest.mark.parametrize("card", ["tok_visa", "tok_timeout"])
def test_an_order_is_cancelled_once(aws_proxy: FaultyProxy, table: Table, operation: str, card: str) -> None:
    product_id = catalog.create_id(stock=5)
    made = order_id(CUSTOMER, product_id, 2, token=card)
    # Two updates of the payment service precede the one that stores the refund
    lose_one(aws_proxy, operation, 2 if operation == "UpdateItem" else 0)

    response = cancel(CUSTOMER, made)

    assert (response.status, response.body["status"]) == (200, "cancelled")
    assert stock(table, product_id) == 5
    row = table.row(f"ORDER#{made}", "REFUND")
    assert row is not None
    assert row["refund"] == "done"


def test_a_retried_completion_succeeds(aws_proxy: FaultyProxy, table: Table) -> None:
    made = order_id(CUSTOMER, catalog.create_id(stock=5))
    lose_the_next(aws_proxy, "TransactWriteItems")

    response = set_status(ADMIN, made, "completed")

    assert aws_proxy.seen.count("TransactWriteItems") == 2
    assert (response.status, response.body["status"]) == (200, "completed")


def test_an_order_is_settled_once(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = catalog.create_id(stock=5)
    add_to_cart(CUSTOMER, product_id, 2)
    made = order_id(CUSTOMER, product_id, 2, token="tok_timeout")
    lose_the_next(aws_proxy, "TransactWriteItems")

    # A product added to the cart before the SDK retries stays there
    with before(lambda seen: seen[-2:] == ["TransactWriteItems"] * 2, lambda: add_to_cart(CUSTOMER, product_id, 1)):
        settle()

    assert get(CUSTOMER, made).body["status"] == "processing"
    assert (stock(table, product_id), cart_quantities(CUSTOMER)) == (3, {product_id: 1})


def test_a_change_whose_every_response_is_lost_is_a_503(aws_proxy: FaultyProxy, table: Table) -> None:
    product_id = catalog.create_id()
    aws_proxy.plan = always(Fault.LOST_RESPONSE)

    assert catalog.put(product_id).problem == (503, "unavailable")
