"""Concurrent requests to one shop, by two processes, with transaction conflicts at some of the writes.

The order is random. Ten runs in a row, none of which may fail::

    for run in $(seq 10); do .venv/bin/python -m pytest -q tests/integration/proofs/test_races.py || break; done
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from local.aws.stream_mapping import Stream
from tests.integration.handlers import accounts, buying, catalog
from tests.integration.handlers.calling import Response
from tests.integration.handlers.conftest import forget_other_tests
from tests.integration.handlers.faulty_proxy import unreachable_url
from tests.integration.handlers.notifications import FUNCTION, NOTHING_FAILED, batch, mails_of, process
from tests.integration.handlers.table import Table, empty_table
from tests.integration.proofs import processes, scripts
from tests.integration.proofs.invariants import (
    Books,
    assert_legal_history,
    assert_settled_invariants,
    changes,
    read_books,
)
from tests.integration.proofs.scripts import customer
from tests.lambda_events import ADMIN
from tests.support.requests import order_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from local.config import LocalConfig
    from tests.integration.proofs.processes import Part

OUT_OF_STOCK = (409, "out-of-stock")
IN_FLIGHT = (409, "request-in-flight")
KEY_REUSED = (422, "idempotency-key-reused")
ILLEGAL = (409, "illegal-transition")
PLACED, CANCELLED = "Your order ORDER is confirmed", "Your order ORDER is cancelled"


@dataclass(frozen=True, slots=True)
class Market:
    """A shop in its own table, under concurrent requests."""

    aws: LocalConfig
    table: Table
    empty_folder: Path

    def race(self, parts: Sequence[Part]) -> list[Response]:
        """Run all parts concurrently in two processes, and return the responses of HTTP requests."""
        results, conflicts = processes.race(parts, {"TABLE_NAME": self.table.name})
        assert conflicts, "no write met another transaction"
        return [result for result in results if isinstance(result, Response)]

    def close(self, supplied: Mapping[str, int]) -> Books:
        """Settle the remaining orders, assert all invariants, and return the books."""
        assert scripts.settle() == "done"
        books = assert_settled_invariants(self.table.rows(), supplied)
        assert_legal_history(self.table)
        return books

    def mails(self, order_id: str) -> list[str]:
        """Deliver all notifications by two concurrent stream processors, then by one; return an order's e-mails."""
        stream = Stream(replace(self.aws, data=self.empty_folder), self.table.name)
        # Deliveries change the table, too: only the records up to now are delivered.
        records = [record for some in iter(stream.read, []) for record in some]
        processes.race(
            [partial(scripts.invoke_or_fail, FUNCTION, batch(*records))] * 2, {"TABLE_NAME": self.table.name}
        )
        assert process(*records) == NOTHING_FAILED
        return [mail["subject"].replace(order_id, "ORDER") for mail in mails_of(self.aws, order_id)]


