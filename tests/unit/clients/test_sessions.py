import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import anyio
import httpx
import pytest
from anyio.lowlevel import checkpoint

from ecommerce_api_client import SessionLost, Shop, ShopError, ShopProblem
from ecommerce_api_client.models import LoginRequest, TokenPair
from tests.unit.clients.answers import (
    AT_ONCE,
    BASE_URL,
    CART,
    LOST,
    NEW,
    OLD,
    UNSENT,
    Answer,
    answer,
    async_shop,
    problem,
    shop_of,
)

MANY = 8


def expiring(at_once: Callable[[], object]) -> tuple[Callable[[httpx.Request], httpx.Response], list[str]]:
    """Return what answers like a shop whose old token has expired, and the refresh tokens that it gets."""
    refreshed: list[str] = []

    def answered(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/refresh"):
            refreshed.append(request.read().decode())
            return answer(NEW)
        if request.headers["Authorization"] == "Bearer new":
            return answer(CART)
        at_once()
        return problem(401, "unauthorized")

    return answered, refreshed


def test_many_threads_with_an_expired_token_refresh_it_once() -> None:
    # None goes on until all have found the token expired.
    answered, refreshed = expiring(threading.Barrier(MANY).wait)
    with (
        Shop(BASE_URL, tokens=OLD, retries=AT_ONCE, transport=httpx.MockTransport(answered)) as shop,
        ThreadPoolExecutor(MANY) as threads,
    ):
        carts = list(threads.map(lambda _: shop.get_cart(), range(MANY)))

    assert len(carts) == MANY
    assert refreshed == ['{"refreshToken":"once"}']


def test_many_tasks_with_an_expired_token_refresh_it_once() -> None:
    answered, refreshed = expiring(lambda: None)

    # It may be made before there is an event loop.
    shop = async_shop(answered, tokens=OLD)

    async def ask_all() -> None:
        async with shop, anyio.create_task_group() as tasks:
            for _ in range(MANY):
                tasks.start_soon(shop.get_cart)

    anyio.run(ask_all)

    assert refreshed == ['{"refreshToken":"once"}']


def test_a_refresh_outlives_the_task_that_began_it() -> None:
    answered, _ = expiring(lambda: None)

    async def cancelled_while_refreshing() -> TokenPair | None:
        async def cancelling(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/auth/refresh"):
                scope.cancel()
            await checkpoint()
            return answered(request)

        async with async_shop(cancelling, tokens=OLD) as shop:
            with anyio.CancelScope() as scope:
                await shop.get_cart()
            assert scope.cancelled_caught
            return shop.tokens

    tokens = anyio.run(cancelled_while_refreshing)

    assert tokens is not None
    assert tokens.refresh_token == "twice"


def test_new_tokens_are_told_of_before_they_are_used() -> None:
    told: list[tuple[str, int]] = []

    def keep(tokens: TokenPair | None) -> None:
        assert tokens is not None
        told.append((tokens.refresh_token, len(answers.requests)))

    shop, answers = shop_of(problem(401, "unauthorized"), answer(NEW), answer(CART), tokens=OLD, on_tokens=keep)

    shop.get_cart()

    assert told == [("twice", 2)]
    assert answers.sent("Authorization") == ["Bearer old", None, "Bearer new"]


def test_a_login_signs_what_follows_and_a_logout_ends_it() -> None:
    shop, answers = shop_of(answer(NEW), answer(CART), httpx.Response(204), answer({"items": []}))

    shop.login_user(LoginRequest(email="ada@example.com", password="secret"))
    shop.get_cart()
    shop.logout_user()
    shop.list_products()

    assert answers.sent("Authorization") == [None, "Bearer new", "Bearer new", None]
    assert shop.tokens is None


def test_what_anyone_may_ask_is_not_signed() -> None:
    shop, answers = shop_of(answer({"items": []}), tokens=OLD)

    shop.list_products()

    assert answers.sent("Authorization") == [None]


@pytest.mark.parametrize(
    "lost", [LOST, httpx.Response(502, text="<html>"), problem(504, "timeout"), httpx.Response(204)]
)
def test_a_refresh_token_whose_answer_got_lost_is_never_sent_again(lost: Answer) -> None:
    shop, answers = shop_of(problem(401, "unauthorized"), lost, tokens=OLD)

    with pytest.raises(SessionLost):
        shop.get_cart()

    assert shop.tokens is None
    assert len(answers.requests) == 2


def test_a_session_that_is_refused_has_ended() -> None:
    ended: list[TokenPair | None] = []
    refused = problem(401, "invalid-refresh-token")
    shop, _ = shop_of(problem(401, "unauthorized"), refused, tokens=OLD, on_tokens=ended.append)

    with pytest.raises(ShopProblem) as raised:
        shop.get_cart()

    assert raised.value.kind == "invalid-refresh-token"
    assert ended == [None]


@pytest.mark.parametrize("refused", [problem(503, "unavailable"), httpx.Response(403, text="<html>firewall")])
def test_a_session_that_cannot_be_refreshed_now_goes_on(refused: httpx.Response) -> None:
    shop, _ = shop_of(problem(401, "unauthorized"), refused, tokens=OLD)

    with pytest.raises(ShopError, match=str(refused.status_code)):
        shop.get_cart()

    assert shop.tokens is OLD


def test_a_refresh_that_reached_nobody_is_sent_again() -> None:
    shop, _ = shop_of(problem(401, "unauthorized"), UNSENT, answer(NEW), answer(CART), tokens=OLD)

    shop.get_cart()

    assert shop.tokens is not None
    assert shop.tokens.refresh_token == "twice"


def test_a_token_that_is_refused_though_it_is_new_is_not_refreshed_for_ever() -> None:
    refused = problem(401, "unauthorized")
    shop, answers = shop_of(refused, answer(NEW), problem(401, "unauthorized"), tokens=OLD)

    with pytest.raises(ShopProblem):
        shop.get_cart()

    assert len(answers.requests) == 3


def test_tokens_can_be_refreshed_ahead_of_time() -> None:
    shop, _ = shop_of(answer(NEW), tokens=OLD)

    tokens = shop.refresh()

    assert tokens is shop.tokens
    assert tokens is not None
    assert tokens.access_token == "new"
