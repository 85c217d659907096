# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""What the shop answers when it can't do what was asked.

ShopError
├── ShopProblem        a problem (RFC 9457); its ``kind`` tells which
├── UnexpectedAnswer   what the contract doesn't know, such as a proxy's page
└── SessionLost        new tokens were made, and did not arrive
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
    """The shop did not do what was asked."""


class SessionLost(ShopError):
    """The answer with new tokens got lost, and those until now are used up: log in again."""


class UnexpectedAnswer(ShopError):
    """An answer that the contract doesn't know.

    Parameters
    ----------
    status : int
        Its HTTP status.
    text : str
        What it says.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text[:200]}")
        self.status = status
        self.text = text


class ShopProblem(ShopError):
    """A problem, as the shop describes it.

    Parameters
    ----------
    problem : Problem
        What was answered.
    retry_after : int | None
        After how many seconds to try again, if the shop said so.
    """

    def __init__(self, problem: Problem, retry_after: int | None = None) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail} (request {problem.request_id})")
        self.problem = problem
        self.retry_after = retry_after

    @property
    def kind(self) -> str:
        """Which problem it is: the last part of its type, such as ``out-of-stock``."""
        return self.problem.type_.rpartition("/")[2]

    @property
    def type(self) -> str:
        """Which problem it is, and where to read about it."""
        return self.problem.type_

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def detail(self) -> str:
        """What is wrong this time."""
        return self.problem.detail

    @property
    def errors(self) -> list[Fault]:
        """Every fault of the request."""
        return [] if isinstance(self.problem.errors, Unset) else self.problem.errors

    @property
    def shortages(self) -> list[Shortage]:
        """Every product of which there is too little."""
        return [] if isinstance(self.problem.shortages, Unset) else self.problem.shortages

    @property
    def order_id(self) -> str | None:
        """The order that the problem is about."""
        return None if isinstance(self.problem.order_id, Unset) else self.problem.order_id

    @property
    def request_id(self) -> str:
        """What to quote when you ask for help."""
        return self.problem.request_id


def raise_for_problem(response: httpx.Response) -> None:
    """Raise what an answer says that is no success; its body has been read.

    Raises
    ------
    ShopProblem
        If it is a problem.
    UnexpectedAnswer
        If it is another failure.
    """
    if response.status_code < _FIRST_FAILURE:
        return
    if response.headers.get("Content-Type", "").partition(";")[0] == _MEDIA_TYPE:
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            problem = Problem.from_dict(json.loads(response.content))
            raise ShopProblem(problem, seconds_to_wait(response))
    raise UnexpectedAnswer(response.status_code, response.text)


def seconds_to_wait(response: httpx.Response) -> int | None:
    """Return what an answer's Retry-After says, which the contract gives in seconds."""
    told = response.headers.get("Retry-After", "")
    return int(told) if told.isascii() and told.isdecimal() else None
