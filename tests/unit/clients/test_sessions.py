import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
from anyio.lowlevel import checkpoint

from ecommerce_api_client import (
    ConnectionFailed,
    InvalidArgument,
    OutcomeUnknown,
    Retries,
    SessionLost,
    Shop,
    ShopError,
    ShopProblem,
)
from ecommerce_api_client.models import LoginRequest, PasswordChange, TokenPair
from tests.unit.clients.fake_shop import (
    BASE_URL,
    CART,
    LOST,
    NEW,
    NO_WAIT,
    OLD,
    ORDER,
    UNSENT,
    Outcome,
    Responses,
    async_shop,
    problem,
    shop_of,
    success,
)

MANY = 8


def expiring(on_expired: Callable[[], object]) -> tuple[Callable[[httpx.Request], httpx.Response], list[str]]:
    """Return a handler that rejects the old token, and the refresh requests that it receives."""
    refreshed: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/refresh"):
            refreshed.append(request.read().decode())
            return success(NEW)
        if request.headers["Authorization"] == "Bearer new":
            return success(CART)
        on_expired()
        return problem(401, "unauthorized")

    return handler, refreshed


def test_many_threads_with_an_expired_token_refresh_it_once() -> None:
    # No thread continues until all have received a 401.
    handler, refreshed = expiring(threading.Barrier(MANY).wait)
    with (
        Shop(BASE_URL, tokens=OLD, retries=NO_WAIT, transport=httpx.MockTransport(handler)) as shop,
        ThreadPoolExecutor(MANY) as threads,
    ):
        carts = list(threads.map(lambda _: shop.get_cart(), range(MANY)))

    assert len(carts) == MANY
    assert refreshed == ['{"refreshToken":"once"}']


def test_many_tasks_with_an_expired_token_refresh_it_once() -> None:
    handler, refreshed = expiring(lambda: None)

    # The client may be created without an event loop.
    shop = async_shop(handler, tokens=OLD)

    async def get_carts() -> None:
        async with shop, anyio.create_task_group() as tasks:
            for _ in range(MANY):
                tasks.start_soon(shop.get_cart)

    anyio.run(get_carts)

    assert refreshed == ['{"refreshToken":"once"}']


def test_refresh_survives_cancellation_of_its_task() -> None:
    handler, _ = expiring(lambda: None)

    async def cancelled_while_refreshing() -> TokenPair | None:
        async def cancelling(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/auth/refresh"):
                scope.cancel()
            await checkpoint()
            return handler(request)

        async with async_shop(cancelling, tokens=OLD) as shop:
            with anyio.CancelScope() as scope:
                await shop.get_cart()
            assert scope.cancelled_caught
            return shop.tokens

    tokens = anyio.run(cancelled_while_refreshing)

    assert tokens is not None
    assert tokens.refresh_token == "twice"


def test_on_tokens_is_called_before_new_tokens_are_used() -> None:
    calls: list[tuple[str, int]] = []

    def keep(tokens: TokenPair | None) -> None:
        assert tokens is not None
        calls.append((tokens.refresh_token, len(responses.requests)))

    shop, responses = shop_of(problem(401, "unauthorized"), success(NEW), success(CART), tokens=OLD, on_tokens=keep)

    shop.get_cart()

    assert calls == [("twice", 2)]
    assert responses.sent("Authorization") == ["Bearer old", None, "Bearer new"]


def test_login_starts_and_logout_ends_the_use_of_tokens() -> None:
    shop, responses = shop_of(success(NEW), success(CART), httpx.Response(204), success({"items": []}))

    shop.login_user(LoginRequest(email="ada@example.com", password="secret"))
    shop.get_cart()
    shop.logout_user()
    shop.list_products()

    assert responses.sent("Authorization") == [None, "Bearer new", "Bearer new", None]
    assert shop.tokens is None


def test_password_change_replaces_the_tokens() -> None:
    shop, responses = shop_of(success(NEW), success(CART), tokens=OLD)

    shop.change_password(PasswordChange(current_password="old", new_password="new-password"))
    shop.get_cart()

    assert responses.sent("Authorization") == ["Bearer old", "Bearer new"]
    assert shop.tokens is not None
    assert shop.tokens.refresh_token == "twice"


def test_public_operation_sends_no_token() -> None:
    shop, responses = shop_of(success({"items": []}), tokens=OLD)

    shop.list_products()

    assert responses.sent("Authorization") == [None]


@pytest.mark.parametrize(
    "lost",
    [
        LOST,
        *(problem(status, "failed") for status in (500, 502, 503, 504)),
        *(httpx.Response(status, text="<html>proxy") for status in (400, 401, 403, 500, 502, 503, 524)),
        *(httpx.Response(status) for status in (204, 301, 302, 304, 308)),
        httpx.Response(200, text="<html>Welcome", headers={"Content-Type": "text/html"}),
        success({}),
        success({**NEW, "accessToken": "new"}, 201),
    ],
    ids=str,
)
def test_refresh_token_is_never_resent_after_a_lost_response(lost: Outcome) -> None:
    shop, responses = shop_of(problem(401, "unauthorized"), lost, tokens=OLD)

    with pytest.raises(SessionLost, match=r"log in again\. (refreshSession|50. failed)"):
        shop.get_cart()

    assert shop.tokens is None
    assert sum(request.url.path.endswith("/auth/refresh") for request in responses.requests) == 1
    assert len(responses.requests) == 2


def test_rejected_refresh_ends_the_session() -> None:
    ended: list[TokenPair | None] = []
    refused = problem(401, "invalid-refresh-token")
    shop, _ = shop_of(problem(401, "unauthorized"), refused, tokens=OLD, on_tokens=ended.append)

    with pytest.raises(ShopProblem) as raised:
        shop.get_cart()

    assert raised.value.kind == "invalid-refresh-token"
    assert ended == [None]


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (problem(400, "validation-failed"), ShopProblem),
        (problem(403, "invalid-api-key"), ShopProblem),
        (problem(429, "too-many-requests", retry_after="3600"), ShopProblem),
        (UNSENT, ConnectionFailed),
    ],
    ids=str,
)
def test_failure_of_a_refresh_before_its_effect_keeps_the_session(refused: Outcome, error: type[ShopError]) -> None:
    shop, _ = shop_of(problem(401, "unauthorized"), refused, tokens=OLD, retries=Retries(attempts=1))

    with pytest.raises(error):
        shop.get_cart()

    assert shop.tokens is OLD


