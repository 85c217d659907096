# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""httpx clients that retry requests, and raise exceptions for failures."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from ecommerce_api_client.runtime.attempts import Attempts
from ecommerce_api_client.runtime.deadlines import limit_connections, start_attempt
from ecommerce_api_client.runtime.problems import ShopError
from ecommerce_api_client.runtime.responses import forget_response, record

if TYPE_CHECKING:
    from ecommerce_api_client.runtime.retries import Retries


class RetryingClient(httpx.Client):
    """An httpx client that retries requests as `Retries` defines."""

    def __init__(self, *, retries: Retries, **options: Any) -> None:
        super().__init__(**options)
        self._retries = retries
        self.event_hooks = {"request": [_begin], "response": [record]}
        limit_connections(self)

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and return its successful response.

        Raises
        ------
        ShopError
            If there is none.
        """
        attempts = Attempts(self._retries, request)
        while True:
            try:
                response = super().send(request, **options)
            except httpx.RequestError as error:
                wait = attempts.after_error(error)
            except ShopError as failure:
                attempts.after_refresh(failure)
            else:
                retry_after = attempts.after_response(response)
                if retry_after is None:
                    return response
                wait = retry_after
            time.sleep(wait)


class AsyncRetryingClient(httpx.AsyncClient):
    """The asynchronous `RetryingClient`."""

    def __init__(self, *, retries: Retries, **options: Any) -> None:
        super().__init__(**options)
        self._retries = retries
        self.event_hooks = {"request": [_begin_async], "response": [_record_async]}
        limit_connections(self)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and return its successful response."""
        attempts = Attempts(self._retries, request)
        while True:
            try:
                response = await super().send(request, **options)
            except httpx.RequestError as error:
                wait = attempts.after_error(error)
            except ShopError as failure:
                attempts.after_refresh(failure)
            else:
                retry_after = attempts.after_response(response)
                if retry_after is None:
                    return response
                wait = retry_after
            await anyio.sleep(wait)


def _begin(request: httpx.Request) -> None:
    """Begin an attempt."""
    forget_response(request)
    start_attempt(request)


async def _begin_async(request: httpx.Request) -> None:
    _begin(request)


async def _record_async(response: httpx.Response) -> None:
    record(response)
