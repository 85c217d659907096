"""The functions of the shop, run from the image: what they answer comes through the Runtime Interface Emulator."""

from __future__ import annotations

import http.client
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import anyio
import anyio.to_thread

from docker.containers import answers
from docker.engine import EngineFailed
from local.aws.functions import FunctionFailed, FunctionTimedOut, key_of
from local.config import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docker.containers import Containers

# The emulator has one path, whatever the function is called.
_PATH = "/2015-03-31/functions/function/invocations"
_TIMED_OUT = b"Task timed out"
# The emulator keeps a function's time; what is later than that, this one keeps.
_GRACE_SECONDS = 30
_AT_ONCE = 256
_log = logging.getLogger(__name__)


class Instances(Protocol):
    """Where instances of functions come from."""

    @property
    def most(self) -> int:
        """How many of a function there may be at once."""
        ...

    def start(self, key: str) -> int:
        """Return the port at which the emulator of one more instance of a function answers."""
        ...


@dataclass(frozen=True, slots=True)
class StartedInstances:
    """Instances that are started as they are needed, as Lambda does it, up to so many of a function."""

    containers: Containers
    most: int = 4

    def start(self, key: str) -> int:
        """Start one."""
        return self.containers.start(key).port


@dataclass(frozen=True, slots=True)
class GivenInstances:
    """One instance of each function, started by somebody else: the first at a port, the next at the one after."""

    rows: Mapping[str, Mapping[str, Any]]
    first_port: int
    most: int = 1

    def start(self, key: str) -> int:
        """Return where it is, once it is there: it may be started at the same time as the gateway."""
        port = self.port_of(key)
        if not answers(port):
            raise EngineFailed(f"Nothing answers for {key} at port {port}")
        return port

    def port_of(self, key: str) -> int:
        """Return where a function is to be."""
        return self.first_port + list(self.rows).index(key)


class ImageFunctions:
    """Runs functions by their key, one event an instance at a time.

    Parameters
    ----------
    rows : Mapping
        What ``terraform/functions.json`` says of each.
    instances : Instances
        Where their instances come from.
    """

    def __init__(self, rows: Mapping[str, Mapping[str, Any]], instances: Instances) -> None:
        self._rows = rows
        self._instances = instances
        self._idle: dict[str, list[int]] = {key: [] for key in rows}
        self._free: dict[str, anyio.Semaphore] = {}
        self._threads = anyio.CapacityLimiter(_AT_ONCE)

    def key_of(self, name: str) -> str | None:
        """Return the key of the function that has a name in AWS, or None if there is none."""
        return key_of(self._rows, name)

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return what a function answers to an event.

        Parameters
        ----------
        key : str
            Which function: a key of ``terraform/functions.json``.
        event : Mapping[str, Any]
            What it is called with; JSON must be able to hold it.

        Raises
        ------
        FunctionFailed
            If it raises, or can't be started.
        FunctionTimedOut
            If it takes longer than it may.
        KeyError
            If there is no such function.
        """
        seconds = float(self._rows[key]["timeout"]) + _GRACE_SECONDS
        async with self._free.setdefault(key, anyio.Semaphore(self._instances.most)):
            try:
                port = await self._instance(key)
                status, text = await self._in_thread(_post, port, json.dumps(event).encode(), seconds)
            except TimeoutError as error:
                raise FunctionTimedOut(key) from error
            except (EngineFailed, OSError, http.client.HTTPException) as error:
                _log.exception("%s could not be run", key)
                raise FunctionFailed(f"{key} could not be run", type(error).__name__) from error
            # One that didn't answer, or is still at it, is left alone.
            self._idle[key].append(port)
        return _answer(key, status, text)

    async def _instance(self, key: str) -> int:
        if self._idle[key]:
            return self._idle[key].pop()
        port: int = await self._in_thread(self._instances.start, key)
        return port

    async def _in_thread(self, work: Any, *arguments: Any) -> Any:  # noqa: ANN401  # whatever the work answers
        return await anyio.to_thread.run_sync(work, *arguments, abandon_on_cancel=True, limiter=self._threads)


def _post(port: int, event: bytes, seconds: float) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=seconds)
    try:
        connection.request("POST", _PATH, event)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _answer(key: str, status: int, text: bytes) -> Any:  # noqa: ANN401  # JSON of any shape
    """Return what a function answered, out of what the emulator answers for it."""
    if text.startswith(_TIMED_OUT):
        raise FunctionTimedOut(key)
    try:
        said = json.loads(text)
    except ValueError as error:
        raise FunctionFailed(f"The emulator answered {status}", "Runtime.Unknown") from error
    # It says so with a 200, too; no function of ours answers anything like it.
    if isinstance(said, dict) and "errorType" in said:
        raise FunctionFailed(str(said.get("errorMessage", "")), str(said["errorType"]))
    if status != http.HTTPStatus.OK:
        raise FunctionFailed(f"The emulator answered {status}", "Runtime.Unknown")
    return said
