"""The port for running the shop's functions: in this process (`local.aws.functions`) or in containers (`docker`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class FunctionFailed(Exception):  # Lambda's term is "FunctionError"
    """A function raised an exception, or its result is not JSON; `error_type` is the exception's name."""

    def __init__(self, message: str, error_type: str = "Runtime.Unknown") -> None:
        super().__init__(message)
        self.message = message
        self.error_type = error_type


class FunctionTimedOut(Exception):
    """A function exceeded its timeout; its thread or container may still be running."""

    error_type = "Sandbox.Timedout"


class Invoke(Protocol):
    """Invokes a function by its key in ``terraform/functions.json``."""

    async def __call__(self, key: str, event: Mapping[str, Any], /) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return the function's result."""
        ...


class FunctionRuntime(Protocol):
    """Runs functions, in this process or in containers of the image."""

    def key_of(self, name: str) -> str | None:
        """Return the key of the function with an AWS name, or None if there is no such function."""
        ...

    async def invoke(self, key: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON of any shape
        """Return a function's result for an event.

        Raises
        ------
        FunctionFailed
            If it raises an exception.
        FunctionTimedOut
            If it exceeds its timeout.
        KeyError
            If there is no such function.
        """
        ...
