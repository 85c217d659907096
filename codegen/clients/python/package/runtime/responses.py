"""Read responses: models, problems, and responses outside the contract."""

from __future__ import annotations

import json
import re
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

import httpx

from ecommerce_api_client.models import Problem
from ecommerce_api_client.runtime.operation import OPERATION
from ecommerce_api_client.runtime.problems import (
    IDEMPOTENCY_KEY,
    KEPT_BYTES,
    NotModified,
    ShopProblem,
    UnexpectedResponse,
)
from ecommerce_api_client.runtime.shapes import Mismatch, check_type
from ecommerce_api_client.runtime.tagged import Tagged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from ecommerce_api_client.runtime.operation import Operation
    from ecommerce_api_client.runtime.problems import ShopError
    from ecommerce_api_client.types import Response

Model = TypeVar("Model")
Read = TypeVar("Read", bound="_Readable")

# What JSON that isn't a model raises when it is parsed into one.
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError)
# The key of a request's extension with the response whose headers have arrived.
_ARRIVED = "arrived"
_FIRST_FAILURE = 400
_NOT_MODIFIED = 304


class _Readable(Protocol):
    """A generated model."""

    @classmethod
    def from_dict(cls: type[Read], src_dict: Mapping[str, Any]) -> Read: ...

    def to_dict(self) -> dict[str, Any]: ...


class _Recorded(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, whose beginning is kept in case that the rest can't be read."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.beginning = b""

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._record(chunk)
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._record(chunk)
            yield chunk

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()

    def _record(self, chunk: bytes) -> None:
        self.beginning += chunk[: KEPT_BYTES - len(self.beginning)]


def record(response: httpx.Response) -> None:
    """Keep a response for `broken_response`, before its body is read."""
    response.stream = _Recorded(response.stream)
    response.request.extensions[_ARRIVED] = response


def forget_response(request: httpx.Request) -> None:
    """Forget the response to an earlier attempt."""
    request.extensions.pop(_ARRIVED, None)


def broken_response(request: httpx.Request) -> UnexpectedResponse | None:
    """Return the exception for a response that can't be read to its end; None if none has arrived."""
    response: httpx.Response | None = request.extensions.get(_ARRIVED)
    return None if response is None else _unexpected(response, "the response can't be read")


def failure_of(response: httpx.Response) -> ShopError | None:
    """Return the exception for a response whose body was read; None for a success of its operation."""
    failed = response.status_code >= _FIRST_FAILURE
    known = _problem(response) if failed else None
    if known is None and (failed or not _is_success(response)):
        return _unexpected(response, "neither a success of the operation nor a problem")
    return known


def operation_name(request: httpx.Request) -> str:
    """Return the name of a request's operation, or its method and path."""
    operation: Operation | None = request.extensions.get(OPERATION)
    return f"{request.method} {request.url.path}" if operation is None else operation.name


def read_model(model: type[Read], response: httpx.Response) -> Read:
    """Return the model in the JSON of a response.

    Raises
    ------
    Mismatch
        If the JSON doesn't have the model's shape.
    KeyError, TypeError, ValueError, ...
        If it can't be parsed into a model.
    """
    received = json.loads(response.content, parse_constant=_no_json)
    parsed = model.from_dict(received)
    check_type(model.__name__, parsed, model)
    # Parsing accepts more than the contract, such as text for money or an empty object for a list.
    if parsed.to_dict() != received:
        raise Mismatch(f"{model.__name__}: the JSON has another structure")
    return parsed


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
    except Mismatch as error:
        raise _unexpected(response, str(error)) from error
    except _UNREADABLE as error:
        raise _unexpected(response, f"{type(error).__name__} while it was parsed") from error


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


def _unexpected(response: httpx.Response, reason: str) -> UnexpectedResponse:
    request, stream = response.request, response.stream
    try:
        body = response.content
    except httpx.ResponseNotRead:
        body = stream.beginning if isinstance(stream, _Recorded) else b""
    failure = UnexpectedResponse(
        operation_name(request), reason, status=response.status_code, headers=response.headers, body=body
    )
    failure.idempotency_key = request.headers.get(IDEMPOTENCY_KEY)
    return failure


def _is_success(response: httpx.Response) -> bool:
    operation: Operation | None = response.request.extensions.get(OPERATION)
    if operation is None:
        return True
    has_body = operation.successes.get(response.status_code)
    if has_body:
        return _media_type(response) == "application/json"
    unrequested = response.status_code == _NOT_MODIFIED and "If-None-Match" not in response.request.headers
    return has_body is not None and not unrequested and not response.content


def _problem(response: httpx.Response) -> ShopProblem | None:
    if _media_type(response) == "application/problem+json":
        with suppress(*_UNREADABLE):
            problem = read_model(Problem, response)
            if problem.status == response.status_code:
                return ShopProblem(problem, seconds_to_wait(response))
    return None


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
