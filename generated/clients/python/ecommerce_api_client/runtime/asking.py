# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""httpx's clients, which ask again where that helps, and raise what is no success."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from ecommerce_api_client.runtime.problems import raise_for_problem

if TYPE_CHECKING:
    from ecommerce_api_client.runtime.retries import Retries


class AskingClient(httpx.Client):
    """Sends requests as often as its retries say."""

    def __init__(self, *, retries: Retries, **options: Any) -> None:
        super().__init__(**options)
        self._retries = retries

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and return its success.

        Raises
        ------
        ShopError
            If the answer is no success.
        httpx.TransportError
            If there is none.
        """
        for attempt in itertools.count(1):
            try:
                response = super().send(request, **options)
            except httpx.TransportError as error:
                wait = self._retries.wait_after_error(request, error, attempt)
                if wait is None:
                    raise
            else:
                wait = self._retries.wait_after_answer(response, attempt)
                if wait is None:
                    break
            time.sleep(wait)
        raise_for_problem(response)
        return response


class AsyncAskingClient(httpx.AsyncClient):
    """Does for tasks what `AskingClient` does for threads."""

    def __init__(self, *, retries: Retries, **options: Any) -> None:
        super().__init__(**options)
        self._retries = retries

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and return its success, as `AskingClient.send` does."""
        for attempt in itertools.count(1):
            try:
                response = await super().send(request, **options)
            except httpx.TransportError as error:
                wait = self._retries.wait_after_error(request, error, attempt)
                if wait is None:
                    raise
            else:
                wait = self._retries.wait_after_answer(response, attempt)
                if wait is None:
                    break
            await anyio.sleep(wait)
        raise_for_problem(response)
        return response
