"""The sessions of README.md and docs/first-order.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from handlers.runtime import json_text
from tests.harness import new_config, running_shop
from tests.pages import needs_shell, run_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.harness import RunningShop

pytestmark = needs_shell


@pytest.fixture(scope="module")
def new_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    with running_shop(new_config(tmp_path_factory.mktemp("first-order"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def responses(new_shop: RunningShop) -> list[Any]:
    """The output of each command that prints something, in a new shop."""
    return [json_text.parse(text) for text in run_session("docs/first-order.md", "Commands", new_shop)]


def test_readme_orders_two_books_once(new_shop: RunningShop, responses: list[Any]) -> None:
    printed: list[Any] = [json_text.parse(text) for text in run_session("README.md", "A first order", new_shop)]

    order, repeated = printed
    assert (order["status"], order["items"][0]["quantity"]) == ("processing", 2)
    assert repeated == order


def test_session_prints_one_response_per_step(responses: list[Any]) -> None:
    assert len(responses) == 13


def test_catalogue_is_public(responses: list[Any]) -> None:
    page, book = responses[:2]

    assert len(page["items"]) == 2
    assert page["nextPage"]
    assert book["category"] == "books"


def test_registered_customer_fills_a_cart(responses: list[Any]) -> None:
    book, registered, cart = responses[1:4]

    assert (registered["email"], registered["role"]) == ("ada@example.com", "customer")
    (line,) = cart["items"]
    assert (line["productName"], line["quantity"], line["availability"]) == (book["name"], 2, "available")
    assert cart["totalAmount"] == 2 * book["price"]


def test_repeated_order_is_the_same_order(responses: list[Any]) -> None:
    cart, order, again, emptied = responses[3:7]

    assert order["status"] == "processing"
    assert order["totalAmount"] == cart["totalAmount"]
    assert again == order
    assert emptied["items"] == []


def test_email_confirms_the_order(responses: list[Any]) -> None:
    order, mailbox = responses[4], responses[7]

    # The other one verifies the address.
    (mail,) = [each for each in mailbox["items"] if order["orderId"] in each["subject"]]
    assert mail["to"] == "ada@example.com"
    assert str(order["totalAmount"]) in mail["text"]
    assert order["items"][0]["productName"] in mail["html"]


def test_declined_card_returns_a_problem(responses: list[Any]) -> None:
    problem = responses[8]

    assert problem["status"] == 402
    assert problem["type"].endswith("/payment-declined")
    assert problem["orderId"]


def test_cancelled_and_declined_orders_are_listed(responses: list[Any]) -> None:
    order, problem, status, cancelled, listed = responses[4], *responses[8:12]

    assert (status["orderId"], status["status"]) == (order["orderId"], "processing")
    assert (cancelled["orderId"], cancelled["status"]) == (order["orderId"], "cancelled")
    assert [each["orderId"] for each in listed["items"]] == [problem["orderId"], order["orderId"]]


def test_admin_updates_the_catalogue(responses: list[Any]) -> None:
    updated = responses[12]

    assert (updated["name"], str(updated["price"]), updated["stock"]) == ("Tea cup", "6.95", 25)