def test_refused_refresh_is_no_response_to_the_key_of_an_order() -> None:
    shop, _ = shop_of(LOST, problem(401, "unauthorized"), problem(400, "validation-failed"), tokens=OLD)

    with pytest.raises(OutcomeUnknown, match="createOrder may have been carried out"):
        shop.create_order(ORDER)


def test_new_tokens_are_used_although_on_tokens_fails() -> None:
    def full_disk(_: TokenPair | None) -> None:
        raise OSError("no space left")

    shop, responses = shop_of(
        problem(401, "unauthorized"), success(NEW), success(CART), tokens=OLD, on_tokens=full_disk
    )

    with pytest.raises(OSError, match="no space left"):
        shop.get_cart()
    shop.get_cart()

    assert responses.sent("Authorization") == ["Bearer old", None, "Bearer new"]


def test_coroutine_of_on_tokens_is_awaited_before_new_tokens_are_used() -> None:
    stored: list[str | None] = []
    responses = Responses([problem(401, "unauthorized"), success(NEW), success(CART), httpx.Response(204)])

    async def keep(tokens: TokenPair | None) -> None:
        await checkpoint()
        stored.append(None if tokens is None else tokens.refresh_token)
        assert shop.tokens is not tokens

    shop = async_shop(responses, tokens=OLD, on_tokens=keep)

    async def use_and_log_out() -> None:
        async with shop:
            await shop.get_cart()
            await shop.logout_user()

    anyio.run(use_and_log_out)

    assert stored == ["twice", None]
    assert shop.tokens is None


def test_unsent_refresh_is_retried() -> None:
    shop, _ = shop_of(problem(401, "unauthorized"), UNSENT, success(NEW), success(CART), tokens=OLD)

    shop.get_cart()

    assert shop.tokens is not None
    assert shop.tokens.refresh_token == "twice"


def test_rejected_new_token_is_not_refreshed_again() -> None:
    refused = problem(401, "unauthorized")
    shop, responses = shop_of(refused, success(NEW), problem(401, "unauthorized"), tokens=OLD)

    with pytest.raises(ShopProblem):
        shop.get_cart()

    assert len(responses.requests) == 3


def test_tokens_can_be_refreshed_ahead_of_time() -> None:
    shop, _ = shop_of(success(NEW), tokens=OLD)

    tokens = shop.refresh()

    assert tokens is shop.tokens
    assert tokens is not None
    assert tokens.access_token == "new"


def test_login_during_a_refresh_keeps_its_own_session() -> None:
    # Given a client that logs in again while its old session is refreshed
    stored: list[TokenPair | None] = []
    cart_tokens: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/login"):
            return success(NEW | {"accessToken": "login"})
        if request.url.path.endswith("/auth/refresh"):
            shop.login_user(LoginRequest(email="ada@example.com", password="correct-horse"))
            return success(NEW)
        cart_tokens.append(request.headers["Authorization"])
        return problem(401, "unauthorized") if cart_tokens[-1] == "Bearer old" else success(CART)

    with Shop(
        BASE_URL, tokens=OLD, on_tokens=stored.append, retries=NO_WAIT, transport=httpx.MockTransport(handler)
    ) as shop:
        shop.get_cart()

    # Then the login's session is used and stored
    assert cart_tokens == ["Bearer old", "Bearer login"]
    assert [tokens and tokens.access_token for tokens in stored] == ["login"]


@pytest.mark.parametrize("token", ["secret\n", "secret ", "", "sécret", "secret\ud800", b"secret", None])
def test_token_that_is_no_header_is_an_invalid_argument_without_the_token(token: Any) -> None:
    # Given a token that was read from a file, such as one with the newline at its end
    shop, responses = shop_of(success(NEW))
    shop.login_user(LoginRequest(email="ada@example.com", password="secret"))
    assert shop.tokens is not None
    shop.tokens.access_token = token

    with pytest.raises(InvalidArgument, match="clearCart: tokens: the access token") as refused:
        shop.clear_cart()

    assert "cret" not in str(refused.value)
    assert len(responses.requests) == 1
