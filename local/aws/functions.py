"""The functions of ``terraform/functions.json``: what runs them, and running them in this process as Lambda would."""

from __future__ import annotations

import importlib
import json
import logging
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

import anyio
import anyio.to_thread

from handlers.domain.errors import ShopError
from local.config import ACCOUNT, REGION, ROOT, function_name, slowdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Of each function, as Lambda may reserve it: one that calls another must not keep it from running.
_AT_ONCE = 64
_log = logging.getLogger(__name__)


class FunctionFailed(Exception):  # Lambda's word is "FunctionError"; this says it was unhandled
    """A function raised, or answered something that is no JSON; the type is its error's name."""

    def __init__(self, message: str, error_type: str = "Runtime.Unknown") -> None:
        super().__init__(message)
        self.message = message
        self.error_type = error_type


class FunctionTimedOut(Exception):
    """A function did not answer in its time; it may still be at work."""

    error_type = "Sandbox.Timedout"


class FunctionRuntime(Protocol):
    """What runs functions: in this process, or from the image."""

    def key_of(self, name: str) -> str | None:
        """Return the key of the function that has a name in AWS, or None if there is none."""
        ...

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return what a function answers to an event.

        Raises
        ------
        FunctionFailed
            If it raises.
        FunctionTimedOut
            If it takes longer than it may.
        KeyError
            If there is no such function.
        """
        ...


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What Lambda tells a function of itself; the names are Lambda's."""

    function_name: str
    memory_limit_in_mb: int
    deadline: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    identity: None = None
    client_context: None = None

    @property
    def invoked_function_arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where its lines go."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """Which of its instances writes them."""
        return "local"

    def get_remaining_time_in_millis(self) -> int:
        """Return for how long it may still work."""
        return max(0, round((self.deadline - time.monotonic()) * 1000))


type Handler = Callable[[Any, FunctionContext], Any]


class Functions:
    """Runs functions by their key: an operationId, or an event function's file name.

    Parameters
    ----------
    rows : Mapping
        What ``terraform/functions.json`` says of each.
    """

    def __init__(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        self._rows = rows
        self._handlers: dict[str, Handler] = {}
        self._limiters: dict[str, anyio.CapacityLimiter] = {}

    def load(self) -> None:
        """Import every handler now, so that no request waits for it."""
        for key in self._rows:
            self._handler(key)

    def key_of(self, name: str) -> str | None:
        """Return the key of the function that has a name in AWS, or None if there is none."""
        return key_of(self._rows, name)

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return what a function answers to an event; both pass through JSON, as they do in Lambda.

        Parameters
        ----------
        key : str
            Which function: a key of ``terraform/functions.json``.
        event : Mapping[str, Any]
            What it is called with; JSON must be able to hold it.

        Raises
        ------
        FunctionFailed
            If it raises.
        FunctionTimedOut
            If it takes longer than it may.
        KeyError
            If there is no such function.
        """
        row = self._rows[key]
        seconds = slowdown() * float(row["timeout"])
        context = FunctionContext(function_name(row["name"]), int(row["memory"]), time.monotonic() + seconds)
        limiter = self._limiters.setdefault(key, anyio.CapacityLimiter(_AT_ONCE))
        try:
            with anyio.fail_after(seconds):
                # A thread can't be stopped: one that is late goes on, as a function at the gateway's limit does.
                return await anyio.to_thread.run_sync(
                    self._call, key, event, context, abandon_on_cancel=True, limiter=limiter
                )
        except TimeoutError as error:
            raise FunctionTimedOut(key) from error

    def _call(self, key: str, event: Mapping[str, Any], context: FunctionContext) -> Any:  # noqa: ANN401
        try:
            answer = self._handler(key)(json.loads(json.dumps(event)), context)
            return json.loads(json.dumps(answer))
        except Exception as error:
            # Lambda's edge: whatever a function raises is its failure, and none of ours.
            if isinstance(error, ShopError):
                _log.warning("%s failed (%s)", context.function_name, type(error).__name__)
            elif str(error) != "Unauthorized":
                _log.exception("%s failed", context.function_name)
            raise FunctionFailed(str(error), type(error).__name__) from error

    def _handler(self, key: str) -> Handler:
        if key not in self._handlers:
            module, _, name = str(self._rows[key]["handler"]).rpartition(".")
            self._handlers[key] = cast("Handler", getattr(importlib.import_module(module), name))
        return self._handlers[key]


def key_of(rows: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    """Return the key of the function that has a name in AWS, or None if there is none.

    Parameters
    ----------
    rows : Mapping
        What ``terraform/functions.json`` says of each.
    name : str
        The name, such as ``ecommerce-local-product-list``.
    """
    keys = (key for key, row in rows.items() if function_name(row["name"]) == name)
    return next(keys, None)


def rows() -> dict[str, dict[str, Any]]:
    """Return ``terraform/functions.json``."""
    read: dict[str, dict[str, Any]] = json.loads((ROOT / "terraform" / "functions.json").read_text())
    return read
