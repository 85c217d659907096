"""C12: a response is enough to follow its links, from registering to a cancelled order."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from tests.contract.calls import Call, Shop, call_for, valid
from tests.contract.document import OPERATIONS, Json, check_response, link_body, resolved
from tests.support.requests import UNKNOWN_ID


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the contract from an operation's response to another operation, the target."""

    source: str
    status: int
    written: Json

    @property
    def target(self) -> str:
        return str(self.written["operationId"])

    def follow(self, shop: Shop, call: Call, request: Call, response: httpx.Response) -> tuple[Call, httpx.Response]:
        """Return a request with the link's values of an earlier one, and the response, which must be a success."""
        path, body = (
            {name: linked_value(value, request, response) for name, value in written.items()}
            for written in (self.written.get("parameters", {}), link_body(self.written.get("requestBody", "{}")))
        )
        followed = replace(call, path=call.path | path, json=body or call.json)
        next_response = shop.send(followed)
        check_response(self.target, next_response)
        assert next_response.status_code == OPERATIONS[self.target].statuses[0], next_response.text
        return followed, next_response


def linked_value(written: Any, request: Call, response: httpx.Response) -> Any:
    """Return a value of a link: itself, or a part of a body."""
    match written:
        case dict():
            return {name: linked_value(each, request, response) for name, each in written.items()}
        case list():
            return [linked_value(each, request, response) for each in written]
        case str() if written.startswith("$"):
            source, _, pointer = written.partition("#/")
            found: Any = {"$request.body": request.json, "$response.body": response.json()}[source]
            for step in pointer.split("/"):
                found = found[int(step) if isinstance(found, list) else step]
            return found
    return written


LINKS = {
    f"{operation_id}-{status}-{name}": Link(operation_id, int(status), link)
    for operation_id, operation in OPERATIONS.items()
    for status, response in operation.written["responses"].items()
    for name, link in resolved(response).get("links", {}).items()
}
_PURCHASE = (
    "registerUser-201-LogIn",
    "loginUser-200-GetCart",
    "listProducts-200-AddFirstProduct",
    "addCartItem-200-OrderFirstItem",
    "createOrder-201-GetOrder",
    "createOrder-201-GetOrderStatus",
    "createOrder-201-CancelOrder",
)


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS.keys())
def test_link_leads_to_a_success(open_shop: Shop, link: Link) -> None:
    # Given a request of the target that names nothing that exists, and a response with the link
    call = valid(open_shop, link.target)
    call = replace(call, path=dict.fromkeys(call.path, UNKNOWN_ID))
    request = call_for(open_shop, link.source, link.status)
    response = open_shop.send(request)
    assert response.status_code == link.status, response.text

    link.follow(open_shop, call, request, response)


def test_links_lead_through_a_whole_purchase(open_shop: Shop) -> None:
    # Given a new customer, and what every signed-in request needs
    calls = {step: valid(open_shop, LINKS[step].target) for step in _PURCHASE}
    requests = {"registerUser": call_for(open_shop, "registerUser", 201)}
    requests["listProducts"] = call_for(open_shop, "listProducts", 200)
    responses = {operation_id: open_shop.send(call) for operation_id, call in requests.items()}
    token = None

    # When the links are followed one after the other
    for step in _PURCHASE:
        link = LINKS[step]
        call = replace(calls[step], token=token, headers={"Idempotency-Key": secrets.token_hex()})
        sent, response = link.follow(open_shop, call, requests[link.source], responses[link.source])
        requests[link.target], responses[link.target] = sent, response
        token = responses["loginUser"].json()["accessToken"]

    # Then the order of the cart is cancelled
    ordered = responses["createOrder"].json()
    assert [line["productId"] for line in ordered["items"]] == [
        line["productId"] for line in responses["addCartItem"].json()["items"]
    ]
    assert responses["cancelOrder"].json() == ordered | {
        "status": "cancelled",
        "allowedActions": [],
        "updatedAt": responses["cancelOrder"].json()["updatedAt"],
    }
