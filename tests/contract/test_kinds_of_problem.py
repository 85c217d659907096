"""Problem types tell apart the meanings of one status; responses to orders when only the payment fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.calls import order, valid
from tests.contract.document import check_response
from tests.contract.faulty import HEADER
from tests.support.requests import ADDRESS, card

if TYPE_CHECKING:
    import httpx

    from tests.contract.calls import Shop

_STANDARD = {"type", "title", "status", "detail", "instance", "requestId"}
# Each fault of the payment service's invocation, and the status of an order then.
_PAYMENT_FAULTS = {"payment throttled": 503, "payment failing": 202, "payment silent": 202, "no payment function": 500}


def problem(response: httpx.Response, operation_id: str, status: int, slug: str) -> dict[str, Any]:
    """Check a response's problem, and return its extension members."""
    check_response(operation_id, response)
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    assert body["type"].endswith(f"/{slug}")
    return {name: value for name, value in body.items() if name not in _STANDARD}


def test_quantity_beyond_the_cart_limit_is_a_409(open_shop: Shop) -> None:
    call = valid(open_shop, "addCartItem").changed(json={"quantity": 98})

    assert open_shop.send(call).status_code == 200
    assert problem(open_shop.send(call), "addCartItem", 409, "cart-full") == {}


def test_cart_has_one_currency(open_shop: Shop) -> None:
    call = valid(open_shop, "addCartItem").changed(json={"productId": open_shop.product_id(currency="EUR")})

    assert problem(open_shop.send(call), "addCartItem", 409, "mixed-currencies") == {}


def test_order_has_one_currency(open_shop: Shop) -> None:
    call = order(open_shop, open_shop.product_id(currency="EUR"), open_shop.product_id(currency="USD"))

    assert problem(open_shop.send(call), "createOrder", 409, "mixed-currencies") == {}


def test_out_of_stock_problem_lists_every_shortage(open_shop: Shop) -> None:
    # Given a product with enough stock, one with too little, and one that isn't active
    enough, little, none = (open_shop.product_id(**of) for of in ({}, {"stock": 2}, {"isActive": False}))

    response = open_shop.send(order(open_shop, enough, little, none, quantity=3))

    assert problem(response, "createOrder", 409, "out-of-stock") == {
        "shortages": [
            {"productId": little, "requested": 3, "available": 2},
            {"productId": none, "requested": 3, "available": 0},
        ]
    }


def test_payment_declined_problem_names_the_cancelled_order(open_shop: Shop) -> None:
    call = order(open_shop, open_shop.product_id(), token="tok_declined")

    members = problem(open_shop.send(call), "createOrder", 402, "payment-declined")

    read = valid(open_shop, "getOrder")
    read.path["id"] = members.pop("orderId")
    assert open_shop.send(read).json()["status"] == "cancelled"
    assert members == {}


def test_idempotency_key_with_another_order_is_a_422(open_shop: Shop) -> None:
    call = valid(open_shop, "createOrder")
    open_shop.send(call).raise_for_status()

    response = open_shop.send(call.changed(json={"shippingAddress": ADDRESS | {"city": "Leeds"}}))

    assert problem(response, "createOrder", 422, "idempotency-key-reused") == {}


def test_failed_payment_is_a_503_and_releases_the_idempotency_key(open_shop: Shop) -> None:
    # Given an order whose payment failed without a charge
    call = order(open_shop, open_shop.product_id(), token="tok_error")

    # When it is sent twice, and then with another card
    responses = [open_shop.send(call) for _ in range(2)]
    paid = open_shop.send(call.changed(json={"paymentMethod": card("tok_visa")}))

    # Then each was a new attempt
    for response in responses:
        assert problem(response, "createOrder", 503, "unavailable") == {}
        assert "Idempotency-Replayed" not in response.headers
    check_response("createOrder", paid)
    assert paid.status_code == 201


def test_retry_of_an_order_with_unknown_outcome_is_in_flight(open_shop: Shop) -> None:
    # Given an order that is paid, and a table that failed before the outcome was written
    call = valid(open_shop, "createOrder")
    faulty_call = call.changed(headers={HEADER: "throttled after payment"})
    problem(open_shop.send(faulty_call), "createOrder", 503, "unavailable")

    # When it is sent again
    response = open_shop.send(call)

    # Then no second order is created, and the response says when to retry
    assert problem(response, "createOrder", 409, "request-in-flight") == {}
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("operation_id", ["cancelOrder", "updateOrderStatus"])
def test_completed_order_cannot_be_cancelled(open_shop: Shop, operation_id: str) -> None:
    call = valid(open_shop, operation_id)
    open_shop.complete(call.path["id"])
    call = call.changed(json={"status": "cancelled"}) if call.json else call

    assert problem(open_shop.send(call), operation_id, 409, "illegal-transition") == {}


@pytest.mark.parametrize(("fault", "status"), _PAYMENT_FAULTS.items())
def test_response_to_each_payment_fault_is_documented(open_shop: Shop, fault: str, status: int) -> None:
    response = open_shop.send(valid(open_shop, "createOrder").changed(headers={HEADER: fault}))

    check_response("createOrder", response)
    assert response.status_code == status, response.text


@pytest.mark.parametrize("fault", _PAYMENT_FAULTS)
@pytest.mark.parametrize("operation_id", ["cancelOrder", "updateOrderStatus"])
def test_order_is_cancelled_while_its_refund_waits(open_shop: Shop, operation_id: str, fault: str) -> None:
    call = valid(open_shop, operation_id)
    call = call.changed(json={"status": "cancelled"}) if call.json else call

    response = open_shop.send(call.changed(headers={HEADER: fault}))

    check_response(operation_id, response)
    assert (response.status_code, response.json()["status"]) == (200, "cancelled")


@pytest.mark.parametrize(
    ("status", "token", "stock"),
    [(201, "tok_visa", 50), (202, "tok_timeout", 50), (402, "tok_declined", 50), (409, "tok_visa", 0)],
)
def test_repeated_order_replays_the_response(open_shop: Shop, status: int, token: str, stock: int) -> None:
    call = order(open_shop, open_shop.product_id(stock=stock), token=token)

    first, again = open_shop.send(call), open_shop.send(call)

    for response in (first, again):
        check_response("createOrder", response)
        assert response.status_code == status, response.text
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [again.headers.get(name) for name in ("Location", "ETag")] == [
        first.headers.get(name) for name in ("Location", "ETag")
    ]
    assert again.json() | {"requestId": ""} == first.json() | {"requestId": ""}
