"""Connections of a load test: any number, none of which waits for another."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

# API Gateway waits 29.
TIMEOUT_SECONDS = 30.0


class Connections:
    """Clients with one connection each.

    In one client, the time for a request grows with the number of the others that wait: its pool looks through all of
    them. A client that is busy with that starts requests late.

    Parameters
    ----------
    new_client : Callable
        Creates a client.
    """

    def __init__(self, new_client: Callable[[], httpx.AsyncClient]) -> None:
        self._new_client = new_client
        self._clients: list[httpx.AsyncClient] = []
        self._idle: list[httpx.AsyncClient] = []

    @classmethod
    def to(cls, storefront: str) -> Self:
        """Return connections to a storefront."""
        limits, tls = httpx.Limits(max_connections=1), httpx.create_ssl_context()
        new = partial(httpx.AsyncClient, base_url=storefront, limits=limits, timeout=TIMEOUT_SECONDS, verify=tls)
        return cls(new)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """Lend a client to one request."""
        if self._idle:
            client = self._idle.pop()
        else:
            client = self._new_client()
            self._clients.append(client)
        try:
            yield client
        finally:
            self._idle.append(client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            await client.aclose()
