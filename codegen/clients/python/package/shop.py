"""The client: sessions, retries, and exceptions for problems."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ecommerce_api_client.api.auth import refresh_session
from ecommerce_api_client.client import AuthenticatedClient, Client
from ecommerce_api_client.models import LoginRequest, PasswordChange, RefreshRequest, TokenPair
from ecommerce_api_client.operations import AsyncOperations, Operations
from ecommerce_api_client.runtime.operation import checked
from ecommerce_api_client.runtime.options import check_base_url, check_retries, check_seconds
from ecommerce_api_client.runtime.responses import unwrap
from ecommerce_api_client.runtime.retries import Retries
from ecommerce_api_client.runtime.retrying import AsyncRetryingClient, RetryingClient
from ecommerce_api_client.runtime.sessions import AsyncSession, Session

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Self

    import httpx

_DEFAULT = Retries()


class Shop(Operations):
    """A client of the shop, for either server; thread-safe.

    Parameters
    ----------
    base_url : str
        The server, such as ``https://api.example.com/v1``.
    api_key : str | None
        The API key, which the partner server requires.
    tokens : TokenPair | None
        The tokens of an earlier session. Don't share them between processes: a refresh token is valid once.
    on_tokens : Callable | None
        Called with new tokens before they are used, and with None when the session ends.
    retries : Retries
        The number of attempts and the waits between them.
    timeout : float
        Seconds for one attempt, from the connection to the end of the response.
    transport : httpx.BaseTransport | None
        A transport instead of a network connection.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str | None = None,
        tokens: TokenPair | None = None,
        on_tokens: Callable[[TokenPair | None], None] | None = None,
        retries: Retries = _DEFAULT,
        timeout: float = 30,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._session = Session(tokens, on_tokens, self._refresh_tokens)
        options = _options(base_url, api_key, tokens, retries, timeout)
        new_client = partial(RetryingClient, **options, transport=transport)
        super().__init__(
            AuthenticatedClient(base_url=base_url, token="").set_httpx_client(new_client(auth=self._session)),
            Client(base_url=base_url).set_httpx_client(new_client()),
        )

    @property
    def tokens(self) -> TokenPair | None:
        """The session's newest tokens; None without a session."""
        return self._session.tokens

    def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in; later calls use the session."""
        tokens = super().login_user(body)
        self._session.keep(tokens)
        return tokens

    def change_password(self, body: PasswordChange) -> TokenPair:
        """Change the password; later calls use the session's new tokens."""
        tokens = super().change_password(body)
        self._session.keep(tokens)
        return tokens

    def logout_user(self) -> None:
        """End the session."""
        super().logout_user()
        self._session.keep(None)

    def refresh(self) -> TokenPair | None:
        """Refresh the tokens now; calls refresh expired tokens automatically."""
        return None if self.tokens is None else self._session.renew(self.tokens)

    def close(self) -> None:
        """Close the connections."""
        self.client.get_httpx_client().close()
        self.anonymous.get_httpx_client().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _refresh_tokens(self, refresh_token: str) -> TokenPair:
        body = RefreshRequest(refresh_token=refresh_token)
        return unwrap(TokenPair, refresh_session.sync_detailed(client=self.anonymous, body=body))


class AsyncShop(AsyncOperations):
    """The asynchronous `Shop`, for asyncio and trio.

    It has the same parameters; ``on_tokens`` may be a coroutine function.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str | None = None,
        tokens: TokenPair | None = None,
        on_tokens: Callable[[TokenPair | None], Awaitable[None] | None] | None = None,
        retries: Retries = _DEFAULT,
        timeout: float = 30,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._session = AsyncSession(tokens, on_tokens, self._refresh_tokens)
        options = _options(base_url, api_key, tokens, retries, timeout)
        new_client = partial(AsyncRetryingClient, **options, transport=transport)
        super().__init__(
            AuthenticatedClient(base_url=base_url, token="").set_async_httpx_client(new_client(auth=self._session)),
            Client(base_url=base_url).set_async_httpx_client(new_client()),
        )

    @property
    def tokens(self) -> TokenPair | None:
        """The session's newest tokens; None without a session."""
        return self._session.tokens

    async def login_user(self, body: LoginRequest) -> TokenPair:
        """Log in; later calls use the session."""
        tokens = await super().login_user(body)
        await self._session.keep(tokens)
        return tokens

    async def change_password(self, body: PasswordChange) -> TokenPair:
        """Change the password; later calls use the session's new tokens."""
        tokens = await super().change_password(body)
        await self._session.keep(tokens)
        return tokens

    async def logout_user(self) -> None:
        """End the session."""
        await super().logout_user()
        await self._session.keep(None)

    async def refresh(self) -> TokenPair | None:
        """Refresh the tokens now; calls refresh expired tokens automatically."""
        return None if self.tokens is None else await self._session.renew(self.tokens)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.get_async_httpx_client().aclose()
        await self.anonymous.get_async_httpx_client().aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _refresh_tokens(self, refresh_token: str) -> TokenPair:
        body = RefreshRequest(refresh_token=refresh_token)
        return unwrap(TokenPair, await refresh_session.asyncio_detailed(client=self.anonymous, body=body))


@checked("Shop", {"api_key": "[!-~]+"})
def _options(
    base_url: str,
    api_key: str | None,
    tokens: TokenPair | None,  # noqa: ARG001  # only checked
    retries: Retries,
    timeout: float,
) -> dict[str, Any]:
    """Return the options of the httpx clients, checked."""
    check_base_url(base_url)
    check_retries(retries)
    check_seconds("timeout", timeout)
    headers = {} if api_key is None else {"X-Api-Key": api_key}
    return {"base_url": base_url, "headers": headers, "retries": retries, "timeout": timeout}
