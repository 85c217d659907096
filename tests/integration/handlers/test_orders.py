"""Read single orders, and change their status as an admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers import catalog
from tests.integration.handlers.buying import (
    ADA,
    GRACE,
    add_to_cart,
    cart_quantities,
    get,
    order,
    order_id,
    set_status,
    stock,
)
from tests.integration.handlers.calling import call
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.table import Table

NOT_FOUND = (404, "not-found")
ILLEGAL = (409, "illegal-transition")
OTHER = '"01JD8QM3F5H7K9N1P3R5T7V9X1"'
STATUS_MEMBERS = ("orderId", "status", "updatedAt", "allowedActions")
SINGLE_ORDER = {
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


def status(caller: Mapping[str, str], order_id: str) -> Response:
    return call("getOrderStatus", path={"id": order_id}, caller=caller)


def new_order(target: str) -> str:
    """Return the id of an order of Ada's with a status."""
    made = order_id(ADA, catalog.create_id(stock=9), 2, token="tok_timeout" if target == "pending" else "tok_visa")
    if target in {"completed", "cancelled"}:
        assert set_status(ADMIN, made, target).status == 200
    return made


def test_an_order_is_read_by_its_owner_and_by_an_admin(table: Table) -> None:
    made = new_order("processing")

    own, admins = get(ADA, made), get(ADMIN, made)

    assert (own.body["orderId"], own.body["userId"]) == (made, ADA["userId"])
    assert own.body["allowedActions"] == ["cancel"]
    assert admins.body == own.body | {"allowedActions": ["cancel", "complete"]}


@pytest.mark.parametrize("operation_id", SINGLE_ORDER)
def test_an_unknown_order_is_not_found(table: Table, operation_id: str) -> None:
    for caller in (ADA, ADMIN):
        if (operation_id, caller["role"]) != ("updateOrderStatus", "customer"):
            response = call(operation_id, path={"id": new_id()}, body=SINGLE_ORDER[operation_id], caller=caller)
            assert response.problem == NOT_FOUND
    assert table.rows() == {}


@pytest.mark.parametrize("operation_id", [name for name in SINGLE_ORDER if name != "updateOrderStatus"])
@pytest.mark.parametrize("target", LEGAL)
def test_another_customers_order_is_not_found(table: Table, target: str, operation_id: str) -> None:
    made = new_order(target)
    before = table.rows()

    others, unknown = (call(operation_id, path={"id": each}, caller=GRACE) for each in (made, new_id()))

    assert others.problem == NOT_FOUND
    assert others.body | {"instance": ""} == unknown.body | {"instance": ""}
    assert table.rows() == before


@pytest.mark.parametrize("caller", [ADA, ADMIN], ids=["owner", "admin"])
@pytest.mark.parametrize("target", LEGAL)
def test_the_status_is_a_part_of_the_order(table: Table, target: str, caller: Mapping[str, str]) -> None:
    made = new_order(target)

    response = status(caller, made)

    assert response.body["status"] == target
    assert response.body == {name: get(caller, made).body[name] for name in STATUS_MEMBERS}


def test_a_payment_id_is_shown_as_soon_as_it_is_known(table: Table) -> None:
    assert "paymentId" not in get(ADA, new_order("pending")).body
    for target in ("processing", "completed", "cancelled"):
        assert get(ADA, new_order(target)).body["paymentId"]


@pytest.mark.parametrize("caller", [ADA, ADMIN], ids=["owner", "admin"])
def test_a_current_etag_gets_304(table: Table, caller: Mapping[str, str]) -> None:
    made = new_order("processing")
    tag = get(caller, made).etag

    for tags in (tag, f"W/{tag}", f"{OTHER}, {tag}", "*"):
        again = get(caller, made, If_None_Match=tags)
        assert (again.status, again.text, again.etag) == (304, "", tag)
    assert get(caller, made, If_None_Match=OTHER).status == 200


def test_etags_of_owner_and_admin_differ(table: Table) -> None:
    # An admin's response has more allowed actions
    made = new_order("processing")

    assert get(ADMIN, made, If_None_Match=get(ADA, made).etag).status == 200
    assert get(ADA, made, If_None_Match=get(ADMIN, made).etag).status == 200


def test_every_transition_changes_the_etag(table: Table) -> None:
    made = new_order("processing")
    tag = get(ADA, made).etag

    set_status(ADMIN, made, "completed")

    read = get(ADA, made, If_None_Match=tag)
    assert (read.status, read.body["status"]) == (200, "completed")
    assert read.etag != tag


