import httpx
import pytest

from ecommerce_api_client import Retries, ShopProblem
from ecommerce_api_client.models import CartItemCreate, OrderItemRequest, OrderRequest, PaymentMethod, ShippingAddress
from tests.unit.clients.answers import CART, HEALTH, LOST, OLD, UNSENT, Answer, answer, problem, shop_of

LINE = CartItemCreate(product_id="p", quantity=1)
ORDER = OrderRequest(
    items=[OrderItemRequest(product_id="p", quantity=1)],
    shipping_address=ShippingAddress(street="12 St James's Square", city="London", postal_code="SW1Y", country="GB"),
    payment_method=PaymentMethod(type_="card", token="tok_visa"),
)
PLACED = {
    "orderId": "o",
    "userId": "u",
    "items": [],
    "totalAmount": 0.07,
    "currency": "USD",
    "status": "processing",
    "shippingAddress": ORDER.shipping_address.to_dict(),
    "createdAt": "2026-11-22T09:30:00.000Z",
    "updatedAt": "2026-11-22T09:30:00.000Z",
    "allowedActions": [],
}


@pytest.mark.parametrize("failure", [LOST, UNSENT, problem(503, "unavailable"), problem(429, "too-many-requests")])
def test_what_is_safe_is_asked_again(failure: Answer) -> None:
    shop, answers = shop_of(failure, answer(HEALTH))

    assert shop.get_health().status == "ok"
    assert len(answers.requests) == 2


@pytest.mark.parametrize("failure", [UNSENT, problem(429, "too-many-requests")])
def test_what_nothing_came_of_is_sent_again_whatever_it_is(failure: Answer) -> None:
    shop, answers = shop_of(failure, answer(CART), tokens=OLD)

    shop.add_cart_item(LINE)

    assert len(answers.requests) == 2


def test_what_has_no_key_is_not_sent_again_when_its_answer_is_lost() -> None:
    shop, answers = shop_of(LOST, tokens=OLD)

    with pytest.raises(httpx.ReadError):
        shop.add_cart_item(LINE)

    assert len(answers.requests) == 1


def test_what_has_no_key_is_not_sent_again_when_the_shop_is_unavailable() -> None:
    shop, answers = shop_of(problem(503, "unavailable"), tokens=OLD)

    with pytest.raises(ShopProblem, match="unavailable"):
        shop.add_cart_item(LINE)

    assert len(answers.requests) == 1


def test_an_order_keeps_its_key_from_one_attempt_to_the_next_also_while_the_first_is_at_work() -> None:
    at_work = problem(409, "request-in-flight", retry_after="0")
    shop, answers = shop_of(LOST, problem(503, "unavailable"), at_work, answer(PLACED, 201), tokens=OLD)

    assert shop.create_order(ORDER).order_id == "o"
    assert len(answers.sent("Idempotency-Key")) == 4
    assert len(set(answers.sent("Idempotency-Key"))) == 1
    assert {request.content for request in answers.requests} == {answers.requests[0].content}


def test_two_orders_have_two_keys_and_one_that_is_given_is_sent() -> None:
    shop, answers = shop_of(*(answer(PLACED, 201) for _ in range(3)), tokens=OLD)

    shop.create_order(ORDER)
    shop.create_order(ORDER)
    shop.create_order(ORDER, idempotency_key="mine")

    assert len(set(answers.sent("Idempotency-Key"))) == 3
    assert answers.sent("Idempotency-Key")[2] == "mine"


def test_a_conflict_that_will_not_pass_is_raised_at_once() -> None:
    shop, answers = shop_of(problem(409, "out-of-stock"), tokens=OLD)

    with pytest.raises(ShopProblem) as raised:
        shop.create_order(ORDER)

    assert raised.value.kind == "out-of-stock"
    assert len(answers.requests) == 1


def test_the_last_attempt_is_the_last() -> None:
    busy = [problem(429, "too-many-requests") for _ in range(3)]
    shop, answers = shop_of(*busy, retries=Retries(attempts=3, first_wait=0))

    with pytest.raises(ShopProblem):
        shop.get_health()

    assert len(answers.requests) == 3


def test_waits_grow_up_to_the_longest_with_half_of_them_by_chance() -> None:
    shortest = Retries(first_wait=1, longest_wait=5, attempts=9, jitter=min)
    longest = Retries(first_wait=1, longest_wait=5, attempts=9, jitter=max)
    request = httpx.Request("GET", "https://shop.test")

    assert [shortest.wait_after_error(request, LOST, attempt) for attempt in range(1, 6)] == [0.5, 1, 2, 2.5, 2.5]
    assert [longest.wait_after_error(request, LOST, attempt) for attempt in range(1, 6)] == [1, 2, 4, 5, 5]


@pytest.mark.parametrize(("told", "wait"), [("7", 7), ("60", 60), ("61", None), ("3600", None)])
def test_retry_after_is_what_is_waited_unless_it_is_too_long(told: str, wait: float | None) -> None:
    response = problem(429, "too-many-requests", retry_after=told)
    response.request = httpx.Request("POST", "https://shop.test")

    assert Retries(jitter=min).wait_after_answer(response, 1) == wait


def test_chance_makes_a_wait_longer_than_retry_after_and_never_shorter() -> None:
    response = problem(429, "too-many-requests", retry_after="1")
    response.request = httpx.Request("GET", "https://shop.test")

    assert Retries(first_wait=0.5, jitter=max).wait_after_answer(response, 1) == 1.5
