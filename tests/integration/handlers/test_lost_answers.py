"""Requests whose response is lost and which the SDK retries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import shelf
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, is_authorized, log_in, register, sign_up
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
from tests.integration.handlers.faulty_aws import Mishap, Way, always, cancelled, first
from tests.integration.handlers.interleaving import before
from tests.lambda_events import ADMIN, CUSTOMER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.handlers.faulty_aws import Refusal
    from tests.integration.handlers.table import Table


def lose_the_next(way: Way, operation: str) -> None:
    del way.seen[:]
    way.plan = first(1, Mishap.LOST_ANSWER, operation)


def test_a_product_is_created_once(way: Way, table: Table) -> None:
    lose_the_next(way, "PutItem")

    answer = call("createProduct", body=shelf.DESK, caller=ADMIN)

    assert way.seen == ["PutItem", "PutItem"]
    assert shelf.walk(limit=5) == [[answer.body["productId"]]]


def test_a_retried_creation_undoes_no_later_change(way: Way, table: Table) -> None:
    # Given a creation whose response is lost, and a deletion before the SDK retries
    def delete_product() -> None:
        (partition, _), *none = table.rows()
        assert not none
        assert shelf.delete(partition.removeprefix("PRODUCT#")).status == 204

    way.plan = first(1, Mishap.LOST_ANSWER, "PutItem")

    # When the product is created
    with before(lambda seen: seen == ["PutItem", "PutItem"], delete_product):
        answer = call("createProduct", body=shelf.DESK, caller=ADMIN)

    # Then the creation succeeds, and the product stays deleted
    assert answer.status == 201
    assert shelf.get(answer.body["productId"]).problem == (404, "not-found")


@pytest.mark.parametrize("conditional", [True, False])
def test_a_retried_replacement_succeeds(way: Way, table: Table, conditional: bool) -> None:
    made = shelf.create(stock=1)
    product_id = made.body["productId"]
    lose_the_next(way, "UpdateItem")

    headers = {"If_Match": made.etag} if conditional else {}
    answer = shelf.put(product_id, {**shelf.DESK, "name": "Oak desk"}, **headers)

    assert way.seen == ["UpdateItem", "UpdateItem"]
    assert answer.status == 200
    way.plan = always(None)
    assert (shelf.get(product_id).etag, shelf.get(product_id).body) == (answer.etag, answer.body)


def test_a_retried_deletion_succeeds(way: Way, table: Table) -> None:
    product_id = shelf.create_id()
    lose_the_next(way, "UpdateItem")

    assert shelf.delete(product_id).status == 204
    assert way.seen == ["UpdateItem", "UpdateItem"]


def test_a_retried_change_with_a_stale_etag_still_fails(way: Way, table: Table) -> None:
    made = shelf.create()
    product_id = made.body["productId"]
    shelf.put(product_id)
    lose_the_next(way, "UpdateItem")

    assert shelf.put(product_id, If_Match=made.etag).problem == (412, "precondition-failed")


def test_a_retried_profile_change_succeeds(way: Way, table: Table) -> None:
    login = sign_up()
    tag = call("getProfile", caller=login.caller).etag
    lose_the_next(way, "UpdateItem")

    body = {"firstName": "Ada", "lastName": "King"}
    answer = call("updateProfile", body=body, headers={"If-Match": tag}, caller=login.caller)

    assert way.seen == ["UpdateItem", "UpdateItem"]
    assert answer.body["lastName"] == "King"


def test_a_picture_is_attached_once(way: Way, table: Table) -> None:
    product_id = shelf.create_id()
    lose_the_next(way, "UpdateItem")

    invoke("attach_product_image", picture_event(f"products/{product_id}/{new_id()}.png"))

    assert shelf.get(product_id).body["imageUrl"].endswith(".png")


def test_a_retried_registration_succeeds(way: Way, table: Table) -> None:
    lose_the_next(way, "TransactWriteItems")

    answer = call("registerUser", body=ADA)

    assert way.seen == ["UpdateItem", "TransactWriteItems", "TransactWriteItems"]
    assert answer.status == 201
    assert len(table.rows()) == 2


def test_a_session_is_opened_once(way: Way, table: Table) -> None:
    user_id = register()
    lose_the_next(way, "TransactWriteItems")

    login = log_in()

    assert way.seen.count("TransactWriteItems") == 2
    assert table.sessions(user_id) == {login.session_id}


def test_a_retried_password_change_succeeds(way: Way, table: Table) -> None:
    login, other = sign_up(), log_in()
    lose_the_next(way, "TransactWriteItems")

    body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
    answer = call("changePassword", body=body, caller=login.caller)

    assert way.seen == ["GetItem", "Query", "TransactWriteItems", "TransactWriteItems", "Query"]
    assert answer.status == 204
    way.plan = always(None)
    assert log_in(password=NEW_PASSWORD).user_id == login.user_id
    assert not is_authorized(other)


def lose_one(way: Way, operation: str, number: int) -> None:
    """Lose the response to one request of an operation, counted from 0."""
    del way.seen[:]
    way.plan = lambda requested, before: Mishap.LOST_ANSWER if (requested, before) == (operation, number) else None


@pytest.mark.parametrize(
    ("operation", "number"),
    [("BatchGetItem", 0), ("TransactWriteItems", 0), ("TransactWriteItems", 1)],
    ids=["lookup", "reservation", "confirmation"],
)
def test_an_order_is_placed_once(way: Way, table: Table, operation: str, number: int) -> None:
    product_id = shelf.create_id(stock=5)
    add_to_cart(CUSTOMER, product_id, 2)
    lose_one(way, operation, number)

    answer = order(CUSTOMER, product_id, 2)

    assert way.seen.count(operation) == number + 2 + (operation == "TransactWriteItems" and number == 0)
    assert answer.status == 201
    assert "Idempotency-Replayed" not in answer.headers
    assert (stock(table, product_id), cart_quantities(CUSTOMER)) == (3, {})
    assert placed_orders(table) == [answer.body["orderId"]]


def test_an_order_whose_retry_fails_its_condition_is_not_a_replay(way: Way, table: Table) -> None:
    # Given a reservation whose response is lost, and whose retry by the SDK fails its condition
    product_id = shelf.create_id(stock=5)
    fates: Iterator[Mishap | Refusal] = iter(
        [Mishap.LOST_ANSWER, cancelled("ConditionalCheckFailed", "None", "None", "None")]
    )
    way.plan = lambda requested, _: next(fates, None) if requested == "TransactWriteItems" else None

    answer = order(CUSTOMER, product_id, 2)

    assert answer.status == 201
    assert "Idempotency-Replayed" not in answer.headers
    assert stock(table, product_id) == 3
    assert placed_orders(table) == [answer.body["orderId"]]


@pytest.mark.parametrize("card", ["tok_declined", "tok_error"])
def test_stock_is_restored_once(way: Way, table: Table, card: str) -> None:
    product_id = shelf.create_id(stock=5)
    lose_one(way, "TransactWriteItems", 1)

    assert order(CUSTOMER, product_id, 2, token=card).status == (402 if card == "tok_declined" else 503)
    assert way.seen.count("TransactWriteItems") == 3
    assert stock(table, product_id) == 5


def test_a_pending_order_is_recognized_by_its_own_request(way: Way, table: Table) -> None:
    product_id = shelf.create_id(stock=5)
    # The first update is the payment service's
    lose_one(way, "UpdateItem", 1)

    answer = order(CUSTOMER, product_id, 2, token="tok_timeout")

    assert way.seen.count("UpdateItem") == 3
    assert (answer.status, answer.body["status"]) == (202, "pending")


def test_a_shortage_whose_record_was_already_stored_is_reported(way: Way, table: Table) -> None:
    product_id = shelf.create_id(stock=1)
    lose_one(way, "PutItem", 0)

    assert order(CUSTOMER, product_id, 2).problem == (409, "out-of-stock")
    assert way.seen.count("PutItem") == 2


@pytest.mark.parametrize("operation", ["GetItem", "TransactWriteItems", "UpdateItem"])
@pytest.mark.parametrize("card", ["tok_visa", "tok_timeout"])
def test_an_order_is_cancelled_once(way: Way, table: Table, operation: str, card: str) -> None:
    product_id = shelf.create_id(stock=5)
    made = order_id(CUSTOMER, product_id, 2, token=card)
    # Two updates of the payment service precede the one that stores the refund
    lose_one(way, operation, 2 if operation == "UpdateItem" else 0)

    answer = cancel(CUSTOMER, made)

    assert (answer.status, answer.body["status"]) == (200, "cancelled")
    assert stock(table, product_id) == 5
    row = table.row(f"ORDER#{made}", "REFUND")
    assert row is not None
    assert row["refund"] == "done"


def test_a_retried_completion_succeeds(way: Way, table: Table) -> None:
    made = order_id(CUSTOMER, shelf.create_id(stock=5))
    lose_the_next(way, "UpdateItem")

    answer = set_status(ADMIN, made, "completed")

    assert way.seen.count("UpdateItem") == 2
    assert (answer.status, answer.body["status"]) == (200, "completed")


def test_an_order_is_settled_once(way: Way, table: Table) -> None:
    product_id = shelf.create_id(stock=5)
    add_to_cart(CUSTOMER, product_id, 2)
    made = order_id(CUSTOMER, product_id, 2, token="tok_timeout")
    lose_the_next(way, "TransactWriteItems")

    # A product added to the cart before the SDK retries stays there
    with before(lambda seen: seen[-2:] == ["TransactWriteItems"] * 2, lambda: add_to_cart(CUSTOMER, product_id, 1)):
        settle()

    assert get(CUSTOMER, made).body["status"] == "processing"
    assert (stock(table, product_id), cart_quantities(CUSTOMER)) == (3, {product_id: 1})


def test_a_change_whose_every_response_is_lost_is_a_503(way: Way, table: Table) -> None:
    product_id = shelf.create_id()
    way.plan = always(Mishap.LOST_ANSWER)

    assert shelf.put(product_id).problem == (503, "unavailable")
