"""httpx clients that retry requests, and raise exceptions for failures."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from ecommerce_api_client.runtime.problems import raise_for_problem

if TYPE_CHECKING:
    from ecommerce_api_client.runtime.retries import Retries


class RetryingClient(httpx.Client):
    """An httpx client that retries requests as `Retries` defines."""

    def __init__(self, *, retries: Retries, **options: Any) -> None:
        super().__init__(**options)
        self._retries = retries

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and return its successful response.

        Raises
        ------
        ShopError
            If the response is a failure.
        httpx.TransportError
            If there is no response.
        """
        for attempt in itertools.count(1):
            try:
                response = super().send(request, **options)
            except httpx.TransportError as error:
                wait = self._retries.wait_after_error(request, error, attempt)
                if wait is None:
                    raise
            else:
                wait = self._retries.wait_after_response(response, attempt)
                if wait is None:
                    break
            time.sleep(wait)
        raise_for_problem(response)
        return response


class AsyncRetryingClient(httpx.AsyncClient):
    """The asynchronous `RetryingClient`."""

    def __init__(self, *, retries: Retries, **options: Any) -> None:
        super().__init__(**options)
        self._retries = retries

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and return its successful response."""
        for attempt in itertools.count(1):
            try:
                response = await super().send(request, **options)
            except httpx.TransportError as error:
                wait = self._retries.wait_after_error(request, error, attempt)
                if wait is None:
                    raise
            else:
                wait = self._retries.wait_after_response(response, attempt)
                if wait is None:
                    break
            await anyio.sleep(wait)
        raise_for_problem(response)
        return response
