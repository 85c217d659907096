"""Reading orders one by one, and moving them as an admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import shelf
from tests.integration.handlers.buying import (
    ADA,
    GRACE,
    add_to_cart,
    get,
    held,
    order,
    order_id,
    set_status,
    stock,
)
from tests.integration.handlers.calling import call
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.integration.handlers.calling import Answer
    from tests.integration.handlers.table import Table

NOT_FOUND = (404, "not-found")
ILLEGAL = (409, "illegal-transition")
OTHER = '"01JD8QM3F5H7K9N1P3R5T7V9X1"'
STATUS_MEMBERS = ("orderId", "status", "updatedAt", "allowedActions")
ABOUT_ONE = {
    "getOrder": None,
    "getOrderStatus": None,
    "cancelOrder": None,
    "updateOrderStatus": {"status": "cancelled"},
}
LEGAL: Mapping[str, tuple[str, ...]] = {
    "pending": ("cancelled",),
    "processing": ("completed", "cancelled"),
    "completed": (),
    "cancelled": (),
}


def status(caller: Mapping[str, str], order_id: str) -> Answer:
    return call("getOrderStatus", path={"id": order_id}, caller=caller)


def an_order(wanted: str) -> str:
    """Return the id of an order of Ada's that is in a status."""
    made = order_id(ADA, shelf.create_id(stock=9), 2, token="tok_timeout" if wanted == "pending" else "tok_visa")
    if wanted in {"completed", "cancelled"}:
        assert set_status(ADMIN, made, wanted).status == 200
    return made


def test_an_order_is_read_by_its_owner_and_by_an_admin(table: Table) -> None:
    made = an_order("processing")

    own, admins = get(ADA, made), get(ADMIN, made)

    assert (own.body["orderId"], own.body["userId"]) == (made, ADA["userId"])
    assert own.body["allowedActions"] == ["cancel"]
    assert admins.body == own.body | {"allowedActions": ["cancel", "complete"]}


@pytest.mark.parametrize("operation_id", ABOUT_ONE)
def test_an_order_that_isnt_there_is_found_by_nobody(table: Table, operation_id: str) -> None:
    for caller in (ADA, ADMIN):
        if (operation_id, caller["role"]) != ("updateOrderStatus", "customer"):
            answer = call(operation_id, path={"id": new_id()}, body=ABOUT_ONE[operation_id], caller=caller)
            assert answer.problem == NOT_FOUND
    assert table.rows() == {}


@pytest.mark.parametrize("operation_id", [name for name in ABOUT_ONE if name != "updateOrderStatus"])
@pytest.mark.parametrize("wanted", LEGAL)
def test_another_customers_order_isnt_there(table: Table, wanted: str, operation_id: str) -> None:
    made = an_order(wanted)
    before = table.rows()

    others, nobodys = (call(operation_id, path={"id": each}, caller=GRACE) for each in (made, new_id()))

    assert others.problem == NOT_FOUND
    assert others.body | {"instance": ""} == nobodys.body | {"instance": ""}
    assert table.rows() == before


@pytest.mark.parametrize("caller", [ADA, ADMIN], ids=["owner", "admin"])
@pytest.mark.parametrize("wanted", LEGAL)
def test_a_status_is_a_part_of_its_order(table: Table, wanted: str, caller: Mapping[str, str]) -> None:
    made = an_order(wanted)

    answer = status(caller, made)

    assert answer.body["status"] == wanted
    assert answer.body == {name: get(caller, made).body[name] for name in STATUS_MEMBERS}


def test_a_payment_is_told_as_soon_as_it_is_known(table: Table) -> None:
    assert "paymentId" not in get(ADA, an_order("pending")).body
    for wanted in ("processing", "completed", "cancelled"):
        assert get(ADA, an_order(wanted)).body["paymentId"]


@pytest.mark.parametrize("caller", [ADA, ADMIN], ids=["owner", "admin"])
def test_an_order_that_the_client_holds_is_not_sent_again(table: Table, caller: Mapping[str, str]) -> None:
    made = an_order("processing")
    tag = get(caller, made).etag

    for tags in (tag, f"W/{tag}", f"{OTHER}, {tag}", "*"):
        again = get(caller, made, If_None_Match=tags)
        assert (again.status, again.text, again.etag) == (304, "", tag)
    assert get(caller, made, If_None_Match=OTHER).status == 200


def test_a_tag_is_of_what_its_reader_sees(table: Table) -> None:
    # An admin may do more with an order, and is told so
    made = an_order("processing")

    assert get(ADMIN, made, If_None_Match=get(ADA, made).etag).status == 200
    assert get(ADA, made, If_None_Match=get(ADMIN, made).etag).status == 200


