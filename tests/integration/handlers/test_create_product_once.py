"""A product is created once per idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.faulty_proxy import Fault, first
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.table import Table

KEY = "the-desk"


def create(*, key: str = KEY, **changed: object) -> Response:
    return call("createProduct", body={**catalog.DESK, **changed}, headers={"Idempotency-Key": key}, caller=ADMIN)


def is_replay(response: Response) -> bool:
    return "Idempotency-Replayed" in response.headers


@pytest.mark.parametrize("is_active", [True, False])
def test_repeated_creation_gets_the_first_response(table: Table, is_active: bool) -> None:
    made = create(isActive=is_active)
    rows = table.rows()

    again = create(isActive=is_active)

    assert (made.status, again.status) == (201, 201)
    assert again.text == made.text
    assert again.headers == {**made.headers, "Idempotency-Replayed": "true"}
    assert not is_replay(made)
    assert table.rows() == rows


def test_later_changes_do_not_change_the_replay(table: Table) -> None:
    made = create(stock=3)
    product_id = made.body["productId"]
    catalog.put(product_id, {**catalog.DESK, "name": "Oak desk"})
    catalog.delete(product_id)

    assert create(stock=3).text == made.text


def test_key_with_another_product_is_rejected(table: Table) -> None:
    create()

    assert create(name="Oak desk").problem == (422, "idempotency-key-reused")
    assert create(key="the-oak-desk", name="Oak desk").status == 201


def test_numbers_and_defaults_may_be_spelled_differently(table: Table) -> None:
    made = create(price=7, currency="USD", stock=0)

    again = create(price=7.0)

    assert (again.text, is_replay(again)) == (made.text, True)


def test_two_concurrent_creations_create_one_product(table: Table) -> None:
    others: list[Response] = []

    with before(
        lambda seen: seen == ["BatchGetItem", "GetItem", "TransactWriteItems"], lambda: others.append(create())
    ):
        response = create()

    assert (response.text, is_replay(response)) == (others[0].text, True)
    assert catalog.walk(limit=5) == [[response.body["productId"]]]


def test_creation_whose_response_is_lost_is_no_replay(aws_proxy: FaultyProxy, table: Table) -> None:
    aws_proxy.plan = first(1, Fault.LOST_RESPONSE, "TransactWriteItems")

    response = create()

    assert (response.status, is_replay(response)) == (201, False)
    assert catalog.walk(limit=5) == [[response.body["productId"]]]


def test_creations_without_a_key_are_independent(table: Table) -> None:
    assert catalog.create_id() != catalog.create_id()
