"""A lost response is never reported as a conflict, and a change that may have been made never as a failure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from ecommerce_api_client import ConnectionFailed, OutcomeUnknown, Retries, SessionLost, ShopError, ShopProblem
from ecommerce_api_client.models import (
    CartItemCreate,
    LoginRequest,
    PasswordChange,
    ProductCreate,
    ProductUpdate,
    ProfileUpdate,
    StockAdjustmentCreate,
)
from tests.unit.clients.fake_shop import (
    LOST,
    OLD,
    ORDER,
    PLACED,
    PRODUCT_ID,
    UNSENT,
    Responses,
    async_shop,
    problem,
    shop_of,
    success,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecommerce_api_client import Shop
    from tests.unit.clients.fake_shop import Outcome

ONCE = Retries(attempts=1)
ETAG = '"01JD8QP9G2K4M6N8P0Q2R4S6T8"'
RESTOCKED = ProductUpdate(name="Desk", price=Decimal(1), category="furniture", stock=15)
TIMEOUT = httpx.ReadTimeout("slow")
GATEWAY_PAGE = httpx.Response(502, text="<html>Bad gateway", headers={"Content-Type": "text/html"})
UNKNOWN: list[Outcome] = [
    LOST,
    TIMEOUT,
    httpx.RemoteProtocolError("closed"),
    problem(500, "internal-error"),
    problem(503, "unavailable"),
    problem(504, "timeout"),
    GATEWAY_PAGE,
]

# Requests that would fail, or change something again, if they were repeated.
NEVER_REPEATED: dict[str, Callable[[Shop], object]] = {
    "updateProduct": lambda shop: shop.update_product(PRODUCT_ID, RESTOCKED, if_match=ETAG),
    "updateProfile": lambda shop: shop.update_profile(ProfileUpdate(first_name="A", last_name="B"), if_match=ETAG),
    "addCartItem": lambda shop: shop.add_cart_item(CartItemCreate(product_id=PRODUCT_ID, quantity=1)),
    "loginUser": lambda shop: shop.login_user(LoginRequest(email="ada@example.com", password="secret")),
    "logoutUser": lambda shop: shop.logout_user(),
}
# Requests that are repeated, whose later failure doesn't prove that the first attempt failed.
REPEATED: dict[str, tuple[Callable[[Shop], object], httpx.Response]] = {
    "deleteProduct": (lambda shop: shop.delete_product(PRODUCT_ID), problem(404, "not-found")),
    "removeCartItem": (lambda shop: shop.remove_cart_item(PRODUCT_ID), problem(404, "not-found")),
    "deleteSession": (lambda shop: shop.delete_session(PRODUCT_ID), problem(404, "not-found")),
    "changePassword": (
        lambda shop: shop.change_password(PasswordChange(current_password="old", new_password="new-password")),
        problem(403, "wrong-password"),
    ),
    "cancelOrder": (lambda shop: shop.cancel_order(PRODUCT_ID), problem(409, "illegal-transition")),
}


@pytest.mark.parametrize("operation_id", NEVER_REPEATED)
@pytest.mark.parametrize("unknown", UNKNOWN, ids=str)
def test_request_that_must_not_be_repeated_has_an_unknown_outcome(operation_id: str, unknown: Outcome) -> None:
    shop, responses = shop_of(unknown, tokens=OLD)

    with pytest.raises(OutcomeUnknown, match=operation_id) as raised:
        NEVER_REPEATED[operation_id](shop)

    assert isinstance(raised.value, ShopError)
    assert len(responses.requests) == 1


def test_message_of_an_unknown_outcome_names_what_may_have_happened() -> None:
    shop, _ = shop_of(LOST, tokens=OLD)

    with pytest.raises(OutcomeUnknown, match=r"addCartItem may have been carried out: read .* before you repeat it"):
        NEVER_REPEATED["addCartItem"](shop)


@pytest.mark.parametrize("refused", [problem(412, "precondition-failed"), problem(409, "cart-full")])
def test_refusal_of_the_only_attempt_is_a_problem(refused: httpx.Response) -> None:
    shop, _ = shop_of(refused, tokens=OLD)

    with pytest.raises(ShopProblem):
        NEVER_REPEATED["updateProduct"](shop)


def test_conditional_update_is_repeated_after_an_attempt_without_effect() -> None:
    shop, responses = shop_of(
        UNSENT, problem(429, "too-many-requests"), problem(412, "precondition-failed"), tokens=OLD
    )

    with pytest.raises(ShopProblem, match="precondition-failed"):
        NEVER_REPEATED["updateProduct"](shop)

    assert len(responses.requests) == 3


@pytest.mark.parametrize("operation_id", REPEATED)
@pytest.mark.parametrize("first", [LOST, problem(503, "unavailable"), problem(504, "timeout")], ids=str)
def test_failure_after_a_lost_response_has_an_unknown_outcome(operation_id: str, first: Outcome) -> None:
    call, later = REPEATED[operation_id]
    shop, responses = shop_of(first, later, tokens=OLD)

    with pytest.raises(OutcomeUnknown, match=operation_id) as raised:
        call(shop)

    assert isinstance(raised.value.__cause__, ShopProblem)
    assert raised.value.__cause__.status == later.status_code
    assert len(responses.requests) == 2


@pytest.mark.parametrize("operation_id", REPEATED)
def test_failure_without_a_lost_response_is_a_problem(operation_id: str) -> None:
    call, refusal = REPEATED[operation_id]
    shop, _ = shop_of(UNSENT, problem(429, "too-many-requests"), refusal, tokens=OLD)

    with pytest.raises(ShopProblem) as raised:
        call(shop)

    assert raised.value.status == refusal.status_code


def test_session_lost_after_a_lost_response_leaves_the_outcome_unknown() -> None:
    shop, _ = shop_of(LOST, problem(401, "unauthorized"), LOST, tokens=OLD)

    with pytest.raises(OutcomeUnknown) as raised:
        shop.clear_cart()

    assert isinstance(raised.value.__cause__, SessionLost)


@pytest.mark.parametrize(
    "last", [LOST, UNSENT, TIMEOUT, problem(503, "unavailable"), problem(401, "unauthorized")], ids=str
)
def test_order_whose_retries_ran_out_carries_its_key(last: Outcome) -> None:
    shop, responses = shop_of(LOST, last, retries=Retries(attempts=2, first_wait=0))

    with pytest.raises(OutcomeUnknown, match="repeat it with the same key") as raised:
        shop.create_order(ORDER)

    assert raised.value.idempotency_key is not None
    assert responses.sent("Idempotency-Key") == [raised.value.idempotency_key] * 2


def test_order_with_the_key_of_a_request_in_progress_has_an_unknown_outcome() -> None:
    in_progress = problem(409, "request-in-flight", retry_after="0")
    shop, _ = shop_of(LOST, in_progress, retries=Retries(attempts=2, first_wait=0))

    with pytest.raises(OutcomeUnknown) as raised:
        shop.create_order(ORDER)

    assert raised.value.idempotency_key


@pytest.mark.parametrize(("status", "kind"), [(402, "payment-declined"), (409, "out-of-stock"), (422, "key-reused")])
def test_response_to_a_key_is_final_and_carries_the_key(status: int, kind: str) -> None:
    shop, responses = shop_of(LOST, problem(status, kind), tokens=OLD)

    with pytest.raises(ShopProblem) as raised:
        shop.create_order(ORDER)

    assert (raised.value.kind, raised.value.idempotency_key) == (kind, responses.sent("Idempotency-Key")[0])


@pytest.mark.parametrize(
    "create",
    [
        lambda shop: shop.create_product(ProductCreate(name="D", price=Decimal(1), category="a")),
        lambda shop: shop.create_stock_adjustment(PRODUCT_ID, StockAdjustmentCreate(change=5)),
    ],
    ids=["product", "stock adjustment"],
)
def test_creation_is_repeated_with_its_key_after_a_lost_response(create: Callable[[Shop], object]) -> None:
    shop, responses = shop_of(LOST, LOST, problem(409, "stock-limit"), tokens=OLD)

    with pytest.raises(ShopProblem, match="stock-limit"):
        create(shop)

    assert len(responses.requests) == 3
    assert len(set(responses.sent("Idempotency-Key"))) == 1


def test_order_is_placed_with_the_key_of_the_exception() -> None:
    shop, responses = shop_of(LOST, success(PLACED, 201), retries=ONCE)

    with pytest.raises(OutcomeUnknown) as raised:
        shop.create_order(ORDER)
    shop.create_order(ORDER, idempotency_key=raised.value.idempotency_key)

    assert len(set(responses.sent("Idempotency-Key"))) == 1


@pytest.mark.parametrize("failure", [LOST, UNSENT, TIMEOUT, httpx.UnsupportedProtocol("ftp")], ids=str)
def test_read_without_a_response_is_a_failed_connection(failure: httpx.TransportError) -> None:
    shop, _ = shop_of(failure, retries=ONCE)

    with pytest.raises(ConnectionFailed, match="getHealth: no response") as raised:
        shop.get_health()

    assert raised.value.__cause__ is failure


def test_unsent_change_is_a_failed_connection() -> None:
    shop, _ = shop_of(UNSENT, retries=ONCE, tokens=OLD)

    with pytest.raises(ConnectionFailed):
        NEVER_REPEATED["addCartItem"](shop)


def test_read_that_the_shop_cannot_serve_is_a_problem() -> None:
    shop, _ = shop_of(problem(503, "unavailable"), retries=ONCE, tokens=OLD)

    with pytest.raises(ShopProblem, match="unavailable"):
        shop.get_cart()


def test_asynchronous_client_has_the_same_outcomes() -> None:
    async def add_to_cart() -> None:
        async with async_shop(Responses([LOST]), tokens=OLD) as shop:
            await shop.add_cart_item(CartItemCreate(product_id=PRODUCT_ID, quantity=1))

    with pytest.raises(OutcomeUnknown, match="addCartItem"):
        anyio.run(add_to_cart)