@pytest.mark.parametrize("tags", ["x", '"', '"a', "'a'", '*, "a"'])
def test_a_malformed_list_of_etags_is_rejected(table: Table, tags: str) -> None:
    assert get(ADA, new_id(), If_None_Match=tags).pointers == {"/header/If-None-Match"}


def test_an_order_keeps_its_lines_after_the_product_is_deleted(table: Table) -> None:
    product_id = catalog.create_id(name="Walnut desk", price=19.90, stock=1)
    placed = order(ADA, product_id)

    catalog.put(product_id, {**catalog.DESK, "name": "Oak desk", "price": 5})
    catalog.delete(product_id)

    assert get(ADA, placed.body["orderId"]).body == placed.body


@pytest.mark.parametrize(("current", "target"), [(current, target) for current in LEGAL for target in LEGAL[current]])
def test_an_admin_can_make_every_legal_transition(table: Table, current: str, target: str) -> None:
    made = new_order(current)
    before = get(ADMIN, made)

    response = set_status(ADMIN, made, target)

    assert response.body == status(ADMIN, made).body
    assert (response.body["orderId"], response.body["status"]) == (made, target)
    assert response.body["updatedAt"] >= before.body["updatedAt"]
    assert get(ADMIN, made).etag != before.etag


@pytest.mark.parametrize("current", LEGAL)
def test_setting_the_current_status_changes_nothing(table: Table, current: str) -> None:
    made = new_order(current)
    before = table.rows()

    response = set_status(ADMIN, made, current)

    assert (response.status, response.body) == (200, status(ADMIN, made).body)
    assert table.rows() == before


@pytest.mark.parametrize(
    ("current", "target"),
    [(current, target) for current in LEGAL for target in LEGAL if target not in {current, *LEGAL[current]}],
)
def test_an_illegal_transition_is_rejected(table: Table, current: str, target: str) -> None:
    made = new_order(current)
    before = table.rows()

    assert set_status(ADMIN, made, target).problem == ILLEGAL
    assert table.rows() == before


def test_a_cancellation_by_an_admin_restores_stock_and_refunds(table: Table) -> None:
    product_id = catalog.create_id(stock=5)
    made = order_id(ADA, product_id, 2)

    assert set_status(ADMIN, made, "cancelled").body["allowedActions"] == []

    assert stock(table, product_id) == 5
    charge = table.row(f"PAYMENT#{made}", "CHARGE")
    assert charge is not None
    assert charge["state"] == "refunded"


def test_a_completion_changes_no_stock_payment_or_cart(table: Table) -> None:
    product_id = catalog.create_id(stock=5)
    made = order_id(ADA, product_id, 2)
    add_to_cart(ADA, product_id)
    before = get(ADMIN, made).body

    set_status(ADMIN, made, "completed")

    after = get(ADMIN, made).body
    changed = {"status": "completed", "allowedActions": [], "updatedAt": after["updatedAt"]}
    assert after == before | changed
    assert (stock(table, product_id), cart_quantities(ADA)) == (3, {product_id: 1})


@pytest.mark.parametrize("caller", [ADA, GRACE], ids=["owner", "other"])
@pytest.mark.parametrize("target", LEGAL)
def test_customers_cant_change_an_orders_status(table: Table, target: str, caller: Mapping[str, str]) -> None:
    made = new_order("processing")
    before = table.rows()

    assert set_status(caller, made, target).problem == (403, "forbidden")
    assert table.rows() == before


@pytest.mark.parametrize("own", ["updatedAt", "orderId", "userId", "paymentId", "totalAmount"])
def test_fields_set_by_the_server_are_rejected(table: Table, own: str) -> None:
    made = new_order("processing")
    body: dict[str, Any] = {"status": "completed", own: "1"}

    response = call("updateOrderStatus", path={"id": made}, body=body, caller=ADMIN)

    assert response.pointers == {f"/body/{own}"}
    assert get(ADA, made).body["status"] == "processing"


@pytest.mark.parametrize("operation_id", [*SINGLE_ORDER, "listOrders"])
def test_orders_require_a_token(table: Table, operation_id: str) -> None:
    made = new_order("processing")
    before = table.rows()

    path = {"id": made} if operation_id in SINGLE_ORDER else None
    response = call(operation_id, path=path, body=SINGLE_ORDER.get(operation_id))

    assert response.problem == (401, "unauthorized")
    assert table.rows() == before
