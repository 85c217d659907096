"""A request goes through, its answer gets lost, and the SDK sends it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import shelf
from tests.integration.handlers.accounts import ADA, NEW_PASSWORD, is_let_in, log_in, register, sign_up
from tests.integration.handlers.calling import call, invoke
from tests.integration.handlers.every_function import picture_event
from tests.integration.handlers.faulty_aws import Mishap, Way, always, first
from tests.integration.handlers.interleaving import before
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table


def lose_the_next(way: Way, operation: str) -> None:
    del way.seen[:]
    way.plan = first(1, Mishap.LOST_ANSWER, operation)


def test_a_product_is_created_once(way: Way, table: Table) -> None:
    lose_the_next(way, "PutItem")

    answer = call("createProduct", body=shelf.DESK, caller=ADMIN)

    assert way.seen == ["PutItem", "PutItem"]
    assert shelf.walk(limit=5) == [[answer.body["productId"]]]


def test_a_product_created_again_undoes_nothing_that_came_in_between(way: Way, table: Table) -> None:
    # Given that the answer to a product's creation gets lost, and that it is deleted before the SDK asks again
    def delete_it() -> None:
        (partition, _), *none = table.rows()
        assert not none
        assert shelf.delete(partition.removeprefix("PRODUCT#")).status == 204

    way.plan = first(1, Mishap.LOST_ANSWER, "PutItem")

    # When it is created
    with before(lambda seen: seen == ["PutItem", "PutItem"], delete_it):
        answer = call("createProduct", body=shelf.DESK, caller=ADMIN)

    # Then it was, and is deleted
    assert answer.status == 201
    assert shelf.get(answer.body["productId"]).problem == (404, "not-found")


@pytest.mark.parametrize("conditional", [True, False])
def test_a_replaced_product_is_no_failed_condition(way: Way, table: Table, conditional: bool) -> None:
    made = shelf.create(stock=1)
    product_id = made.body["productId"]
    lose_the_next(way, "UpdateItem")

    headers = {"If_Match": made.etag} if conditional else {}
    answer = shelf.put(product_id, {**shelf.DESK, "name": "Oak desk"}, **headers)

    assert way.seen == ["UpdateItem", "UpdateItem"]
    assert answer.status == 200
    way.plan = always(None)
    assert (shelf.get(product_id).etag, shelf.get(product_id).body) == (answer.etag, answer.body)


def test_a_deleted_product_was_there(way: Way, table: Table) -> None:
    product_id = shelf.create_id()
    lose_the_next(way, "UpdateItem")

    assert shelf.delete(product_id).status == 204
    assert way.seen == ["UpdateItem", "UpdateItem"]


def test_a_stale_change_stays_a_failed_condition(way: Way, table: Table) -> None:
    made = shelf.create()
    product_id = made.body["productId"]
    shelf.put(product_id)
    lose_the_next(way, "UpdateItem")

    assert shelf.put(product_id, If_Match=made.etag).problem == (412, "precondition-failed")


def test_a_changed_profile_is_no_failed_condition(way: Way, table: Table) -> None:
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


def test_an_account_is_not_taken_by_its_own_registration(way: Way, table: Table) -> None:
    lose_the_next(way, "TransactWriteItems")

    answer = call("registerUser", body=ADA)

    assert way.seen == ["TransactWriteItems", "TransactWriteItems"]
    assert answer.status == 201
    assert len(table.rows()) == 2


def test_a_session_is_opened_once(way: Way, table: Table) -> None:
    user_id = register()
    lose_the_next(way, "TransactWriteItems")

    login = log_in()

    assert way.seen.count("TransactWriteItems") == 2
    assert table.sessions(user_id) == {login.session_id}


def test_a_changed_password_is_no_changed_account(way: Way, table: Table) -> None:
    login, other = sign_up(), log_in()
    lose_the_next(way, "TransactWriteItems")

    body = {"currentPassword": ADA["password"], "newPassword": NEW_PASSWORD}
    answer = call("changePassword", body=body, caller=login.caller)

    assert way.seen == ["GetItem", "Query", "TransactWriteItems", "TransactWriteItems", "Query"]
    assert answer.status == 204
    way.plan = always(None)
    assert log_in(password=NEW_PASSWORD).user_id == login.user_id
    assert not is_let_in(other)


def test_a_change_whose_every_answer_is_lost_is_a_503(way: Way, table: Table) -> None:
    product_id = shelf.create_id()
    way.plan = always(Mishap.LOST_ANSWER)

    assert shelf.put(product_id).problem == (503, "unavailable")
