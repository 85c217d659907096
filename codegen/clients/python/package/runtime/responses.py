"""Read responses: models, problems, and responses outside the contract."""

from __future__ import annotations

import json
import re
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from ecommerce_api_client.models import Problem
from ecommerce_api_client.runtime.operation import OPERATION
from ecommerce_api_client.runtime.problems import NotModified, ShopProblem, UnexpectedResponse
from ecommerce_api_client.runtime.tagged import Tagged

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from ecommerce_api_client.runtime.operation import Operation
    from ecommerce_api_client.runtime.problems import ShopError
    from ecommerce_api_client.types import Response

Model = TypeVar("Model")

# What JSON that isn't a model raises when it is parsed into one.
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError)
_FIRST_FAILURE = 400
_NOT_MODIFIED = 304


def failure_of(response: httpx.Response) -> ShopError | None:
    """Return the exception for a response whose body was read; None for a success of its operation."""
    failed = response.status_code >= _FIRST_FAILURE
    known = _problem(response) if failed else None
    if known is None and (failed or not _is_success(response)):
        return UnexpectedResponse(response, operation_name(response.request))
    return known


def operation_name(request: httpx.Request) -> str:
    """Return the name of a request's operation, or its method and path."""
    operation: Operation | None = request.extensions.get(OPERATION)
    return f"{request.method} {request.url.path}" if operation is None else operation.name


def read_json(response: httpx.Response) -> Any:
    """Return the JSON of a response.

    Raises
    ------
    ValueError
        If it isn't JSON.
    """
    return json.loads(response.content, parse_constant=_no_json)


@contextmanager
def reading(response: httpx.Response) -> Iterator[None]:
    """Translate the errors of parsing a response.

    Raises
    ------
    UnexpectedResponse
        If the response can't be parsed.
    """
    try:
        yield
    except _UNREADABLE as error:
        raise UnexpectedResponse(response, operation_name(response.request)) from error


def unwrap(model: type[Model], response: Response[Any]) -> Model:
    """Return the model in a successful response, with its ETag.

    Raises
    ------
    NotModified
        If there is none, because it hasn't changed.
    """
    parsed = response.parsed
    if not isinstance(parsed, model):
        raise NotModified(f"The ETag is still {response.headers.get('ETag')}.")
    if isinstance(parsed, Tagged):
        parsed.etag = response.headers.get("ETag", "")
    return parsed


def seconds_to_wait(response: httpx.Response) -> int | None:
    """Return the Retry-After of a response in seconds, if it has one."""
    value = response.headers.get("Retry-After", "")
    return int(value) if re.fullmatch("[0-9]{1,9}", value) else None


def new_key() -> str:
    """Return a new random Idempotency-Key."""
    return str(uuid.uuid4())


def _no_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} isn't JSON")


def _is_success(response: httpx.Response) -> bool:
    operation: Operation | None = response.request.extensions.get(OPERATION)
    if operation is None:
        return True
    has_body = operation.successes.get(response.status_code)
    if has_body:
        return _media_type(response) == "application/json"
    unrequested = response.status_code == _NOT_MODIFIED and "If-None-Match" not in response.request.headers
    return has_body is not None and not unrequested


def _problem(response: httpx.Response) -> ShopProblem | None:
    if _media_type(response) == "application/problem+json":
        with suppress(*_UNREADABLE):
            problem = Problem.from_dict(read_json(response))
            if problem.status == response.status_code:
                return ShopProblem(problem, seconds_to_wait(response))
    return None


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
