"""Which requests are retried, and when."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from ecommerce_api_client.runtime.problems import IDEMPOTENCY_KEY
from ecommerce_api_client.runtime.responses import seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Callable

# The request never reached the shop.
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_IDEMPOTENT = _SAFE | {"PUT", "DELETE"}
# A second attempt would fail because of the first.
_PRECONDITIONS = ("If-Match", "If-None-Match", "If-Unmodified-Since")
_CONFLICT = 409
_TOO_MANY_REQUESTS = 429
_UNAVAILABLE = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """The number of attempts, and the waits between them.

    Every request is retried after 429, which has no effect, and after a failed connection. After 502, 503, 504, a lost
    response, and a 409 with ``Retry-After``, only requests that can be repeated are retried: reads, requests with an
    Idempotency-Key, and replacements and deletions without a precondition such as If-Match.

    Parameters
    ----------
    attempts : int
        The number of attempts; 1 for no retries.
    first_wait : float
        Seconds before the second attempt, with jitter; doubles with each attempt.
    longest_wait : float
        The longest wait in seconds; if ``Retry-After`` is longer, the problem is raised immediately.
    jitter : Callable
        Returns a number between two.
    """

    attempts: int = 5
    first_wait: float = 0.2
    longest_wait: float = 60
    jitter: Callable[[float, float], float] = random.uniform

    def wait_after_response(self, response: httpx.Response, attempt: int) -> float | None:
        """Return the wait after a response to an attempt, counted from 1; None to stop."""
        retry_after = seconds_to_wait(response)
        if not _is_retryable(response, retry_after) or (retry_after or 0) > self.longest_wait:
            return None
        return self._wait(attempt, retry_after)

    def wait_after_error(self, request: httpx.Request, error: httpx.RequestError, attempt: int) -> float | None:
        """Return the wait after an attempt without a response; None to stop."""
        if not (isinstance(error, UNSENT) or _is_repeatable(request)):
            return None
        return self._wait(attempt, None)

    def _wait(self, attempt: int, retry_after: int | None) -> float | None:
        if attempt >= self.attempts:
            return None
        longest = min(self.longest_wait, self.first_wait * 2 ** (attempt - 1))
        # Jitter, so that clients that failed together don't retry together.
        return (
            self.jitter(longest / 2, longest) if retry_after is None else retry_after + self.jitter(0, self.first_wait)
        )


def is_safe(request: httpx.Request) -> bool:
    """Return whether a request only reads."""
    return request.method in _SAFE


def _is_retryable(response: httpx.Response, retry_after: int | None) -> bool:
    if response.status_code == _TOO_MANY_REQUESTS:
        return True
    # A 409 is temporary only with Retry-After: a request with the same key is in progress.
    temporary = response.status_code in _UNAVAILABLE or (response.status_code == _CONFLICT and retry_after is not None)
    return temporary and _is_repeatable(response.request)


def _is_repeatable(request: httpx.Request) -> bool:
    if is_safe(request) or IDEMPOTENCY_KEY in request.headers:
        return True
    return request.method in _IDEMPOTENT and not any(name in request.headers for name in _PRECONDITIONS)
