"""C12: what an answer says is enough to follow its links, from registering to a cancelled order."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.document import OPERATIONS, check_answer
from tests.contract.links import Link, links
from tests.contract.ways import call_for, valid
from tests.support.requests import UNKNOWN_ID

if TYPE_CHECKING:
    import httpx

    from tests.contract.ways import Call, Shop

LINKS = {str(link): link for link in links()}
_PURCHASE = (
    "registerUser-201-LogIn",
    "loginUser-200-GetCart",
    "listProducts-200-AddFirstProduct",
    "addCartItem-200-OrderFirstItem",
    "createOrder-201-GetOrder",
    "createOrder-201-GetOrderStatus",
    "createOrder-201-CancelOrder",
)


def follow(shop: Shop, link: Link, call: Call, asked: Call, answer: httpx.Response) -> tuple[Call, httpx.Response]:
    """Follow a link, and return the request that it makes and what it is answered: a success, or this fails."""
    followed = link.call_with(call, asked=asked, answer=answer)
    its_answer = shop.send(followed)
    check_answer(link.target, its_answer)
    assert its_answer.status_code == OPERATIONS[link.target].statuses[0], its_answer.text
    return followed, its_answer


@pytest.mark.parametrize("link", LINKS.values(), ids=str)
def test_a_link_leads_on(faulty_shop: Shop, link: Link) -> None:
    # Given a request of its target that names nothing that there is, and an answer that has the link
    call = valid(faulty_shop, link.target)
    call = replace(call, path=dict.fromkeys(call.path, UNKNOWN_ID))
    asked = call_for(faulty_shop, link.source, link.status)
    answer = faulty_shop.send(asked)
    assert answer.status_code == link.status, answer.text

    follow(faulty_shop, link, call, asked, answer)


def test_links_lead_through_a_whole_purchase(faulty_shop: Shop) -> None:
    # Given somebody new, and what every signed-in request of theirs needs
    calls = {step: valid(faulty_shop, LINKS[step].target) for step in _PURCHASE}
    asked = {"registerUser": call_for(faulty_shop, "registerUser", 201)}
    asked["listProducts"] = call_for(faulty_shop, "listProducts", 200)
    answers = {operation_id: faulty_shop.send(call) for operation_id, call in asked.items()}
    token = None

    # When one link is followed after the other
    for step in _PURCHASE:
        link = LINKS[step]
        call = replace(calls[step], token=token, headers={"Idempotency-Key": secrets.token_hex()})
        sent, answer = follow(faulty_shop, link, call, asked[link.source], answers[link.source])
        asked[link.target], answers[link.target] = sent, answer
        token = answers["loginUser"].json()["accessToken"]

    # Then the order that came of the cart is cancelled
    ordered = answers["createOrder"].json()
    assert [line["productId"] for line in ordered["items"]] == [
        line["productId"] for line in answers["addCartItem"].json()["items"]
    ]
    assert answers["cancelOrder"].json() == ordered | {
        "status": "cancelled",
        "allowedActions": [],
        "updatedAt": answers["cancelOrder"].json()["updatedAt"],
    }
