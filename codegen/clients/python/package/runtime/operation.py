"""An operation of the contract, and the check of its arguments."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, get_type_hints

from ecommerce_api_client.runtime.problems import InvalidArgument
from ecommerce_api_client.runtime.shapes import Mismatch, check_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# The key of a request's extension with its operation.
OPERATION = "operation"
# Short enough for several in one URL, even if each character is encoded.
_LONGEST_TEXT = 2000
# What Python raises for a value that it can't convert.
_UNSENDABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the contract.

    Parameters
    ----------
    name : str
        Its operationId.
    successes : Mapping[int, bool]
        Whether a successful response has a JSON body, by status.
    """

    name: str
    successes: Mapping[int, bool]


def checked(
    name: str, patterns: Mapping[str, str]
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Return a decorator that checks a function's arguments against its annotations and these patterns.

    The function raises InvalidArgument, with this name, for an argument that breaks the contract.
    """

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(function)
        def check_and_call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            arguments = inspect.signature(function).bind(*args, **kwargs).arguments
            try:
                for argument, value in arguments.items():
                    check_type(argument, value, _annotations(function)[argument])
                    _check_text(argument, value, patterns.get(argument))
                return function(*args, **kwargs)
            except _UNSENDABLE as error:
                raise InvalidArgument(f"{name}: {error}") from error

        return check_and_call

    return decorate


@cache
def _annotations(function: Callable[..., object]) -> dict[str, Any]:
    return get_type_hints(function)


def _check_text(name: str, value: object, pattern: str | None) -> None:
    """Check a text in the path, the query or a header."""
    if not isinstance(value, str):
        return
    # Without the value, which may be a secret, or long.
    if pattern is not None and re.fullmatch(pattern, value) is None:
        raise Mismatch(f"{name}: the text doesn't match {pattern}")
    if pattern is None and len(value) > _LONGEST_TEXT:
        raise Mismatch(f"{name}: the text is too long for a URL")
