"""Concurrent requests to one shop, by two processes, with transaction conflicts at some of the writes.

The order is random. Ten runs in a row, none of which may fail::

    for run in $(seq 10); do .venv/bin/python -m pytest -q tests/integration/proofs/test_races.py || break; done
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from handlers.domain.ids import new_id
from handlers.runtime.aws import clients
from tests.integration.handlers import accounts, buying, shelf
from tests.integration.handlers.conftest import forget_other_tests
from tests.integration.handlers.faulty_aws import unreachable_url
from tests.integration.handlers.table import empty_table
from tests.integration.proofs import history
from tests.integration.proofs.conflicts import make_exceptions
from tests.integration.proofs.invariants import read_books
from tests.integration.proofs.market import Market
from tests.integration.proofs.scripts import person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from local.config import LocalConfig
    from tests.integration.handlers.calling import Answer
    from tests.integration.proofs.processes import Part, Processes

OUT_OF_STOCK = (409, "out-of-stock")
IN_FLIGHT = (409, "request-in-flight")
KEY_REUSED = (422, "idempotency-key-reused")
ILLEGAL = (409, "illegal-transition")
PLACED, CANCELLED = "Your order ORDER is confirmed", "Your order ORDER is cancelled"


@pytest.fixture
def market(aws: LocalConfig, processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    forget_other_tests()
    # The payment service runs here, in threads.
    make_exceptions(clients.dynamodb())
    with empty_table(aws) as table:
        history.enable_stream(table)
        monkeypatch.setenv("TABLE_NAME", table.name)
        yield Market(aws, processes, table, tmp_path)


# Many buyers


def test_sixty_four_buyers_of_ten_get_ten(market: Market) -> None:
    product = shelf.create_id(stock=10)

    answers = market.race([buy(user, product) for user in people(64)])

    books = market.close({product: 10})
    sold = [answer for answer in answers if answer.status == 201]
    assert len(sold) == 10
    assert {answer.body["orderId"] for answer in sold} == set(books.orders)
    assert [shortages(answer) for answer in answers if answer not in sold] == [{product: (1, 0)}] * 54
    assert books.products[product]["stock"] == 0
    assert len(books.charges) == 10


def test_orders_of_the_same_products_in_opposite_order_never_deadlock(market: Market) -> None:
    products = [shelf.create_id(stock=6) for _ in range(5)]
    there, back = [(each, 2) for each in products], [(each, 2) for each in reversed(products)]

    answers = market.race(
        [
            ("buy_lines", {"user": user, "lines": lines, "key": new_id()})
            for user in people(8)
            for lines in (there, back)
        ]
    )

    books = market.close(dict.fromkeys(products, 6))
    assert statuses(answers) == {201: 3, 409: 13}
    assert [books.products[each]["stock"] for each in products] == [0] * 5
    short = [shortages(answer) for answer in answers if answer.status == 409]
    assert short == [dict.fromkeys(products, (2, 0))] * 13


# One Idempotency-Key


def test_one_idempotency_key_is_one_order_one_charge_and_one_email(market: Market) -> None:
    # Given a customer with an e-mail address
    user, product, key = accounts.register(email=f"{new_id()}@example.com".lower()), shelf.create_id(stock=9), new_id()

    # When they send 32 requests with one key
    answers = market.race([buy(user, product, key=key)] * 32)

    # Then one response is the first, and the others are replays, or report the request in flight
    books = market.close({product: 9})
    (order,) = books.orders
    (first,) = [answer for answer in answers if not has_replay_header(answer) and answer.status == 201]
    assert first.body["orderId"] == order
    for answer in answers:
        assert answer is first or is_in_flight(answer) or is_replay(answer, first)
    assert is_replay(buying.order(person(user), product, key=key), first)
    # And there is one order, one payment and one notification
    assert set(books.charges) == {order}
    assert books.products[product]["stock"] == 8
    assert market.mails(order) == [PLACED]


def test_one_idempotency_key_accepts_one_payload(market: Market) -> None:
    user, product, key = new_id(), shelf.create_id(stock=99), new_id()

    answers = market.race([buy(user, product, key=key, quantity=quantity) for quantity in (1, 2) for _ in range(16)])

    books = market.close({product: 99})
    (order,) = books.orders.values()
    (first,) = [answer for answer in answers if not has_replay_header(answer) and answer.status == 201]
    quantity = first.body["items"][0]["quantity"]
    assert order["items"][0]["quantity"] == quantity
    same, other = (answers[:16], answers[16:])[:: 1 if quantity == 1 else -1]
    assert [answer.problem for answer in other] == [KEY_REUSED] * 16
    assert all(answer is first or is_in_flight(answer) or is_replay(answer, first) for answer in same)


# Cancelling


@pytest.mark.parametrize(("token", "mails"), [("tok_visa", [PLACED, CANCELLED]), ("tok_timeout", [])])
def test_an_order_is_cancelled_once_by_concurrent_requests(market: Market, token: str, mails: list[str]) -> None:
    # Given an order that is paid for, or whose payment is unknown
    user, product = accounts.register(email=f"{new_id()}@example.com".lower()), shelf.create_id(stock=9)
    order = buying.order_id(person(user), product, 4, token=token)

    # When its owner and admins cancel it in every way, sixteen times
    by_owner, by_admin = ("cancel", {"user": user, "order": order}), ("cancel", {"order": order})
    by_status = ("set_status", {"order": order, "status": "cancelled"})
    answers = market.race([by_owner, by_admin, by_owner, by_status] * 4)

    # Then every response shows it as cancelled, and it was cancelled once
    assert statuses(answers) == {200: 16}
    assert {answer.body["status"] for answer in answers} == {"cancelled"}
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
    product, buyers = shelf.create_id(stock=99), people(12)
    buying_it = [buy(user, product, token=token) for user in buyers]

    answers = market.race([*buying_it, *(("cancel_when_placed", {"user": user}) for user in buyers)])

    assert {answer.status for answer in answers[:12]} <= allowed
    assert statuses(answers[12:]) == {200: 12}
    books = market.close({product: 99})
    assert [order["status"] for order in books.orders.values()] == ["cancelled"] * 12
    assert books.products[product]["stock"] == 99
    assert {charge["state"] for charge in books.charges.values()} <= {"refunded", "voided", "declined"}


def test_an_order_is_either_cancelled_or_completed(market: Market) -> None:
    product, buyers = shelf.create_id(stock=99), people(12)
    orders = [buying.order_id(person(user), product) for user in buyers]
    cancelling = [("cancel", {"user": user, "order": order}) for user, order in zip(buyers, orders, strict=True)]
    completing = [("set_status", {"order": order, "status": "completed"}) for order in orders]

    answers = market.race([*cancelling, *completing])

    books = market.close({product: 99})
    for order, cancelled, completed in zip(orders, answers[:12], answers[12:], strict=True):
        is_completed = books.orders[order]["status"] == "completed"
        done, refused = (completed, cancelled) if is_completed else (cancelled, completed)
        assert (done.status, refused.problem) == (200, ILLEGAL)
        assert done.body["status"] == books.orders[order]["status"]


def test_an_order_that_is_cancelled_while_it_is_settled_is_cancelled(market: Market) -> None:
    # Given orders with unrecorded charges
    product, buyers = shelf.create_id(stock=99), people(12)
    orders = [buying.order_id(person(user), product, token="tok_timeout") for user in buyers]
    cancelling = [("cancel", {"user": user, "order": order}) for user, order in zip(buyers, orders, strict=True)]

    answers = market.race([*cancelling, *[("settle", {})] * 4])

    assert statuses(answers[:12]) == {200: 12}
    books = market.close({product: 99})
    assert {order["status"] for order in books.orders.values()} == {"cancelled"}
    assert [charge["state"] for charge in books.charges.values()] == ["refunded"] * 12
    assert books.products[product]["stock"] == 99


def test_an_order_that_is_settled_during_its_payment_is_paid_for_or_cancelled(market: Market) -> None:
    product, buyers = shelf.create_id(stock=99), people(12)
    settling = [("settle_until_settled", {"user": user}) for user in buyers]

    answers = market.race([*(buy(user, product) for user in buyers), *settling])

    books = market.close({product: 99})
    for user, answer in zip(buyers, answers, strict=True):
        paid = [answer.body["orderId"]] if answer.status == 201 else []
        assert answer.status in {201, 503} or is_in_flight(answer)
        assert [order["orderId"] for order in books.sold_to(user)] == paid


def test_pending_orders_and_refunds_are_settled_once_by_concurrent_runs(market: Market) -> None:
    # Given orders with unrecorded charges, and others that were cancelled without a working refund
    product, buyers = shelf.create_id(stock=99), people(6)
    for user in buyers:
        buying.order_id(person(user), product, token="tok_timeout")
    cancelled = [buying.order_id(person(user), product) for user in buyers]
    without_payments = {"TABLE_NAME": market.table.name, "AWS_ENDPOINT_URL_LAMBDA": unreachable_url()}
    market.processes.run([("cancel", {"order": order}) for order in cancelled], without_payments)
    assert {refund["refund"] for refund in read_books(market.table.rows()).refunds.values()} == {"due"}

    market.race([("settle", {})] * 8)

    books = market.close({product: 99})
    assert Counter(order["status"] for order in books.orders.values()) == {"processing": 6, "cancelled": 6}
    assert [books.charges[order]["state"] for order in cancelled] == ["refunded"] * 6


# Products


def test_a_product_that_is_deleted_during_an_order_is_sold_or_out_of_stock(market: Market) -> None:
    products = [shelf.create_id(stock=4) for _ in range(4)]
    ordering = [buy(new_id(), product) for product in products for _ in range(5)]

    answers = market.race(
        [*ordering[:10], *(("delete_product", {"product": each}) for each in products), *ordering[10:]]
    )

    orders = [*answers[:10], *answers[14:]]
    assert statuses(answers[10:14]) == {204: 4}
    books = market.close(dict.fromkeys(products, 4))
    sold = {answer.body["orderId"] for answer in orders if answer.status == 201}
    assert sold == set(books.orders)
    assert all(list(shortages(answer).values()) == [(1, 0)] for answer in orders if answer.status != 201)
    # Nothing was cancelled, so all missing stock was sold.
    assert sum(4 - product["stock"] for product in books.products.values()) == len(sold)


def test_a_product_that_is_deleted_during_a_cancellation_gets_no_stock_back_afterwards(market: Market) -> None:
    products, buyers = [shelf.create_id(stock=3) for _ in range(4)], people(12)
    orders = [buying.order_id(person(user), products[config % 4]) for config, user in enumerate(buyers)]
    cancelling = [("cancel", {"order": order}) for order in orders]

    answers = market.race(
        [*cancelling[:6], *(("delete_product", {"product": each}) for each in products), *cancelling[6:]]
    )

    assert statuses(answers) == {200: 12, 204: 4}
    books = market.close(dict.fromkeys(products, 3))
    assert [charge["state"] for charge in books.charges.values()] == ["refunded"] * 12


def test_a_price_is_one_that_the_product_had_when_it_was_sold(market: Market) -> None:
    prices = [Decimal(text) for text in ("12.34", "0.07", "1000", "19.99")]
    product = shelf.create_id(stock=99, price=10)
    changing = [("set_price", {"product": product, "price": float(price)}) for price in prices]
    ordering = [buy(user, product, quantity=3) for user in people(20)]

    answers = market.race([part for config in range(4) for part in (*ordering[config::4], changing[config])])

    books = market.close({product: 99})
    assert statuses(answers) == {201: 20, 200: 4}
    orders = [answer.body for answer in answers if answer.status == 201]
    for order in orders:
        # The customer is charged the displayed price.
        price = order["items"][0]["price"]
        assert order["totalAmount"] == 3 * price == books.charges[order["orderId"]]["amount"]
    assert Counter(order["items"][0]["price"] for order in orders) == sales(market, product)


def test_stock_that_is_added_during_sales_is_neither_lost_nor_sold_twice(market: Market) -> None:
    product = shelf.create_id(stock=8)
    ordering = [buy(user, product) for user in people(24)]
    adding = [("add_stock", {"product": product, "more": 2})] * 4

    answers = market.race([*ordering[:12], *adding, *ordering[12:]])

    assert statuses(answers[12:16]) == {200: 4}
    books = market.close({product: 16})
    sold = sum(answer.status == 201 for answer in answers[:12] + answers[16:])
    assert len(books.orders) == sold >= 8
    assert books.products[product]["stock"] == 16 - sold


# Carts


def test_concurrent_additions_to_a_cart_add_up(market: Market) -> None:
    user, products = new_id(), [shelf.create_id() for _ in range(6)]
    adding = [
        ("fill_cart", {"user": user, "product": product, "quantity": 2}) for product in products for _ in range(4)
    ]

    answers = market.race(adding)

    assert statuses(answers) == {200: 24}
    assert buying.cart_quantities(person(user)) == dict.fromkeys(products, 8)


def test_a_line_that_changes_after_the_order_was_placed_stays_in_the_cart(market: Market) -> None:
    product, buyers = shelf.create_id(stock=99), people(12)
    for user in buyers:
        buying.add_to_cart(person(user), product, 2)
    adding = [("add_when_placed", {"user": user, "product": product, "quantity": 5}) for user in buyers]

    answers = market.race([*(buy(user, product) for user in buyers), *adding])

    assert statuses(answers) == {201: 12, 200: 12}
    market.close({product: 99})
    # Either the old line was removed before, or it stays because of the addition.
    assert {buying.cart_quantities(person(user)).get(product) for user in buyers} <= {5, 7}


def buy(user: str, product: str, **more: object) -> Part:
    return "buy", {"user": user, "product": product, "key": new_id(), **more}


def people(count: int) -> list[str]:
    return [new_id() for _ in range(count)]


def statuses(answers: Sequence[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def shortages(answer: Answer) -> dict[str, tuple[int, int]]:
    assert answer.problem == OUT_OF_STOCK, answer.text
    return {each["productId"]: (each["requested"], each["available"]) for each in answer.body["shortages"]}


def has_replay_header(answer: Answer) -> bool:
    return answer.headers.get("Idempotency-Replayed") == "true"


def is_replay(answer: Answer, first: Answer) -> bool:
    contents = [(each.status, each.body, each.headers["Location"], each.etag) for each in (answer, first)]
    return has_replay_header(answer) and contents[0] == contents[1]


def is_in_flight(answer: Answer) -> bool:
    return answer.status == 409 and answer.problem == IN_FLIGHT and int(answer.headers["Retry-After"]) > 0


def sales(market: Market, product: str) -> Counter[Decimal]:
    """Return the number of sales of a product at each price."""
    changes = [(old, new) for old, new in history.changes(market.table) if old and new["PK"] == f"PRODUCT#{product}"]
    assert all(old["price"] == new["price"] for old, new in changes if new["stock"] < old["stock"])
    return Counter(new["price"] for old, new in changes if new["stock"] < old["stock"])