def test_every_move_ends_the_tag_before(table: Table) -> None:
    made = an_order("processing")
    tag = get(ADA, made).etag

    set_status(ADMIN, made, "completed")

    read = get(ADA, made, If_None_Match=tag)
    assert (read.status, read.body["status"]) == (200, "completed")
    assert read.etag != tag


@pytest.mark.parametrize("tags", ["x", '"', '"a', "'a'", '*, "a"'])
def test_what_is_no_list_of_tags_is_refused(table: Table, tags: str) -> None:
    assert get(ADA, new_id(), If_None_Match=tags).pointers == {"/header/If-None-Match"}


def test_an_order_keeps_what_was_sold_though_the_product_is_gone(table: Table) -> None:
    product_id = shelf.create_id(name="Walnut desk", price=19.90, stock=1)
    placed = order(ADA, product_id)

    shelf.put(product_id, {**shelf.DESK, "name": "Oak desk", "price": 5})
    shelf.delete(product_id)

    assert get(ADA, placed.body["orderId"]).body == placed.body


@pytest.mark.parametrize(("was", "wanted"), [(was, wanted) for was in LEGAL for wanted in LEGAL[was]])
def test_an_admin_moves_an_order_along_its_ways(table: Table, was: str, wanted: str) -> None:
    made = an_order(was)
    before = get(ADMIN, made)

    answer = set_status(ADMIN, made, wanted)

    assert answer.body == status(ADMIN, made).body
    assert (answer.body["orderId"], answer.body["status"]) == (made, wanted)
    assert answer.body["updatedAt"] >= before.body["updatedAt"]
    assert get(ADMIN, made).etag != before.etag


@pytest.mark.parametrize("was", LEGAL)
def test_the_status_that_an_order_has_changes_nothing(table: Table, was: str) -> None:
    made = an_order(was)
    before = table.rows()

    answer = set_status(ADMIN, made, was)

    assert (answer.status, answer.body) == (200, status(ADMIN, made).body)
    assert table.rows() == before


@pytest.mark.parametrize(
    ("was", "wanted"), [(was, wanted) for was in LEGAL for wanted in LEGAL if wanted not in {was, *LEGAL[was]}]
)
def test_an_order_makes_no_step_that_it_cant(table: Table, was: str, wanted: str) -> None:
    made = an_order(was)
    before = table.rows()

    assert set_status(ADMIN, made, wanted).problem == ILLEGAL
    assert table.rows() == before


def test_an_order_that_an_admin_cancels_is_cancelled_wholly(table: Table) -> None:
    product_id = shelf.create_id(stock=5)
    made = order_id(ADA, product_id, 2)

    assert set_status(ADMIN, made, "cancelled").body["allowedActions"] == []

    assert stock(table, product_id) == 5
    charge = table.row(f"PAYMENT#{made}", "CHARGE")
    assert charge is not None
    assert charge["state"] == "refunded"


def test_a_completed_order_keeps_its_stock_its_payment_and_the_cart(table: Table) -> None:
    product_id = shelf.create_id(stock=5)
    made = order_id(ADA, product_id, 2)
    add_to_cart(ADA, product_id)
    before = get(ADMIN, made).body

    set_status(ADMIN, made, "completed")

    after = get(ADMIN, made).body
    changed = {"status": "completed", "allowedActions": [], "updatedAt": after["updatedAt"]}
    assert after == before | changed
    assert (stock(table, product_id), held(ADA)) == (3, {product_id: 1})


@pytest.mark.parametrize("caller", [ADA, GRACE], ids=["owner", "other"])
@pytest.mark.parametrize("wanted", LEGAL)
def test_no_customer_moves_an_order(table: Table, wanted: str, caller: Mapping[str, str]) -> None:
    made = an_order("processing")
    before = table.rows()

    assert set_status(caller, made, wanted).problem == (403, "forbidden")
    assert table.rows() == before


@pytest.mark.parametrize("own", ["updatedAt", "orderId", "userId", "paymentId", "totalAmount"])
def test_what_the_shop_decides_cant_be_set(table: Table, own: str) -> None:
    made = an_order("processing")
    body: dict[str, Any] = {"status": "completed", own: "1"}

    answer = call("updateOrderStatus", path={"id": made}, body=body, caller=ADMIN)

    assert answer.pointers == {f"/body/{own}"}
    assert get(ADA, made).body["status"] == "processing"


@pytest.mark.parametrize("operation_id", [*ABOUT_ONE, "listOrders"])
def test_who_isnt_signed_in_sees_and_moves_no_order(table: Table, operation_id: str) -> None:
    made = an_order("processing")
    before = table.rows()

    path = {"id": made} if operation_id in ABOUT_ONE else None
    answer = call(operation_id, path=path, body=ABOUT_ONE.get(operation_id))

    assert answer.problem == (401, "unauthorized")
    assert table.rows() == before
