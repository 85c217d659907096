"""Lists of orders: a customer's own, and all orders for an admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from handlers.domain.clock import timestamp
from handlers.domain.orders import STATUSES
from handlers.store.order_lists import OrderFilter
from handlers.store.page_tokens import make_token
from tests.integration.handlers import catalog
from tests.integration.handlers.aws_calls import before, recorded
from tests.integration.handlers.buying import (
    ADA,
    GRACE,
    NOON,
    cancel,
    get,
    order_id,
    set_status,
    write_order,
)
from tests.integration.handlers.calling import call
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.domain.orders import Order
    from tests.integration.handlers.calling import Response
    from tests.integration.handlers.table import Table

type Caller = Mapping[str, str]

MILLISECOND = timedelta(milliseconds=1)
BY_ROLE = pytest.mark.parametrize("caller", [ADA, ADMIN], ids=["customer", "admin"])
# With the maximum of lines and the longest names, about thirty orders are a megabyte.
MANY_LINES = 40
# More pages than any list here has: an endless list fails.
MOST_PAGES = 50
LONG_NAME = "😀" * 200


def listed(caller: Caller, **query: str) -> Response:
    """Read a page of orders; ``since`` is ``from``, a Python keyword."""
    named = {"from" if name == "since" else name: value for name, value in query.items()}
    return call("listOrders", query=named, caller=caller)


def newest_first(*orders: Order) -> list[str]:
    """Return the ids of orders in the order of a list."""
    return sorted((order.order_id for order in orders), reverse=True)


def ids(page: Response) -> list[str]:
    assert page.status == 200, page.text
    return [order["orderId"] for order in page.body["items"]]


def walk(caller: Caller, **query: str) -> list[list[str]]:
    """Return the ids of every page of a list."""
    page = listed(caller, **query)
    pages = [ids(page)]
    while token := page.body.get("nextPage"):
        page = listed(caller, page=token, **query)
        pages.append(ids(page))
        assert len(pages) <= MOST_PAGES
    return pages


def flat(pages: Sequence[Sequence[str]]) -> list[str]:
    return [order_id for page in pages for order_id in page]


def huge(order: Order) -> Order:
    line = replace(order.items[0], product_name=LONG_NAME, price=Decimal("999999.99"))
    return replace(order, items=(line,) * MANY_LINES)


def test_customers_see_their_own_orders_and_an_admin_sees_all(table: Table) -> None:
    # Given orders of two customers customers
    product_id = catalog.create_id(stock=9)
    adas, graces = ([order_id(caller, product_id) for _ in range(2)] for caller in (ADA, GRACE))

    # When they and an admin list orders
    assert sorted(ids(listed(ADA))) == sorted(adas)
    assert sorted(ids(listed(GRACE))) == sorted(graces)
    assert sorted(ids(listed(ADMIN))) == sorted(adas + graces)

    # Then each item equals the order as read by its id
    for caller in (ADA, GRACE, ADMIN):
        assert listed(caller).body["items"] == [get(caller, each).body for each in ids(listed(caller))]


@BY_ROLE
def test_an_empty_list_is_an_empty_page_without_a_next(table: Table, caller: Caller) -> None:
    write_order(table, caller=GRACE, status="completed")

    assert listed(caller, status="pending").body == {"items": []}
    assert listed(caller, to="2020-01-01T00:00:00.000Z").body == {"items": []}


@BY_ROLE
@pytest.mark.parametrize(
    ("limit", "sizes"), [(1, [1] * 6), (2, [2, 2, 2]), (4, [4, 2]), (5, [5, 1]), (6, [6]), (7, [6]), (100, [6])]
)
def test_pages_contain_every_order_once_newest_first(
    table: Table, caller: Caller, limit: int, sizes: list[int]
) -> None:
    # Given orders of every status, three of them in one millisecond
    moments = [NOON, NOON, NOON, NOON + MILLISECOND, NOON + timedelta(days=1), NOON - timedelta(days=400)]
    orders = [write_order(table, moment, status=status) for moment, status in zip(moments, STATUSES * 2, strict=False)]

    pages = walk(caller, limit=str(limit))

    assert flat(pages) == newest_first(*orders)
    assert [len(page) for page in pages] == sizes


@BY_ROLE
def test_a_page_has_twenty_orders_by_default(table: Table, caller: Caller) -> None:
    for number in range(21):
        write_order(table, NOON + number * MILLISECOND)

    assert [len(page) for page in walk(caller)] == [20, 1]


@BY_ROLE
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_filter_returns_exactly_its_orders(table: Table, caller: Caller, status: str) -> None:
    orders = [write_order(table, NOON + number * MILLISECOND, status=STATUSES[number % 4]) for number in range(12)]

    expected = newest_first(*(order for order in orders if order.status == status))

    assert flat(walk(caller, status=status)) == expected
    assert walk(caller, status=status, limit="2") == [expected[:2], expected[2:]]


@BY_ROLE
def test_a_time_range_includes_both_ends(table: Table, caller: Caller) -> None:
    # Given two orders of each of five milliseconds
    moments = [NOON + step * MILLISECOND for step in range(5)]
    orders = [(moment, write_order(table, moment)) for moment in moments * 2]

    # When any closed or open range is requested, then it contains the orders placed in it
    for first in (None, *moments):
        for last in (None, *moments):
            ends = {"since": first, "to": last}
            range_of = {name: timestamp(moment) for name, moment in ends.items() if moment is not None}
            expected = [each for moment, each in orders if (first or moment) <= moment <= (last or moment)]
            assert flat(walk(caller, limit="3", **range_of)) == newest_first(*expected)


@BY_ROLE
@pytest.mark.parametrize(
    ("since", "to", "count"),
    [
        ("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", 1),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", 1),
        ("9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z", 0),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", 0),
        ("0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z", 0),
        ("1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z", 0),
    ],
)
def test_any_timestamp_is_accepted(table: Table, caller: Caller, since: str, to: str, count: int) -> None:
    write_order(table)

    assert len(ids(listed(caller, since=since, to=to))) == count


@BY_ROLE
def test_a_time_has_any_offset_and_any_number_of_decimals(table: Table, caller: Caller) -> None:
    before, *expected = (write_order(table, NOON + number * MILLISECOND) for number in (-1, 0, 1, 2))
    east = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))

    first = listed(caller, since=east.isoformat(), to=f"{NOON:%FT%T}.0029999Z", limit="2")
    rest = listed(caller, since=timestamp(NOON), to=f"{NOON:%FT%T}.002Z", page=first.body["nextPage"])

    assert ids(first) + ids(rest) == newest_first(*expected)
    assert before.order_id not in ids(rest)


@BY_ROLE
def test_a_range_and_a_status_can_be_combined(table: Table, caller: Caller) -> None:
    write_order(table, NOON - MILLISECOND, status="completed")
    expected = write_order(table, NOON, status="completed")
    write_order(table, NOON, status="pending")

    assert ids(listed(caller, since=timestamp(NOON), status="completed")) == [expected.order_id]


@BY_ROLE
def test_orders_placed_between_pages_shift_nothing(table: Table, caller: Caller) -> None:
    orders = [write_order(table, NOON + number * MILLISECOND) for number in range(6)]
    first = listed(caller, limit="3")

    for _ in range(4):
        write_order(table, NOON + timedelta(hours=1))

    assert ids(first) + ids(listed(caller, limit="3", page=first.body["nextPage"])) == newest_first(*orders)


@BY_ROLE
def test_an_order_that_changes_status_between_pages_is_listed_once(table: Table, caller: Caller) -> None:
    # Given a list with its first page read
    product_id = catalog.create_id(stock=9)
    made = sorted((order_id(ADA, product_id) for _ in range(4)), reverse=True)
    first = listed(caller, limit="2")
    assert ids(first) == made[:2]

    # When orders on both sides of the page boundary change their status, including the last one read
    set_status(ADMIN, made[1], "completed")
    cancel(ADA, made[2])

    # Then the next page has the rest
    assert ids(listed(caller, limit="2", page=first.body["nextPage"])) == made[2:]


@pytest.mark.parametrize(("queries", "status"), [(4, "completed"), (6, "cancelled")])
def test_an_order_that_changes_status_during_a_list_is_listed_once(table: Table, queries: int, status: str) -> None:
    # Given an order whose status changes after the query for the old one and before that for the new one
    product_id = catalog.create_id(stock=9)
    made = sorted((order_id(ADA, product_id) for _ in range(3)), reverse=True)

    with before(lambda seen: len(seen) == queries, lambda: set_status(ADMIN, made[1], status)):
        page = listed(ADMIN)

    assert ids(page) == made
    assert page.body["items"][1]["status"] == status


@BY_ROLE
def test_pages_are_complete_despite_the_query_limit_of_a_megabyte(table: Table, caller: Caller) -> None:
    # Given more than a megabyte of orders of one status in each shard, and older short ones of another
    short = [write_order(table, NOON - (number + 1) * MILLISECOND, status="completed") for number in range(3)]
    items = huge(short[0]).items
    orders = short + [write_order(table, NOON + number * MILLISECOND, items=items) for number in range(90)]

    pages = walk(caller, limit="100")

    assert len(pages) > 1
    assert flat(pages) == newest_first(*orders)


@BY_ROLE
def test_an_order_after_a_megabyte_of_others_is_found(table: Table, caller: Caller) -> None:
    # Given one matching order, older than many others
    expected = write_order(table, status="pending")
    items = huge(expected).items
    for number in range(45):
        write_order(table, NOON + (number + 1) * MILLISECOND, items=items)

    pages = walk(caller, status="pending")

    assert flat(pages) == [expected.order_id]
    # A customer's orders are filtered after the query: an empty page need not be the last
    assert (pages[0] == []) == (caller == ADA)


@BY_ROLE
def test_a_changed_token_is_rejected(table: Table, caller: Caller) -> None:
    for number in range(2):
        write_order(table, NOON + number * MILLISECOND)
    token = listed(caller, limit="1").body["nextPage"]

    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with recorded() as aws:
            assert listed(caller, page=changed).pointers == {"/query/page"}
        assert "Query" not in aws.requests


LISTS: dict[str, tuple[Caller, dict[str, str]]] = {
    "a customer's": (ADA, {}),
    "another's": (GRACE, {}),
    "all": (ADMIN, {}),
    "a customer's of a status": (ADA, {"status": "processing"}),
    "all of a status": (ADMIN, {"status": "processing"}),
    "since": (ADA, {"since": timestamp(NOON)}),
    "until": (ADA, {"to": timestamp(NOON + timedelta(days=1))}),
}


@pytest.mark.parametrize("owner", LISTS)
def test_a_token_of_another_list_is_rejected(table: Table, owner: str) -> None:
    for number in range(3):
        for each in (ADA, GRACE):
            write_order(table, NOON + number * MILLISECOND, caller=each)
    caller, query = LISTS[owner]
    token = listed(caller, limit="1", **query).body["nextPage"]

    for name, (other, filters) in LISTS.items():
        assert listed(other, page=token, **filters).status == (200 if name == owner else 400), name


@pytest.mark.parametrize(
    "position", ["", "~", "ORDER#", "ORDER#x", "CART#01JD8QM3F5H7K9N1P3R5T7V9X1", "PROFILE", "\0", "😀" * 40], ids=repr
)
def test_a_forged_token_reads_no_other_rows(table: Table, position: str) -> None:
    # The checksum is not secret: positions outside a list are rejected nevertheless
    for owner, caller in ((f"USER#{ADA['userId']}", ADA), ("orders", ADMIN)):
        token = make_token(position, list_key=f"{owner} {OrderFilter()}")
        assert listed(caller, page=token).pointers == {"/query/page"}


def test_a_forged_token_reads_the_callers_orders(table: Table) -> None:
    # Given orders of two customers
    own = write_order(table, NOON)
    others = write_order(table, NOON + MILLISECOND, caller=GRACE)

    # When one of them forges a token with the position of the other's order
    token = make_token(f"ORDER#{others.order_id}", list_key=f"USER#{ADA['userId']} {OrderFilter()}")

    # Then it is a position in the caller's own list
    assert ids(listed(ADA, page=token)) == [own.order_id]
