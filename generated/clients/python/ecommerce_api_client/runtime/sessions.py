# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""A session's tokens, which are refreshed once however many calls find them expired."""

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
_PASSED_ON = frozenset({502, 504})
_FIRST_FAILURE = 400


class Session:
    """The tokens of whoever is signed in.

    Parameters
    ----------
    tokens : TokenPair | None
        Those of a session that goes on.
    on_tokens : Callable | None
        Told of new tokens before anything is asked with them, and of None when the session has ended.
    """

    def __init__(self, tokens: TokenPair | None, on_tokens: Callable[[TokenPair | None], None] | None) -> None:
        self._tokens = tokens
        self._on_tokens = on_tokens

    @property
    def tokens(self) -> TokenPair | None:
        """The newest tokens; None while nobody is signed in."""
        return self._tokens

    def keep(self, tokens: TokenPair | None) -> None:
        """Take the place of the tokens until now."""
        self._tokens = tokens
        if self._on_tokens is not None:
            self._on_tokens(tokens)

    @contextmanager
    def using_up(self) -> Iterator[None]:
        """End the session here where its refresh token may be used up: sent again, it would be taken for stolen.

        Raises
        ------
        SessionLost
            If the answer with the new tokens did not arrive.
        """
        try:
            yield
        except UNSENT:
            raise
        except (ShopProblem, UnexpectedAnswer, httpx.TransportError) as failure:
            if _is_lost(failure):
                self.keep(None)
                raise SessionLost("The answer with the new tokens got lost: log in again.") from failure
            if _status(failure) == _UNAUTHORIZED:
                self.keep(None)
            raise
        except BaseException:  # such as Ctrl-C
            self.keep(None)
            raise


class Bearer(httpx.Auth):
    """Sends the session's access token; where it is refused, once more with a new one.

    Parameters
    ----------
    session : Session
        Whose tokens are sent.
    refreshed : Callable
        Asks the shop for new tokens with a refresh token.
    """

    def __init__(self, session: Session, refreshed: Callable[[str], TokenPair]) -> None:
        self._session = session
        self._refreshed = refreshed
        self._alone = threading.Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with the access token, and again with a new one."""
        tokens = _sign(request, self._session.tokens)
        response = yield request
        if response.status_code == _UNAUTHORIZED and tokens and self.renew(tokens):
            _sign(request, self._session.tokens)
            yield request

    def renew(self, tokens: TokenPair) -> TokenPair | None:
        """Return the tokens that follow these: new ones, or those that another thread got meanwhile."""
        with self._alone:
            if self._session.tokens is tokens:
                with self._session.using_up():
                    self._session.keep(self._refreshed(tokens.refresh_token))
            return self._session.tokens


class AsyncBearer(httpx.Auth):
    """Does for tasks what `Bearer` does for threads."""

    def __init__(self, session: Session, refreshed: Callable[[str], Awaitable[TokenPair]]) -> None:
        self._session = session
        self._refreshed = refreshed
        self._alone = anyio.Lock()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send a request with the access token, and again with a new one."""
        tokens = _sign(request, self._session.tokens)
        response = yield request
        if response.status_code == _UNAUTHORIZED and tokens and await self.renew(tokens):
            _sign(request, self._session.tokens)
            yield request

    async def renew(self, tokens: TokenPair) -> TokenPair | None:
        """Return the tokens that follow these: new ones, or those that another task got meanwhile."""
        async with self._alone:
            if self._session.tokens is tokens:
                # Whoever asks may be cancelled; others wait for the same tokens.
                with anyio.CancelScope(shield=True), self._session.using_up():
                    self._session.keep(await self._refreshed(tokens.refresh_token))
            return self._session.tokens


def _is_lost(failure: Exception) -> bool:
    """Tell whether new tokens may have been made: no answer came, or one that came between could not pass it on."""
    status = _status(failure)
    return status is None or status in _PASSED_ON or status < _FIRST_FAILURE


def _status(failure: Exception) -> int | None:
    return failure.status if isinstance(failure, (ShopProblem, UnexpectedAnswer)) else None


def _sign(request: httpx.Request, tokens: TokenPair | None) -> TokenPair | None:
    if tokens is not None:
        request.headers["Authorization"] = f"Bearer {tokens.access_token}"
    return tokens
