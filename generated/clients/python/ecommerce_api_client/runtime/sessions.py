# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""The tokens of a session, refreshed once for all concurrent calls."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio
import httpx

from ecommerce_api_client.runtime.problems import SessionLost, ShopProblem, UnexpectedAnswer
from ecommerce_api_client.runtime.retries import UNSENT

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator

    from ecommerce_api_client.models import TokenPair

_UNAUTHORIZED = 401
_GATEWAY_ERRORS = frozenset({502, 504})
_FIRST_FAILURE = 400


class Session:
    """The tokens of the current session.

    Parameters
    ----------
    tokens : TokenPair | None
        The tokens of an earlier session.
    on_tokens : Callable | None
        Called with new tokens before they are used, and with None when the session ends.
    """

    def __init__(self, tokens: TokenPair | None, on_tokens: Callable[[TokenPair | None], None] | None) -> None:
        self._tokens = tokens
        self._on_tokens = on_tokens

    @property
    def tokens(self) -> TokenPair | None:
        """The newest tokens; None without a session."""
        return self._tokens

    def keep(self, tokens: TokenPair | None) -> None:
        """Replace the tokens."""
        self._tokens = tokens
        if self._on_tokens is not None:
            self._on_tokens(tokens)

    @contextmanager
    def spending_refresh_token(self) -> Iterator[None]:
        """End the session if its refresh token may be spent: the shop treats a second use as theft.

        Raises
        ------
        SessionLost
            If the response with the new tokens was lost.
        """
        try:
            yield
        except UNSENT:
            raise
        except (ShopProblem, UnexpectedAnswer, httpx.TransportError) as failure:
            if _is_lost(failure):
                self.keep(None)
                raise SessionLost("The response with the new tokens was lost: log in again.") from failure
            if _status(failure) == _UNAUTHORIZED:
                self.keep(None)
            raise
        except BaseException:  # such as Ctrl-C
            self.keep(None)
            raise


class Bearer(httpx.Auth):
    """Sends the session's access token; after a 401, retries once with a new one.

    Parameters
    ----------
    session : Session
        The session.
    refresh : Callable
        Requests new tokens with a refresh token.
    """

    def __init__(self, session: Session, refresh: Callable[[str], TokenPair]) -> None:
        self._session = session
        self._refresh = refresh
        self._lock = threading.Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with the access token; after a 401, retry it with a new one."""
        tokens = _sign(request, self._session.tokens)
        response = yield request
        if response.status_code == _UNAUTHORIZED and tokens and self.renew(tokens):
            _sign(request, self._session.tokens)
            yield request

    def renew(self, tokens: TokenPair) -> TokenPair | None:
        """Return newer tokens: refreshed now, or by another thread in the meantime."""
        with self._lock:
            if self._session.tokens is tokens:
                with self._session.spending_refresh_token():
                    self._session.keep(self._refresh(tokens.refresh_token))
            return self._session.tokens


class AsyncBearer(httpx.Auth):
    """The asynchronous `Bearer`."""

    def __init__(self, session: Session, refresh: Callable[[str], Awaitable[TokenPair]]) -> None:
        self._session = session
        self._refresh = refresh
        self._lock = anyio.Lock()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send a request with the access token; after a 401, retry it with a new one."""
        tokens = _sign(request, self._session.tokens)
        response = yield request
        if response.status_code == _UNAUTHORIZED and tokens and await self.renew(tokens):
            _sign(request, self._session.tokens)
            yield request

    async def renew(self, tokens: TokenPair) -> TokenPair | None:
        """Return newer tokens: refreshed now, or by another task in the meantime."""
        async with self._lock:
            if self._session.tokens is tokens:
                # Shielded from cancellation: other tasks wait for the same tokens.
                with anyio.CancelScope(shield=True), self._session.spending_refresh_token():
                    self._session.keep(await self._refresh(tokens.refresh_token))
            return self._session.tokens


def _is_lost(failure: Exception) -> bool:
    """Return whether the shop may have issued new tokens: no response arrived, or a gateway failed to forward it."""
    status = _status(failure)
    return status is None or status in _GATEWAY_ERRORS or status < _FIRST_FAILURE


def _status(failure: Exception) -> int | None:
    return failure.status if isinstance(failure, (ShopProblem, UnexpectedAnswer)) else None


def _sign(request: httpx.Request, tokens: TokenPair | None) -> TokenPair | None:
    if tokens is not None:
        request.headers["Authorization"] = f"Bearer {tokens.access_token}"
    return tokens
