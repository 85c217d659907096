# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Exceptions of the client.

ShopError
├── ShopProblem        a problem (RFC 9457), identified by its ``kind``
├── UnexpectedAnswer   a response outside the contract, such as a proxy's error page
└── SessionLost        the response with new tokens was lost
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from ecommerce_api_client.models import Problem
from ecommerce_api_client.types import Unset

if TYPE_CHECKING:
    import httpx

    from ecommerce_api_client.models import Fault, Shortage

_MEDIA_TYPE = "application/problem+json"
_FIRST_FAILURE = 400


class ShopError(Exception):
    """The request failed."""


class SessionLost(ShopError):
    """The response with new tokens was lost and the old tokens are spent: log in again."""


class UnexpectedAnswer(ShopError):
    """A response outside the contract.

    Parameters
    ----------
    status : int
        Its HTTP status.
    text : str
        Its body.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text[:200]}")
        self.status = status
        self.text = text


class ShopProblem(ShopError):
    """A problem returned by the shop.

    Parameters
    ----------
    problem : Problem
        The problem.
    retry_after : int | None
        Seconds to wait before a retry, if the response has Retry-After.
    """

    def __init__(self, problem: Problem, retry_after: int | None = None) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail} (request {problem.request_id})")
        self.problem = problem
        self.retry_after = retry_after

    @property
    def kind(self) -> str:
        """The last segment of the problem's type, such as ``out-of-stock``."""
        return self.problem.type_.rpartition("/")[2]

    @property
    def type(self) -> str:
        """The URL that identifies and documents the problem."""
        return self.problem.type_

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def detail(self) -> str:
        """The description of this occurrence."""
        return self.problem.detail

    @property
    def errors(self) -> list[Fault]:
        """The invalid parts of the request."""
        return [] if isinstance(self.problem.errors, Unset) else self.problem.errors

    @property
    def shortages(self) -> list[Shortage]:
        """The products that are out of stock."""
        return [] if isinstance(self.problem.shortages, Unset) else self.problem.shortages

    @property
    def order_id(self) -> str | None:
        """The id of the order concerned."""
        return None if isinstance(self.problem.order_id, Unset) else self.problem.order_id

    @property
    def request_id(self) -> str:
        """The id of the request, for support."""
        return self.problem.request_id


def raise_for_problem(response: httpx.Response) -> None:
    """Raise an exception for a failed response; its body must have been read.

    Raises
    ------
    ShopProblem
        If the response is a problem.
    UnexpectedAnswer
        If it is any other failure.
    """
    if response.status_code < _FIRST_FAILURE:
        return
    if response.headers.get("Content-Type", "").partition(";")[0] == _MEDIA_TYPE:
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            problem = Problem.from_dict(json.loads(response.content))
            raise ShopProblem(problem, seconds_to_wait(response))
    raise UnexpectedAnswer(response.status_code, response.text)


def seconds_to_wait(response: httpx.Response) -> int | None:
    """Return the Retry-After of a response in seconds, if it has one."""
    value = response.headers.get("Retry-After", "")
    return int(value) if value.isascii() and value.isdecimal() else None
