"""C12: a response is enough to follow its links, from registering to a cancelled order."""

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


def follow(shop: Shop, link: Link, call: Call, request: Call, answer: httpx.Response) -> tuple[Call, httpx.Response]:
    """Follow a link, and return its request and the response, which must be a success."""
    followed = link.call_with(call, request=request, answer=answer)
    its_answer = shop.send(followed)
    check_answer(link.target, its_answer)
    assert its_answer.status_code == OPERATIONS[link.target].statuses[0], its_answer.text
    return followed, its_answer


@pytest.mark.parametrize("link", LINKS.values(), ids=str)
def test_link_leads_to_a_success(faulty_shop: Shop, link: Link) -> None:
    # Given a request of the target that names nothing that exists, and a response with the link
    call = valid(faulty_shop, link.target)
    call = replace(call, path=dict.fromkeys(call.path, UNKNOWN_ID))
    request = call_for(faulty_shop, link.source, link.status)
    answer = faulty_shop.send(request)
    assert answer.status_code == link.status, answer.text

    follow(faulty_shop, link, call, request, answer)


def test_links_lead_through_a_whole_purchase(faulty_shop: Shop) -> None:
    # Given a new customer, and what every signed-in request needs
    calls = {step: valid(faulty_shop, LINKS[step].target) for step in _PURCHASE}
    requests = {"registerUser": call_for(faulty_shop, "registerUser", 201)}
    requests["listProducts"] = call_for(faulty_shop, "listProducts", 200)
    answers = {operation_id: faulty_shop.send(call) for operation_id, call in requests.items()}
    token = None

    # When the links are followed one after the other
    for step in _PURCHASE:
        link = LINKS[step]
        call = replace(calls[step], token=token, headers={"Idempotency-Key": secrets.token_hex()})
        sent, answer = follow(faulty_shop, link, call, requests[link.source], answers[link.source])
        requests[link.target], answers[link.target] = sent, answer
        token = answers["loginUser"].json()["accessToken"]

    # Then the order of the cart is cancelled
    ordered = answers["createOrder"].json()
    assert [line["productId"] for line in ordered["items"]] == [
        line["productId"] for line in answers["addCartItem"].json()["items"]
    ]
    assert answers["cancelOrder"].json() == ordered | {
        "status": "cancelled",
        "allowedActions": [],
        "updatedAt": answers["cancelOrder"].json()["updatedAt"],
    }
