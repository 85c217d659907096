# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""What is asked again, and when."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from ecommerce_api_client.runtime.problems import seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Callable

# Of these nothing has reached the shop.
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_IDEMPOTENCY_KEY = "Idempotency-Key"
_CONFLICT = 409
_TOO_MANY_REQUESTS = 429
_UNAVAILABLE = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a request is sent at most, and how long is waited in between.

    A request is sent again after 429, of which nothing was done, and if no connection was made. After 502, 503, 504, a
    lost answer, and a 409 with ``Retry-After`` it is only if it may safely come twice: by its method, or with an
    Idempotency-Key.

    Parameters
    ----------
    attempts : int
        How often a request is sent; 1 for no retries.
    first_wait : float
        Seconds until the second attempt, about; it doubles from one to the next.
    longest_wait : float
        Seconds that are waited at most; where ``Retry-After`` says more, the problem is raised at once.
    jitter : Callable
        Picks a number between two.
    """

    attempts: int = 5
    first_wait: float = 0.2
    longest_wait: float = 60
    jitter: Callable[[float, float], float] = random.uniform

    def wait_after_answer(self, response: httpx.Response, attempt: int) -> float | None:
        """Return how long to wait after the answer to an attempt, the first of which is 1; None if it is the last."""
        told = seconds_to_wait(response)
        if not _is_worth_another(response, told) or (told or 0) > self.longest_wait:
            return None
        return self._wait(attempt, told)

    def wait_after_error(self, request: httpx.Request, error: httpx.TransportError, attempt: int) -> float | None:
        """Return how long to wait after an attempt that got no answer; None if it is the last."""
        if not (isinstance(error, UNSENT) or _may_come_twice(request)):
            return None
        return self._wait(attempt, None)

    def _wait(self, attempt: int, told: int | None) -> float | None:
        if attempt >= self.attempts:
            return None
        longest = min(self.longest_wait, self.first_wait * 2 ** (attempt - 1))
        # Some of it by chance, so that those who failed together don't come together again.
        return self.jitter(longest / 2, longest) if told is None else told + self.jitter(0, self.first_wait)


def _is_worth_another(response: httpx.Response, told: int | None) -> bool:
    if response.status_code == _TOO_MANY_REQUESTS:
        return True
    # A conflict passes only where the shop says when: a request with the same key is still at work.
    passes = response.status_code in _UNAVAILABLE or (response.status_code == _CONFLICT and told is not None)
    return passes and _may_come_twice(response.request)


def _may_come_twice(request: httpx.Request) -> bool:
    return request.method in _IDEMPOTENT or _IDEMPOTENCY_KEY in request.headers
