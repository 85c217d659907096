# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""The tokens of a session, refreshed once for all concurrent calls."""

from __future__ import annotations

import inspect
import re
import threading
from typing import TYPE_CHECKING, NoReturn

import anyio
import httpx

from ecommerce_api_client.runtime.problems import (
    InvalidArgument,
    OutcomeUnknown,
    SessionLost,
    ShopError,
    ShopProblem,
)
from ecommerce_api_client.runtime.responses import operation_name

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

    from ecommerce_api_client.models import TokenPair

_UNAUTHORIZED = 401
_VISIBLE = re.compile("[!-~]+")
_LOST = "The refresh of the session may have spent its token: log in again."


class Session(httpx.Auth):
    """Sends the access token; after a 401, retries once with a new one.

    Parameters
    ----------
    tokens : TokenPair | None
        The tokens of an earlier session.
    on_tokens : Callable | None
        Called with new tokens before they are used, and with None when the session ends.
    refresh : Callable
        Requests new tokens with a refresh token.
    """

    def __init__(
        self,
        tokens: TokenPair | None,
        on_tokens: Callable[[TokenPair | None], None] | None,
        refresh: Callable[[str], TokenPair],
    ) -> None:
        self.tokens = tokens
        self._on_tokens = on_tokens
        self._refresh = refresh
        self._lock = threading.Lock()
        self._keeping = threading.RLock()

    def keep(self, tokens: TokenPair | None) -> None:
        """Replace the tokens."""
        with self._keeping:
            try:
                if self._on_tokens is not None:
                    self._on_tokens(tokens)
            finally:  # the old ones may be spent
                self.tokens = tokens

    def renew(self, tokens: TokenPair) -> TokenPair | None:
        """Return newer tokens: refreshed now, or by another thread in the meantime."""
        with self._lock:
            if self.tokens is tokens:
                self._replace(tokens, self._request_tokens(tokens))
            return self.tokens

    def _replace(self, old: TokenPair, new: TokenPair | None) -> None:
        """Replace the tokens, unless a login or a logout has replaced them during the refresh."""
        with self._keeping:
            if self.tokens is old:
                self.keep(new)

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with the access token; after a 401, retry it with a new one."""
        tokens = _sign(request, self.tokens)
        response = yield request
        if response.status_code == _UNAUTHORIZED and tokens:
            # Before the refresh, whose attempts have deadlines of their own.
            response.read()
            if _sign(request, self.renew(tokens)):
                yield request

    def _request_tokens(self, tokens: TokenPair) -> TokenPair:
        try:
            return self._refresh(tokens.refresh_token)
        except ShopError as failure:
            if _is_spent(failure):
                self._replace(tokens, None)
            _raise(failure)
        except BaseException:  # such as Ctrl-C
            self._replace(tokens, None)
            raise


class AsyncSession(httpx.Auth):
    """The asynchronous `Session`; ``on_tokens`` may be a coroutine function."""

    def __init__(
        self,
        tokens: TokenPair | None,
        on_tokens: Callable[[TokenPair | None], Awaitable[None] | None] | None,
        refresh: Callable[[str], Awaitable[TokenPair]],
    ) -> None:
        self.tokens = tokens
        self._on_tokens = on_tokens
        self._refresh = refresh
        self._lock = anyio.Lock()

    async def keep(self, tokens: TokenPair | None) -> None:
        """Replace the tokens."""
        try:
            stored = None if self._on_tokens is None else self._on_tokens(tokens)
            if inspect.isawaitable(stored):
                await stored
        finally:  # the old ones may be spent
            self.tokens = tokens

    async def renew(self, tokens: TokenPair) -> TokenPair | None:
        """Return newer tokens: refreshed now, or by another task in the meantime."""
        async with self._lock:
            if self.tokens is tokens:
                # Shielded from cancellation: other tasks wait for the same tokens.
                with anyio.CancelScope(shield=True):
                    await self._replace(tokens, await self._request_tokens(tokens))
            return self.tokens

    async def _replace(self, old: TokenPair, new: TokenPair | None) -> None:
        """Replace the tokens, unless a login or a logout has replaced them during the refresh."""
        if self.tokens is old:
            await self.keep(new)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send a request with the access token; after a 401, retry it with a new one."""
        tokens = _sign(request, self.tokens)
        response = yield request
        if response.status_code == _UNAUTHORIZED and tokens:
            await response.aread()
            if _sign(request, await self.renew(tokens)):
                yield request

    async def _request_tokens(self, tokens: TokenPair) -> TokenPair:
        try:
            return await self._refresh(tokens.refresh_token)
        except ShopError as failure:
            if _is_spent(failure):
                await self._replace(tokens, None)
            _raise(failure)
        except BaseException:  # such as Ctrl-C
            await self._replace(tokens, None)
            raise


def _is_spent(failure: ShopError) -> bool:
    """Return whether the refresh token may be spent: the shop treats a second use as theft."""
    return _is_lost(failure) or (isinstance(failure, ShopProblem) and failure.status == _UNAUTHORIZED)


def _is_lost(failure: ShopError) -> bool:
    """Return whether the shop may have issued new tokens.

    Only a problem below 500 shows that it hasn't: a 500 or 503 of the shop may follow the change.
    """
    return isinstance(failure, OutcomeUnknown)


def _raise(failure: ShopError) -> NoReturn:
    """Raise the failure of a refresh; the call that needed it had no effect."""
    if not _is_lost(failure):
        raise failure
    reason = failure.__cause__ if isinstance(failure.__cause__, ShopError) else failure
    raise SessionLost(f"{_LOST} {reason}") from failure


def _sign(request: httpx.Request, tokens: TokenPair | None) -> TokenPair | None:
    if tokens is not None:
        token: object = tokens.access_token
        if not isinstance(token, str) or _VISIBLE.fullmatch(token) is None:
            # Without the token: messages are logged.
            raise InvalidArgument(f"{operation_name(request)}: tokens: the access token can't be sent in a header")
        request.headers["Authorization"] = f"Bearer {token}"
    return tokens
