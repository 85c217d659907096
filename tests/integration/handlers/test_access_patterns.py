"""What each function asks of AWS for a good event: a change of this is a change of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.domain.orders import STATUSES
from tests.integration.handlers.accounts import log_in, sign_up
from tests.integration.handlers.buying import set_status
from tests.integration.handlers.calling import FUNCTIONS, call, invoke
from tests.integration.handlers.every_function import Made, good_event, make
from tests.integration.handlers.recording import recorded
from tests.lambda_events import ADMIN, CUSTOMER
from tests.support.requests import NOBODYS_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.integration.handlers.table import Table

USER_BY_ID = ["GetItem"]
USER_BY_EMAIL = ["GetItem", "GetItem"]
PRODUCT_BY_ID = ["GetItem"]
PRODUCTS_BY_CATEGORY = ["Query"]
ALL_ACTIVE_PRODUCTS = ["Query"]
ATTEMPT = "UpdateItem"
SESSION_BY_ID = ["GetItem"]
SESSIONS_OF_A_USER = ["Query"]
CHARGE_BY_KEY = ["GetItem"]
DELIVERY_BY_KEY = ["GetItem"]
LINES_OF_A_CART = ["Query"]
PRODUCTS_BY_ID = ["BatchGetItem"]
KEY_AND_PRODUCTS = ["BatchGetItem"]
ORDER_OF_ITS_OWNER = ["GetItem"]
ORDER_FOR_AN_ADMIN = ["Query", "GetItem"]
ORDERS_OF_A_USER = ["Query"]
ORDERS_BY_STATUS = ["Query"]
A_ROTATION = ["DescribeSecret", "GetSecretValue"]
PENDING_ORDERS_BY_AGE = ["Query"]
DUE_REFUNDS = ["Query"]
REFUND = ["Invoke", "UpdateItem"]

REQUESTS = {
    "registerUser": [ATTEMPT, "TransactWriteItems"],
    "loginUser": [ATTEMPT, ATTEMPT, *USER_BY_EMAIL, ATTEMPT, ATTEMPT, "TransactWriteItems"],
    "refreshSession": [ATTEMPT, *SESSION_BY_ID, *USER_BY_ID, "UpdateItem"],
    "logoutUser": ["TransactWriteItems"],
    "listSessions": SESSIONS_OF_A_USER,
    "deleteSession": ["TransactWriteItems"],
    "getCurrentUser": USER_BY_ID,
    "listProducts": PRODUCTS_BY_CATEGORY,
    "createProduct": ["PutItem"],
    "listProductsByCategory": PRODUCTS_BY_CATEGORY,
    "getProduct": PRODUCT_BY_ID,
    "updateProduct": ["UpdateItem"],
    "deleteProduct": ["UpdateItem"],
    "createImageUpload": PRODUCT_BY_ID,
    "getProfile": USER_BY_ID,
    "updateProfile": ["UpdateItem"],
    "changePassword": [*USER_BY_ID, *SESSIONS_OF_A_USER, "TransactWriteItems", *SESSIONS_OF_A_USER],
    "getCart": [*LINES_OF_A_CART, *PRODUCTS_BY_ID],
    "clearCart": [*LINES_OF_A_CART, "TransactWriteItems"],
    "addCartItem": [*LINES_OF_A_CART, *PRODUCTS_BY_ID, "TransactWriteItems", *LINES_OF_A_CART],
    "updateCartItem": ["TransactWriteItems", *LINES_OF_A_CART, *PRODUCTS_BY_ID],
    "removeCartItem": ["TransactWriteItems"],
    "listOrders": ORDERS_OF_A_USER,
    "createOrder": [*KEY_AND_PRODUCTS, "TransactWriteItems", "Invoke", "TransactWriteItems"],
    "getOrder": ORDER_FOR_AN_ADMIN,
    "cancelOrder": [*ORDER_FOR_AN_ADMIN, "TransactWriteItems", *REFUND],
    "getOrderStatus": ORDER_FOR_AN_ADMIN,
    "updateOrderStatus": [*ORDER_FOR_AN_ADMIN, "TransactWriteItems", *REFUND],
    "getHealth": [],
    "getContract": [],
    "authorize_request": SESSION_BY_ID,
    "rotate_jwt_secret": [*A_ROTATION, "PutSecretValue"],
    "attach_product_image": ["UpdateItem"],
    "settle_pending_orders": [*PENDING_ORDERS_BY_AGE, "Invoke", "TransactWriteItems", *DUE_REFUNDS],
    "process_payment": [*CHARGE_BY_KEY, "UpdateItem"],
    "process_order_changes": [
        *[*DELIVERY_BY_KEY, *USER_BY_ID, "UpdateItem", "SendEmail", "UpdateItem"],
        *[*DELIVERY_BY_KEY, "UpdateItem", "PutEvents", "UpdateItem"],
        "SendMessage",
    ],
}


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_asks_for_no_more_than_its_access_patterns(table: Table, function: str) -> None:
    event = good_event(function, make())

    with recorded() as aws:
        invoke(function, event)

    assert aws.requests == REQUESTS[function]
    # What was just written is found, and what was just ended is not; an index can't tell so
    assert all(read.get("ConsistentRead") or "IndexName" in read for read in aws.reads)


OWNERS = {
    "getOrder": ORDER_OF_ITS_OWNER,
    "cancelOrder": [*ORDER_OF_ITS_OWNER, "TransactWriteItems", *REFUND],
    "getOrderStatus": ORDER_OF_ITS_OWNER,
}


@pytest.mark.parametrize("operation_id", OWNERS)
def test_the_owner_of_an_order_is_known_already(table: Table, operation_id: str) -> None:
    made = make()

    with recorded() as aws:
        answer = call(operation_id, path={"id": made.order_id}, caller=made.login.caller)

    assert answer.status == 200
    assert aws.requests == OWNERS[operation_id]


def test_an_admins_list_of_orders_is_one_query_a_status(table: Table) -> None:
    make()

    with recorded() as aws:
        assert len(call("listOrders", caller=ADMIN).body["items"]) == 2

    assert aws.requests == ORDERS_BY_STATUS * len(STATUSES)


def test_to_complete_an_order_is_one_write(table: Table) -> None:
    made = make()

    with recorded() as aws:
        assert set_status(ADMIN, made.order_id, "completed").status == 200

    assert aws.requests == [*ORDER_FOR_AN_ADMIN, "UpdateItem"]


@pytest.mark.parametrize("caller", [CUSTOMER, ADMIN], ids=["customer", "admin"])
def test_the_orders_of_one_status_are_one_query(table: Table, caller: Mapping[str, str]) -> None:
    with recorded() as aws:
        assert call("listOrders", query={"status": "processing"}, caller=caller).status == 200

    assert aws.requests == ORDERS_OF_A_USER == ORDERS_BY_STATUS


def test_an_empty_cart_asks_for_no_products(table: Table) -> None:
    with recorded() as aws:
        assert call("getCart", caller=CUSTOMER).status == 200
        assert call("clearCart", caller=CUSTOMER).status == 204

    assert aws.requests == LINES_OF_A_CART * 2


def test_the_list_of_all_products_is_one_query(table: Table) -> None:
    make()

    with recorded() as aws:
        assert call("listProducts").status == 200

    assert aws.requests == ALL_ACTIVE_PRODUCTS


@pytest.mark.parametrize("count", [1, 20])
def test_a_users_sessions_are_one_query_however_many(table: Table, count: int) -> None:
    login = sign_up()
    for _ in range(count):
        log_in()

    with recorded() as aws:
        invoke("changePassword", good_event("changePassword", Made(login, NOBODYS_ID, "", NOBODYS_ID, NOBODYS_ID)))

    assert aws.requests == REQUESTS["changePassword"]
