"""The connections of a load test: no request waits for another's."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest

from ops.load.connections import Connections


def test_requests_at_the_same_time_have_connections_of_their_own_which_later_ones_use() -> None:
    async def use() -> tuple[set[int], set[int], list[httpx.AsyncClient]]:
        made: list[httpx.AsyncClient] = []

        def new() -> httpx.AsyncClient:
            made.append(httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))))
            return made[-1]

        async with Connections(new) as connections:
            async with AsyncExitStack() as stack:
                first = {id(await stack.enter_async_context(connections.client())) for _ in range(5)}
            async with AsyncExitStack() as stack:
                later = {id(await stack.enter_async_context(connections.client())) for _ in range(5)}
        return first, later, made

    first, later, made = asyncio.run(use())

    assert len(first) == 5
    assert later == first
    assert all(client.is_closed for client in made)


def test_connection_of_a_failed_request_is_used_again() -> None:
    async def use() -> bool:
        async with Connections(httpx.AsyncClient) as connections:
            with pytest.raises(httpx.ReadTimeout):
                async with connections.client() as failed:
                    raise httpx.ReadTimeout("late")
            async with connections.client() as client:
                return client is failed

    assert asyncio.run(use())
