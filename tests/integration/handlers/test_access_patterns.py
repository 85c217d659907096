"""What each function asks of AWS for a good event: a change of this is a change of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.handlers.accounts import log_in, sign_up
from tests.integration.handlers.calling import FUNCTIONS, call, invoke
from tests.integration.handlers.every_function import Made, good_event, make
from tests.integration.handlers.recording import recorded
from tests.integration.handlers.shelf import NOBODYS_ID

if TYPE_CHECKING:
    from tests.integration.handlers.table import Table

USER_BY_ID = ["GetItem"]
USER_BY_EMAIL = ["GetItem", "GetItem"]
PRODUCT_BY_ID = ["GetItem"]
PRODUCTS_BY_CATEGORY = ["Query"]
ALL_ACTIVE_PRODUCTS = ["Query"]
SESSION_BY_ID = ["GetItem"]
SESSIONS_OF_A_USER = ["Query"]

REQUESTS = {
    "registerUser": ["TransactWriteItems"],
    "loginUser": [*USER_BY_EMAIL, "TransactWriteItems"],
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
    "getHealth": [],
    "getContract": [],
    "authorize_request": SESSION_BY_ID,
    "attach_product_image": ["UpdateItem"],
}


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_asks_for_no_more_than_its_access_patterns(table: Table, function: str) -> None:
    event = good_event(function, make())

    with recorded() as aws:
        invoke(function, event)

    assert aws.requests == REQUESTS[function]
    # What was just written is found, and what was just ended is not
    assert all(read["ConsistentRead"] for read in aws.reads)


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
        invoke("changePassword", good_event("changePassword", Made(login, NOBODYS_ID, "")))

    assert aws.requests == REQUESTS["changePassword"]
