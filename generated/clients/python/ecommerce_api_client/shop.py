# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""The shop as its callers want it: signed in, patient, and raising what went wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ecommerce_api_client.api.auth import refresh_session
from ecommerce_api_client.client import AuthenticatedClient, Client
from ecommerce_api_client.models import LoginRequest, RefreshRequest, TokenPair
from ecommerce_api_client.operations import AsyncOperations, Operations
from ecommerce_api_client.runtime.answers import answered
from ecommerce_api_client.runtime.asking import AskingClient, AsyncAskingClient
from ecommerce_api_client.runtime.retries import Retries
from ecommerce_api_client.runtime.sessions import AsyncBearer, Bearer, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    import httpx

_USUAL = Retries()


class Shop(Operations):
    """A shop, on either server; good for many threads.

    Parameters
    ----------
    base_url : str
        A server of it, such as ``https://api.example.com/v1``.
    api_key : str | None
        What the partner server asks for.
    tokens : TokenPair | None
        Those of a session that goes on. One process may have them: a refresh token is good for one use.
    on_tokens : Callable | None
        Told of new tokens before anything is asked with them, and of None when the session has ended.
    retries : Retries
        How patient it is.
    timeout : float
        Seconds to wait for an answer.
    transport : httpx.BaseTransport | None
        What carries requests in place of a connection.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str | None = None,
        tokens: TokenPair | None = None,
        on_tokens: Callable[[TokenPair | None], None] | None = None,
        retries: Retries = _USUAL,
        timeout: float = 30,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._session = Session(tokens, on_tokens)
        self._bearer = Bearer(self._session, self._refreshed)
        asking = partial(AskingClient, **_options(base_url, api_key, retries, timeout), transport=transport)
        super().__init__(
            AuthenticatedClient(base_url=base_url, token="").set_httpx_client(asking(auth=self._bearer)),
            Client(base_url=base_url).set_httpx_client(asking()),
        )

    @property
    def tokens(self) -> TokenPair | None:
        """The session's newest tokens; None while nobody is signed in."""
        return self._session.tokens

    def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in, and sign what is asked from now on."""
        tokens = super().login_user(body)
        self._session.keep(tokens)
        return tokens

    def logout_user(self) -> None:
        """End the session."""
        super().logout_user()
        self._session.keep(None)

    def refresh(self) -> TokenPair | None:
        """Get new tokens now; calls do it by themselves when theirs has expired."""
        return None if self.tokens is None else self._bearer.renew(self.tokens)

    def close(self) -> None:
        """Close the connections."""
        self.client.get_httpx_client().close()
        self.anonymous.get_httpx_client().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _refreshed(self, refresh_token: str) -> TokenPair:
        body = RefreshRequest(refresh_token=refresh_token)
        return answered(TokenPair, refresh_session.sync_detailed(client=self.anonymous, body=body))


class AsyncShop(AsyncOperations):
    """A shop for asyncio and trio; its parameters are those of `Shop`."""

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str | None = None,
        tokens: TokenPair | None = None,
        on_tokens: Callable[[TokenPair | None], None] | None = None,
        retries: Retries = _USUAL,
        timeout: float = 30,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._session = Session(tokens, on_tokens)
        self._bearer = AsyncBearer(self._session, self._refreshed)
        asking = partial(AsyncAskingClient, **_options(base_url, api_key, retries, timeout), transport=transport)
        super().__init__(
            AuthenticatedClient(base_url=base_url, token="").set_async_httpx_client(asking(auth=self._bearer)),
            Client(base_url=base_url).set_async_httpx_client(asking()),
        )

    @property
    def tokens(self) -> TokenPair | None:
        """The session's newest tokens; None while nobody is signed in."""
        return self._session.tokens

    async def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in, and sign what is asked from now on."""
        tokens = await super().login_user(body)
        self._session.keep(tokens)
        return tokens

    async def logout_user(self) -> None:
        """End the session."""
        await super().logout_user()
        self._session.keep(None)

    async def refresh(self) -> TokenPair | None:
        """Get new tokens now; calls do it by themselves when theirs has expired."""
        return None if self.tokens is None else await self._bearer.renew(self.tokens)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.get_async_httpx_client().aclose()
        await self.anonymous.get_async_httpx_client().aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _refreshed(self, refresh_token: str) -> TokenPair:
        body = RefreshRequest(refresh_token=refresh_token)
        return answered(TokenPair, await refresh_session.asyncio_detailed(client=self.anonymous, body=body))


def _options(base_url: str, api_key: str | None, retries: Retries, timeout: float) -> dict[str, Any]:
    headers = {} if api_key is None else {"X-Api-Key": api_key}
    return {"base_url": base_url, "headers": headers, "retries": retries, "timeout": timeout}
