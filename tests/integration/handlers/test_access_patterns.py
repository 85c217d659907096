"""Each function's requests to AWS for a valid event: a change here is a change of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.adapters.signing_keys import encryption_ring
from handlers.domain.orders import STATUSES
from tests.integration.handlers.accounts import log_in, sign_up
from tests.integration.handlers.aws_calls import recorded
from tests.integration.handlers.buying import set_status
from tests.integration.handlers.calling import FUNCTIONS, call, invoke
from tests.integration.handlers.every_function import Made, good_event, make
from tests.lambda_events import ADMIN, CUSTOMER
from tests.operations import row
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.integration.handlers.table import Table

ORDER_OF_ITS_OWNER = ["GetItem"]
REFUND = ["Invoke", "UpdateItem"]
# terraform/settings.json, of the local shop
SHARDS = 2


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_sends_only_the_requests_of_its_access_patterns(table: Table, function: str) -> None:
    event = good_event(function, make())
    # Cached, as in a warm function.
    encryption_ring.current()

    with recorded() as aws:
        invoke(function, event)

    assert aws.requests == row(function).requests
    # Reads of the table are strongly consistent; queries on an index can't be
    assert all(read.get("ConsistentRead") or "IndexName" in read for read in aws.reads)


OWNERS = {
    "getOrder": ORDER_OF_ITS_OWNER,
    "cancelOrder": ["GetItem", *ORDER_OF_ITS_OWNER, "TransactWriteItems", *REFUND],
    "getOrderStatus": ORDER_OF_ITS_OWNER,
}


@pytest.mark.parametrize("operation_id", OWNERS)
def test_the_owner_of_an_order_needs_no_extra_read(table: Table, operation_id: str) -> None:
    made = make()

    with recorded() as aws:
        response = call(operation_id, path={"id": made.order_id}, caller=made.login.caller)

    assert response.status == 200
    assert aws.requests == OWNERS[operation_id]


def test_an_admins_list_of_orders_is_one_query_per_status_and_shard(table: Table) -> None:
    make()

    with recorded() as aws:
        assert len(call("listOrders", caller=ADMIN).body["items"]) == 2

    assert aws.requests == ["BatchGetItem", *["Query"] * len(STATUSES) * SHARDS]


def test_completing_an_order_is_one_write(table: Table) -> None:
    made = make()

    with recorded() as aws:
        assert set_status(ADMIN, made.order_id, "completed").status == 200

    assert aws.requests == ["BatchGetItem", "Query", "GetItem", "TransactWriteItems"]


@pytest.mark.parametrize(
    ("caller", "requests"),
    [(CUSTOMER, ["Query"]), (ADMIN, ["BatchGetItem", *["Query"] * SHARDS])],
    ids=["customer", "admin"],
)
def test_the_orders_of_one_status_are_one_query_per_shard(
    table: Table, caller: Mapping[str, str], requests: list[str]
) -> None:
    with recorded() as aws:
        assert call("listOrders", query={"status": "processing"}, caller=caller).status == 200

    assert aws.requests == requests


def test_an_empty_cart_reads_no_products(table: Table) -> None:
    with recorded() as aws:
        assert call("getCart", caller=CUSTOMER).status == 200
        assert call("clearCart", caller=CUSTOMER).status == 204

    assert aws.requests == ["Query", "GetItem", "Query"]


def test_the_list_of_all_products_is_one_query(table: Table) -> None:
    make()

    with recorded() as aws:
        assert call("listProducts").status == 200

    assert aws.requests == ["Query"]


@pytest.mark.parametrize("count", [1, 20])
def test_a_users_sessions_are_one_query_whatever_their_number(table: Table, count: int) -> None:
    login = sign_up()
    for _ in range(count):
        log_in()

    with recorded() as aws:
        invoke("changePassword", good_event("changePassword", Made(login, UNKNOWN_ID, "", UNKNOWN_ID, UNKNOWN_ID)))

    assert aws.requests == row("changePassword").requests
