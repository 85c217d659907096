import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import anyio
import httpx
import pytest
from anyio.lowlevel import checkpoint

from ecommerce_api_client import InvalidArgument, SessionLost, Shop, ShopError, ShopProblem, UnexpectedResponse
from ecommerce_api_client.models import LoginRequest, PasswordChange, TokenPair
from tests.unit.clients.fake_shop import (
    BASE_URL,
    CART,
    LOST,
    NEW,
    NO_WAIT,
    OLD,
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
        httpx.Response(502, text="<html>"),
        problem(504, "timeout"),
        *(httpx.Response(status) for status in (204, 301, 302, 304, 308)),
        httpx.Response(200, text="<html>Welcome", headers={"Content-Type": "text/html"}),
        success({}),
        success({**NEW, "accessToken": "new"}, 201),
    ],
    ids=str,
)
def test_refresh_token_is_never_resent_after_a_lost_response(lost: Outcome) -> None:
    shop, responses = shop_of(problem(401, "unauthorized"), lost, tokens=OLD)

    with pytest.raises(SessionLost):
        shop.get_cart()

    assert shop.tokens is None
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
        (problem(503, "unavailable"), ShopProblem),
        (httpx.Response(401, text="<html>proxy"), UnexpectedResponse),
        (httpx.Response(403, text="<html>firewall"), UnexpectedResponse),
    ],
)
def test_temporary_failure_of_a_refresh_keeps_the_session(refused: httpx.Response, error: type[ShopError]) -> None:
    shop, _ = shop_of(problem(401, "unauthorized"), refused, tokens=OLD)

    with pytest.raises(error, match=str(refused.status_code)):
        shop.get_cart()

    assert shop.tokens is OLD


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


def test_token_that_is_no_header_is_an_invalid_argument_without_the_token() -> None:
    # Given a token that was read from a file, with the newline at its end
    shop, _ = shop_of(httpx.LocalProtocolError("Illegal header value b'Bearer secret\\n'"), tokens=OLD)

    with pytest.raises(InvalidArgument) as refused:
        shop.clear_cart()

    assert "secret" not in str(refused.value)