@pytest.fixture
def market(aws: LocalConfig, fork_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    forget_other_tests()
    # The payment service runs here, in threads.
    processes.make_clients()
    with empty_table(aws) as table:
        table.enable_stream()
        monkeypatch.setenv("TABLE_NAME", table.name)
        yield Market(aws, table, tmp_path)


# Many buyers


def test_sixty_four_buyers_of_ten_get_ten(market: Market) -> None:
    product = catalog.create_id(stock=10)

    responses = market.race([buy(user, product) for user in user_ids(64)])

    books = market.close({product: 10})
    sold = [response for response in responses if response.status == 201]
    assert len(sold) == 10
    assert {response.body["orderId"] for response in sold} == set(books.orders)
    assert [shortages(response) for response in responses if response not in sold] == [{product: (1, 0)}] * 54
    assert books.products[product]["stock"] == 0
    assert len(books.charges) == 10


def test_orders_of_the_same_products_in_opposite_order_never_deadlock(market: Market) -> None:
    products = [catalog.create_id(stock=6) for _ in range(5)]
    there, back = [(each, 2) for each in products], [(each, 2) for each in reversed(products)]

    responses = market.race(
        [
            partial(buying.place, customer(user), order_request(*lines), key=new_id())
            for user in user_ids(8)
            for lines in (there, back)
        ]
    )

    books = market.close(dict.fromkeys(products, 6))
    assert statuses(responses) == {201: 3, 409: 13}
    assert [books.products[each]["stock"] for each in products] == [0] * 5
    short = [shortages(response) for response in responses if response.status == 409]
    assert short == [dict.fromkeys(products, (2, 0))] * 13


# One Idempotency-Key


def test_one_idempotency_key_is_one_order_one_charge_and_one_email(market: Market) -> None:
    # Given a customer with an e-mail address
    user, product, key = (
        accounts.register(email=f"{new_id()}@example.com".lower()),
        catalog.create_id(stock=9),
        new_id(),
    )

    # When they send 32 requests with one key
    responses = market.race([buy(user, product, key=key)] * 32)

    # Then one response is the first, and the others are replays, or report the request in flight
    books = market.close({product: 9})
    (order,) = books.orders
    (first,) = [response for response in responses if not has_replay_header(response) and response.status == 201]
    assert first.body["orderId"] == order
    for response in responses:
        assert response is first or is_in_flight(response) or is_replay(response, first)
    assert is_replay(buying.order(customer(user), product, key=key), first)
    # And there is one order, one payment and one notification
    assert set(books.charges) == {order}
    assert books.products[product]["stock"] == 8
    assert market.mails(order) == [PLACED]


def test_one_idempotency_key_accepts_one_payload(market: Market) -> None:
    user, product, key = buying.open_account(new_id()), catalog.create_id(stock=99), new_id()

    responses = market.race([buy(user, product, key=key, quantity=quantity) for quantity in (1, 2) for _ in range(16)])

    books = market.close({product: 99})
    (order,) = books.orders.values()
    (first,) = [response for response in responses if not has_replay_header(response) and response.status == 201]
    quantity = first.body["items"][0]["quantity"]
    assert order["items"][0]["quantity"] == quantity
    same, other = (responses[:16], responses[16:])[:: 1 if quantity == 1 else -1]
    assert [response.problem for response in other] == [KEY_REUSED] * 16
    assert all(response is first or is_in_flight(response) or is_replay(response, first) for response in same)


# Cancelling


@pytest.mark.parametrize(("token", "mails"), [("tok_visa", [PLACED, CANCELLED]), ("tok_timeout", [])])
def test_an_order_is_cancelled_once_by_concurrent_requests(market: Market, token: str, mails: list[str]) -> None:
    # Given an order that is paid for, or whose payment is unknown
    user, product = accounts.register(email=f"{new_id()}@example.com".lower()), catalog.create_id(stock=9)
    order = buying.order_id(customer(user), product, 4, token=token)

    # When its owner and admins cancel it in every way, sixteen times
    by_owner, by_admin = cancel(order, user), cancel(order)
    by_status = partial(buying.set_status, ADMIN, order, "cancelled")
    responses = market.race([by_owner, by_admin, by_owner, by_status] * 4)

    # Then every response shows it as cancelled, and it was cancelled once
    assert statuses(responses) == {200: 16}
    assert {response.body["status"] for response in responses} == {"cancelled"}
    books = market.close({product: 9})
    assert books.products[product]["stock"] == 9
    assert books.charges[order]["state"] == "refunded"
    assert market.mails(order) == mails


@pytest.mark.parametrize(
    ("token", "allowed"),
    [("tok_visa", {201}), ("tok_timeout", {201, 202}), ("tok_declined", {201, 402}), ("tok_error", {201, 503})],
)
def test_an_order_that_is_cancelled_during_its_payment_costs_nothing(
    market: Market, token: str, allowed: set[int]
) -> None:
    product, buyers = catalog.create_id(stock=99), user_ids(12)
    buying_it = [buy(user, product, token=token) for user in buyers]

    responses = market.race([*buying_it, *(partial(scripts.cancel_when_placed, user) for user in buyers)])

    assert {response.status for response in responses[:12]} <= allowed
    assert statuses(responses[12:]) == {200: 12}
    books = market.close({product: 99})
    assert [order["status"] for order in books.orders.values()] == ["cancelled"] * 12
    assert books.products[product]["stock"] == 99
    assert {charge["state"] for charge in books.charges.values()} <= {"refunded", "voided", "declined"}


def test_an_order_is_either_cancelled_or_completed(market: Market) -> None:
    product, buyers = catalog.create_id(stock=99), user_ids(12)
    orders = [buying.order_id(customer(user), product) for user in buyers]
    cancelling = [cancel(order, user) for user, order in zip(buyers, orders, strict=True)]
    completing = [partial(buying.set_status, ADMIN, order, "completed") for order in orders]

    responses = market.race([*cancelling, *completing])

    books = market.close({product: 99})
    for order, cancelled, completed in zip(orders, responses[:12], responses[12:], strict=True):
        is_completed = books.orders[order]["status"] == "completed"
        done, refused = (completed, cancelled) if is_completed else (cancelled, completed)
        assert (done.status, refused.problem) == (200, ILLEGAL)
        assert done.body["status"] == books.orders[order]["status"]


def test_an_order_that_is_cancelled_while_it_is_settled_is_cancelled(market: Market) -> None:
    # Given orders with unrecorded charges
    product, buyers = catalog.create_id(stock=99), user_ids(12)
    orders = [buying.order_id(customer(user), product, token="tok_timeout") for user in buyers]
    cancelling = [cancel(order, user) for user, order in zip(buyers, orders, strict=True)]

    responses = market.race([*cancelling, *[scripts.settle] * 4])

    assert statuses(responses[:12]) == {200: 12}
    books = market.close({product: 99})
    assert {order["status"] for order in books.orders.values()} == {"cancelled"}
    assert [charge["state"] for charge in books.charges.values()] == ["refunded"] * 12
    assert books.products[product]["stock"] == 99


def test_an_order_that_is_settled_during_its_payment_is_paid_for_or_cancelled(market: Market) -> None:
    product, buyers = catalog.create_id(stock=99), user_ids(12)
    settling = [partial(scripts.settle_until_settled, user) for user in buyers]

    responses = market.race([*(buy(user, product) for user in buyers), *settling])

    books = market.close({product: 99})
    for user, response in zip(buyers, responses, strict=True):
        paid = [response.body["orderId"]] if response.status == 201 else []
        assert response.status in {201, 503} or is_in_flight(response)
        assert [order["orderId"] for order in books.sold_to(user)] == paid


def test_pending_orders_and_refunds_are_settled_once_by_concurrent_runs(market: Market) -> None:
    # Given orders with unrecorded charges, and others that were cancelled without a working refund
    product, buyers = catalog.create_id(stock=99), user_ids(6)
    for user in buyers:
        buying.order_id(customer(user), product, token="tok_timeout")
    cancelled = [buying.order_id(customer(user), product) for user in buyers]
    without_payments = {"TABLE_NAME": market.table.name, "AWS_ENDPOINT_URL_LAMBDA": unreachable_url()}
    processes.run([cancel(order) for order in cancelled], without_payments)
    assert {refund["refund"] for refund in read_books(market.table.rows()).refunds.values()} == {"due"}

    market.race([scripts.settle] * 8)

    books = market.close({product: 99})
    assert Counter(order["status"] for order in books.orders.values()) == {"processing": 6, "cancelled": 6}
    assert [books.charges[order]["state"] for order in cancelled] == ["refunded"] * 6


# Products


def test_a_product_that_is_deleted_during_an_order_is_sold_or_out_of_stock(market: Market) -> None:
    products = [catalog.create_id(stock=4) for _ in range(4)]
    ordering = [buy(user, product) for product in products for user in user_ids(5)]

    responses = market.race([*ordering[:10], *(partial(catalog.delete, each) for each in products), *ordering[10:]])

    orders = [*responses[:10], *responses[14:]]
    assert statuses(responses[10:14]) == {204: 4}
    books = market.close(dict.fromkeys(products, 4))
    sold = {response.body["orderId"] for response in orders if response.status == 201}
    assert sold == set(books.orders)
    assert all(list(shortages(response).values()) == [(1, 0)] for response in orders if response.status != 201)
    # Nothing was cancelled, so all missing stock was sold.
    assert sum(4 - product["stock"] for product in books.products.values()) == len(sold)


def test_a_product_that_is_deleted_during_a_cancellation_gets_no_stock_back_afterwards(market: Market) -> None:
    products, buyers = [catalog.create_id(stock=3) for _ in range(4)], user_ids(12)
    orders = [buying.order_id(customer(user), products[config % 4]) for config, user in enumerate(buyers)]
    cancelling = [cancel(order) for order in orders]

    responses = market.race([*cancelling[:6], *(partial(catalog.delete, each) for each in products), *cancelling[6:]])

    assert statuses(responses) == {200: 12, 204: 4}
    books = market.close(dict.fromkeys(products, 3))
    assert [charge["state"] for charge in books.charges.values()] == ["refunded"] * 12


def test_a_price_is_one_that_the_product_had_when_it_was_sold(market: Market) -> None:
    prices = [Decimal(text) for text in ("12.34", "0.07", "1000", "19.99")]
    product = catalog.create_id(stock=99, price=10)
    changing: list[Part] = [partial(catalog.put, product, {**catalog.DESK, "price": float(price)}) for price in prices]
    ordering = [buy(user, product, quantity=3) for user in user_ids(20)]

    responses = market.race([part for config in range(4) for part in (*ordering[config::4], changing[config])])

    books = market.close({product: 99})
    assert statuses(responses) == {201: 20, 200: 4}
    orders = [response.body for response in responses if response.status == 201]
    for order in orders:
        # The customer is charged the displayed price.
        price = order["items"][0]["price"]
        assert order["totalAmount"] == 3 * price == books.charges[order["orderId"]]["amount"]
    assert Counter(order["items"][0]["price"] for order in orders) == sales(market, product)


def test_stock_that_is_added_during_sales_is_neither_lost_nor_sold_twice(market: Market) -> None:
    product = catalog.create_id(stock=8)
    ordering = [buy(user, product) for user in user_ids(24)]
    adding = [partial(scripts.add_stock, product, 2)] * 4

    responses = market.race([*ordering[:12], *adding, *ordering[12:]])

    assert statuses(responses[12:16]) == {200: 4}
    books = market.close({product: 16})
    sold = sum(response.status == 201 for response in responses[:12] + responses[16:])
    assert len(books.orders) == sold >= 8
    assert books.products[product]["stock"] == 16 - sold


# Carts


def test_concurrent_additions_to_a_cart_add_up(market: Market) -> None:
    user, products = buying.open_account(new_id()), [catalog.create_id() for _ in range(6)]
    adding = [partial(buying.add_to_cart, customer(user), product, 2) for product in products for _ in range(4)]

    responses = market.race(adding)

    assert statuses(responses) == {200: 24}
    assert buying.cart_quantities(customer(user)) == dict.fromkeys(products, 8)


def test_a_line_that_changes_after_the_order_was_placed_stays_in_the_cart(market: Market) -> None:
    product, buyers = catalog.create_id(stock=99), user_ids(12)
    for user in buyers:
        buying.add_to_cart(customer(user), product, 2)
    adding = [partial(scripts.add_when_placed, user, product, 5) for user in buyers]

    responses = market.race([*(buy(user, product) for user in buyers), *adding])

    assert statuses(responses) == {201: 12, 200: 12}
    market.close({product: 99})
    # Either the old line was removed before, or it stays because of the addition.
    assert {buying.cart_quantities(customer(user)).get(product) for user in buyers} <= {5, 7}


def buy(user: str, product: str, **more: Any) -> Part:
    return partial(buying.order, customer(user), product, **{"key": new_id(), **more})


def cancel(order: str, user: str | None = None) -> Part:
    """Cancel an order, as its owner or as an admin."""
    return partial(buying.cancel, ADMIN if user is None else customer(user), order)


def user_ids(count: int) -> list[str]:
    return [buying.open_account(new_id()) for _ in range(count)]


def statuses(responses: Sequence[Response]) -> Counter[int]:
    return Counter(response.status for response in responses)


def shortages(response: Response) -> dict[str, tuple[int, int]]:
    assert response.problem == OUT_OF_STOCK, response.text
    return {each["productId"]: (each["requested"], each["available"]) for each in response.body["shortages"]}


def has_replay_header(response: Response) -> bool:
    return response.headers.get("Idempotency-Replayed") == "true"


def is_replay(response: Response, first: Response) -> bool:
    contents = [(each.status, each.body, each.headers["Location"], each.etag) for each in (response, first)]
    return has_replay_header(response) and contents[0] == contents[1]


def is_in_flight(response: Response) -> bool:
    return response.status == 409 and response.problem == IN_FLIGHT and int(response.headers["Retry-After"]) > 0


def sales(market: Market, product: str) -> Counter[Decimal]:
    """Return the number of sales of a product at each price."""
    rows = f"PRODUCT#{product}#"
    sold = [(old, new) for old, new in changes(market.table) if old and new and new["PK"].startswith(rows)]
    assert all(old["price"] == new["price"] for old, new in sold if new["stock"] < old["stock"])
    return Counter(new["price"] for old, new in sold if new["stock"] < old["stock"])
