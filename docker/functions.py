"""The shop's functions in containers of the image, behind the Runtime Interface Emulator."""

from __future__ import annotations

import http.client
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import anyio
import anyio.to_thread

from docker.containers import wait_until_listening
from docker.engine import EngineFailed
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.aws.functions import key_of
from local.config import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docker.containers import Containers

# The emulator's only path, for any function.
_PATH = "/2015-03-31/functions/function/invocations"
_TIMED_OUT = b"Task timed out"
# The emulator enforces the timeout; this is for a function that exceeds even that.
_GRACE_SECONDS = 30
_THREADS = 256
_log = logging.getLogger(__name__)


class Instances(Protocol):
    """A source of functions' instances."""

    @property
    def limit(self) -> int:
        """The number of instances of a function."""
        ...

    def start(self, key: str) -> int:
        """Return the port of the emulator of another instance of a function."""
        ...


@dataclass(frozen=True, slots=True)
class StartedInstances:
    """Instances that are started on demand, as Lambda's, up to a limit per function."""

    containers: Containers
    limit: int = 4

    def start(self, key: str) -> int:
        """Start a container."""
        return self.containers.start(key).port


@dataclass(frozen=True, slots=True)
class RunningInstances:
    """One running instance of each function: the first on a port, the next on the one after."""

    rows: Mapping[str, Mapping[str, Any]]
    first_port: int
    limit: int = 1

    def start(self, key: str) -> int:
        """Wait for the instance, which may be starting with the gateway, and return its port."""
        port = self.port_of(key)
        if not wait_until_listening(port):
            raise EngineFailed(f"Nothing listens for {key} at port {port}")
        return port

    def port_of(self, key: str) -> int:
        """Return the port of a function."""
        return self.first_port + list(self.rows).index(key)


class ImageFunctions:
    """Runs functions by their key, one event per instance at a time.

    Parameters
    ----------
    rows : Mapping
        The rows of ``terraform/functions.json``.
    instances : Instances
        The source of their instances.
    """

    def __init__(self, rows: Mapping[str, Mapping[str, Any]], instances: Instances) -> None:
        self._rows = rows
        self._instances = instances
        self._idle: dict[str, list[int]] = {key: [] for key in rows}
        self._free: dict[str, anyio.Semaphore] = {}
        self._threads = anyio.CapacityLimiter(_THREADS)

    def key_of(self, name: str) -> str | None:
        """Return the key of the function with an AWS name, or None if there is no such function."""
        return key_of(self._rows, name)

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return a function's result for an event.

        Parameters
        ----------
        key : str
            A key of ``terraform/functions.json``.
        event : Mapping[str, Any]
            The event, serializable as JSON.

        Raises
        ------
        FunctionFailed
            If it raises an exception or can't be started.
        FunctionTimedOut
            If it exceeds its timeout.
        KeyError
            If there is no such function.
        """
        seconds = float(self._rows[key]["timeout"]) + _GRACE_SECONDS
        async with self._free.setdefault(key, anyio.Semaphore(self._instances.limit)):
            try:
                port = await self._instance(key)
                status, text = await self._in_thread(_post, port, json.dumps(event).encode(), seconds)
            except TimeoutError as error:
                raise FunctionTimedOut(key) from error
            except (EngineFailed, OSError, http.client.HTTPException) as error:
                _log.exception("%s could not be run", key)
                raise FunctionFailed(f"{key} could not be run", type(error).__name__) from error
            # An instance that didn't respond, or is still running, isn't reused.
            self._idle[key].append(port)
        return _result(key, status, text)

    async def _instance(self, key: str) -> int:
        if self._idle[key]:
            return self._idle[key].pop()
        port: int = await self._in_thread(self._instances.start, key)
        return port

    async def _in_thread(self, work: Any, *arguments: Any) -> Any:  # noqa: ANN401  # any result
        return await anyio.to_thread.run_sync(work, *arguments, abandon_on_cancel=True, limiter=self._threads)


def _post(port: int, event: bytes, seconds: float) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=seconds)
    try:
        connection.request("POST", _PATH, event)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _result(key: str, status: int, text: bytes) -> Any:  # noqa: ANN401  # JSON of any shape
    """Return the function's result in the emulator's response."""
    if text.startswith(_TIMED_OUT):
        raise FunctionTimedOut(key)
    try:
        result = json.loads(text)
    except ValueError as error:
        raise FunctionFailed(f"The emulator returned {status}", "Runtime.Unknown") from error
    # The emulator reports errors with a 200 too; no result of ours has this member.
    if isinstance(result, dict) and "errorType" in result:
        raise FunctionFailed(str(result.get("errorMessage", "")), str(result["errorType"]))
    if status != http.HTTPStatus.OK:
        raise FunctionFailed(f"The emulator returned {status}", "Runtime.Unknown")
    return result
