import httpx
import pytest

from ecommerce_api_client import Retries, ShopProblem
from ecommerce_api_client.models import CartItemCreate
from tests.unit.clients.fake_shop import (
    CART,
    HEALTH,
    LOST,
    OLD,
    ORDER,
    PLACED,
    PRODUCT_ID,
    UNSENT,
    Outcome,
    problem,
    shop_of,
    success,
)

LINE = CartItemCreate(product_id=PRODUCT_ID, quantity=1)


@pytest.mark.parametrize("failure", [LOST, UNSENT, problem(503, "unavailable"), problem(429, "too-many-requests")])
def test_safe_request_is_retried(failure: Outcome) -> None:
    shop, responses = shop_of(failure, success(HEALTH))

    assert shop.get_health().status == "ok"
    assert len(responses.requests) == 2


@pytest.mark.parametrize("failure", [UNSENT, problem(429, "too-many-requests")])
def test_request_without_effect_is_retried_with_any_method(failure: Outcome) -> None:
    shop, responses = shop_of(failure, success(CART), tokens=OLD)

    shop.add_cart_item(LINE)

    assert len(responses.requests) == 2


def test_order_keeps_its_key_over_all_retries_even_while_the_first_is_in_progress() -> None:
    in_progress = problem(409, "request-in-flight", retry_after="0")
    shop, responses = shop_of(LOST, problem(503, "unavailable"), in_progress, success(PLACED, 201), tokens=OLD)

    assert shop.create_order(ORDER).order_id == PLACED["orderId"]
    assert len(responses.sent("Idempotency-Key")) == 4
    assert len(set(responses.sent("Idempotency-Key"))) == 1
    assert {request.content for request in responses.requests} == {responses.requests[0].content}


def test_each_order_has_its_own_key_unless_the_caller_passes_one() -> None:
    shop, responses = shop_of(*(success(PLACED, 201) for _ in range(3)), tokens=OLD)

    shop.create_order(ORDER)
    shop.create_order(ORDER)
    shop.create_order(ORDER, idempotency_key="mine")

    assert len(set(responses.sent("Idempotency-Key"))) == 3
    assert responses.sent("Idempotency-Key")[2] == "mine"


def test_permanent_conflict_is_raised_immediately() -> None:
    shop, responses = shop_of(problem(409, "out-of-stock"), tokens=OLD)

    with pytest.raises(ShopProblem) as raised:
        shop.create_order(ORDER)

    assert raised.value.kind == "out-of-stock"
    assert len(responses.requests) == 1


def test_retries_stop_at_the_number_of_attempts() -> None:
    busy = [problem(429, "too-many-requests") for _ in range(3)]
    shop, responses = shop_of(*busy, retries=Retries(attempts=3, first_wait=0))

    with pytest.raises(ShopProblem):
        shop.get_health()

    assert len(responses.requests) == 3


def test_waits_double_up_to_the_longest_with_jitter_of_one_half() -> None:
    shortest = Retries(first_wait=1, longest_wait=5, attempts=9, jitter=min)
    longest = Retries(first_wait=1, longest_wait=5, attempts=9, jitter=max)
    request = httpx.Request("GET", "https://shop.test")

    assert [shortest.wait_after_error(request, LOST, attempt) for attempt in range(1, 6)] == [0.5, 1, 2, 2.5, 2.5]
    assert [longest.wait_after_error(request, LOST, attempt) for attempt in range(1, 6)] == [1, 2, 4, 5, 5]


@pytest.mark.parametrize(("retry_after", "wait"), [("7", 7), ("60", 60), ("61", None), ("3600", None)])
def test_wait_is_retry_after_unless_it_is_too_long(retry_after: str, wait: float | None) -> None:
    response = problem(429, "too-many-requests", retry_after=retry_after)
    response.request = httpx.Request("POST", "https://shop.test")

    assert Retries(jitter=min).wait_after_response(response, 1) == wait


def test_jitter_never_makes_a_wait_shorter_than_retry_after() -> None:
    response = problem(429, "too-many-requests", retry_after="1")
    response.request = httpx.Request("GET", "https://shop.test")

    assert Retries(first_wait=0.5, jitter=max).wait_after_response(response, 1) == 1.5
