# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""A deadline for each attempt.

The timeouts of httpx limit single reads and writes: a server that sends a byte now and then is never too slow for them.
"""

from __future__ import annotations

from contextvars import ContextVar
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

if TYPE_CHECKING:
    from ssl import SSLContext

_deadline: ContextVar[float] = ContextVar("deadline", default=inf)


def start_attempt(request: httpx.Request) -> None:
    """Set the deadline of the attempt that this thread or task begins."""
    seconds: float | None = request.extensions["timeout"]["read"]
    _deadline.set(inf if seconds is None else monotonic() + seconds)


def limit_connections(client: httpx.Client | httpx.AsyncClient) -> None:
    """Apply the deadlines to a client's connections, through proxies, too."""
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001  # httpx has no parameter for it
        if isinstance(transport, httpx.HTTPTransport):
            pool = transport._pool  # noqa: SLF001  # as above
            pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001  # as above
        elif isinstance(transport, httpx.AsyncHTTPTransport):
            async_pool = transport._pool  # noqa: SLF001  # as above
            async_pool._network_backend = _AsyncBackend(async_pool._network_backend)  # noqa: SLF001  # as above


def _limited(timeout: float | None, error: type[Exception]) -> float | None:
    """Return the timeout of an action before the deadline; raise the error if it has passed."""
    left = _deadline.get() - monotonic()
    if left <= 0:
        raise error("the timeout of the attempt has passed")
    return timeout if left == inf else min(left, left if timeout is None else timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _limited(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _limited(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, limited))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _Stream(self._backend.connect_tcp(host, port, limited, *args, **options))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _Stream(self._backend.connect_unix_socket(path, limited, *args, **options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, _limited(timeout, httpcore.ReadTimeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, _limited(timeout, httpcore.WriteTimeout))

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, limited))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.AsyncNetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _AsyncStream(await self._backend.connect_tcp(host, port, limited, *args, **options))

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.AsyncNetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _AsyncStream(await self._backend.connect_unix_socket(path, limited, *args, **options))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)
