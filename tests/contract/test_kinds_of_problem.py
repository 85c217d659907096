"""Problem types tell apart the meanings of one status; responses to orders when only the payment fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.document import check_answer
from tests.contract.ways import order, paid_with, valid, with_fault
from tests.support.requests import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.contract.ways import Call, Shop

_STANDARD = {"type", "title", "status", "detail", "instance", "requestId"}
# Each fault of the payment service's invocation, and the status of an order then.
_PAYMENT_FAULTS = {"payment throttled": 503, "payment failing": 202, "payment silent": 202, "no payment function": 500}


def problem(answer: httpx.Response, operation_id: str, status: int, slug: str) -> dict[str, Any]:
    """Check a response's problem, and return its extension members."""
    check_answer(operation_id, answer)
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    assert body["type"].endswith(f"/{slug}")
    return {name: value for name, value in body.items() if name not in _STANDARD}


def test_quantity_beyond_the_cart_limit_is_a_409(faulty_shop: Shop) -> None:
    call = valid(faulty_shop, "addCartItem").with_json(quantity=98)

    assert faulty_shop.send(call).status_code == 200
    assert problem(faulty_shop.send(call), "addCartItem", 409, "cart-full") == {}


def test_cart_has_one_currency(faulty_shop: Shop) -> None:
    call = valid(faulty_shop, "addCartItem").with_json(productId=faulty_shop.product_id(currency="EUR"))

    assert problem(faulty_shop.send(call), "addCartItem", 409, "mixed-currencies") == {}


def test_order_has_one_currency(faulty_shop: Shop) -> None:
    call = order(faulty_shop, faulty_shop.product_id(currency="EUR"), faulty_shop.product_id(currency="USD"))

    assert problem(faulty_shop.send(call), "createOrder", 409, "mixed-currencies") == {}


def test_out_of_stock_problem_lists_every_shortage(faulty_shop: Shop) -> None:
    # Given a product with enough stock, one with too little, and one that isn't active
    enough, little, none = (faulty_shop.product_id(**of) for of in ({}, {"stock": 2}, {"isActive": False}))

    answer = faulty_shop.send(order(faulty_shop, enough, little, none, quantity=3))

    assert problem(answer, "createOrder", 409, "out-of-stock") == {
        "shortages": [
            {"productId": little, "requested": 3, "available": 2},
            {"productId": none, "requested": 3, "available": 0},
        ]
    }


def test_payment_declined_problem_names_the_cancelled_order(faulty_shop: Shop) -> None:
    call = order(faulty_shop, faulty_shop.product_id(), card="tok_declined")

    members = problem(faulty_shop.send(call), "createOrder", 402, "payment-declined")

    read = valid(faulty_shop, "getOrder")
    read.path["id"] = members.pop("orderId")
    assert faulty_shop.send(read).json()["status"] == "cancelled"
    assert members == {}


def test_idempotency_key_with_another_order_is_a_422(faulty_shop: Shop) -> None:
    call = valid(faulty_shop, "createOrder")
    faulty_shop.send(call).raise_for_status()

    answer = faulty_shop.send(call.with_json(shippingAddress=ADDRESS | {"city": "Leeds"}))

    assert problem(answer, "createOrder", 422, "idempotency-key-reused") == {}


def test_failed_payment_is_a_503_and_releases_the_idempotency_key(faulty_shop: Shop) -> None:
    # Given an order whose payment failed without a charge
    call = order(faulty_shop, faulty_shop.product_id(), card="tok_error")

    # When it is sent twice, and then with another card
    answers = [faulty_shop.send(call) for _ in range(2)]
    paid = faulty_shop.send(paid_with("tok_visa")(faulty_shop, call))

    # Then each was a new attempt
    for answer in answers:
        assert problem(answer, "createOrder", 503, "unavailable") == {}
        assert "Idempotency-Replayed" not in answer.headers
    check_answer("createOrder", paid)
    assert paid.status_code == 201


def test_retry_of_an_order_with_unknown_outcome_is_in_flight(
    faulty_shop: Shop, record_property: Callable[[str, object], None]
) -> None:
    # Given an order that is paid, and a table that failed before the outcome was written
    call = valid(faulty_shop, "createOrder")
    problem(faulty_shop.send(with_fault(call, "throttled after payment")), "createOrder", 503, "unavailable")
    record_property("answered", ["createOrder", 503, "throttled after payment"])

    # When it is sent again
    answer = faulty_shop.send(call)

    # Then no second order is created, and the response says when to retry
    assert problem(answer, "createOrder", 409, "request-in-flight") == {}
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("operation_id", ["cancelOrder", "updateOrderStatus"])
def test_completed_order_cannot_be_cancelled(faulty_shop: Shop, operation_id: str) -> None:
    call = valid(faulty_shop, operation_id)
    faulty_shop.move(call.path["id"], "completed")
    call = call.with_json(status="cancelled") if call.json else call

    assert problem(faulty_shop.send(call), operation_id, 409, "illegal-transition") == {}


@pytest.mark.parametrize(("fault", "status"), _PAYMENT_FAULTS.items())
def test_response_to_each_payment_fault_is_documented(
    faulty_shop: Shop, fault: str, status: int, record_property: Callable[[str, object], None]
) -> None:
    answer = faulty_shop.send(with_fault(valid(faulty_shop, "createOrder"), fault))

    check_answer("createOrder", answer)
    assert answer.status_code == status, answer.text
    record_property("answered", ["createOrder", status, fault])


@pytest.mark.parametrize("fault", _PAYMENT_FAULTS)
@pytest.mark.parametrize("operation_id", ["cancelOrder", "updateOrderStatus"])
def test_order_is_cancelled_while_its_refund_waits(
    faulty_shop: Shop, operation_id: str, fault: str, record_property: Callable[[str, object], None]
) -> None:
    call = valid(faulty_shop, operation_id)
    call = call.with_json(status="cancelled") if call.json else call

    answer = faulty_shop.send(with_fault(call, fault))

    check_answer(operation_id, answer)
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    record_property("answered", [operation_id, 200, fault])


def _of_a_product_without_stock(shop: Shop, call: Call) -> Call:
    return call.with_json(items=[{"productId": shop.product_id(stock=0), "quantity": 1}])


@pytest.mark.parametrize(
    ("status", "way"),
    [
        (201, paid_with("tok_visa")),
        (202, paid_with("tok_timeout")),
        (402, paid_with("tok_declined")),
        (409, _of_a_product_without_stock),
    ],
)
def test_repeated_order_replays_the_response(faulty_shop: Shop, status: int, way: Callable[[Shop, Call], Call]) -> None:
    call = way(faulty_shop, valid(faulty_shop, "createOrder"))

    first, again = faulty_shop.send(call), faulty_shop.send(call)

    for answer in (first, again):
        check_answer("createOrder", answer)
        assert answer.status_code == status, answer.text
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [again.headers.get(name) for name in ("Location", "ETag")] == [
        first.headers.get(name) for name in ("Location", "ETag")
    ]
    assert again.json() | {"requestId": ""} == first.json() | {"requestId": ""}
