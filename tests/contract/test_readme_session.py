"""README.md's first order, typed into a shell as it stands there."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.runtime import json_text
from tests.contract.readme import can_type, typed
from tests.harness import new_config, running_shop

pytestmark = can_type


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the commands that print something printed, in a shop that nobody has used."""
    with running_shop(new_config(tmp_path_factory.mktemp("readme"))) as shop:
        return [json_text.parse(text) for text in typed("A first order", shop) if text]


def test_session_prints_one_answer_a_step(answers: list[Any]) -> None:
    assert len(answers) == 13


def test_anyone_may_browse(answers: list[Any]) -> None:
    page, book = answers[:2]

    assert len(page["items"]) == 2
    assert page["nextPage"]
    assert book["category"] == "books"


def test_ada_registers_and_fills_her_cart(answers: list[Any]) -> None:
    book, registered, cart = answers[1:4]

    assert (registered["email"], registered["role"]) == ("ada@example.com", "customer")
    (line,) = cart["items"]
    assert (line["productName"], line["quantity"], line["availability"]) == (book["name"], 2, "available")
    assert cart["totalAmount"] == 2 * book["price"]


def test_an_order_that_is_sent_again_is_the_same(answers: list[Any]) -> None:
    cart, order, again, emptied = answers[3:7]

    assert order["status"] == "processing"
    assert order["totalAmount"] == cart["totalAmount"]
    assert again == order
    assert emptied["items"] == []


def test_the_e_mail_tells_of_the_order(answers: list[Any]) -> None:
    order, mailbox = answers[4], answers[7]

    (mail,) = mailbox["items"]
    assert mail["to"] == "ada@example.com"
    assert order["orderId"] in mail["subject"]
    assert str(order["totalAmount"]) in mail["text"]
    assert order["items"][0]["productName"] in mail["html"]


def test_a_declined_card_is_a_problem(answers: list[Any]) -> None:
    problem = answers[8]

    assert problem["status"] == 402
    assert problem["type"].endswith("/payment-declined")
    assert problem["orderId"]


def test_the_order_is_cancelled_and_both_are_listed(answers: list[Any]) -> None:
    order, problem, status, cancelled, listed = answers[4], *answers[8:12]

    assert (status["orderId"], status["status"]) == (order["orderId"], "processing")
    assert (cancelled["orderId"], cancelled["status"]) == (order["orderId"], "cancelled")
    assert [each["orderId"] for each in listed["items"]] == [problem["orderId"], order["orderId"]]


def test_the_admin_keeps_the_catalogue(answers: list[Any]) -> None:
    updated = answers[12]

    assert (updated["name"], str(updated["price"]), updated["stock"]) == ("Tea cup", "6.95", 25)
