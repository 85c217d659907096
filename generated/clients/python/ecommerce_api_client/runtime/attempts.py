# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""The attempts of one request, and what they prove about its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from ecommerce_api_client.runtime.problems import IDEMPOTENCY_KEY, ConnectionFailed, OutcomeUnknown, ShopProblem
from ecommerce_api_client.runtime.responses import broken_response, failure_of, operation_name
from ecommerce_api_client.runtime.retries import UNSENT, is_safe

if TYPE_CHECKING:
    import httpx

    from ecommerce_api_client.runtime.problems import ShopError
    from ecommerce_api_client.runtime.retries import Retries

_FIRST_SERVER_ERROR = 500
# Decided before the shop looks at the Idempotency-Key.
_BEFORE_THE_KEY = frozenset({401, 403, 429})


class Attempts:
    """The attempts of one request.

    Parameters
    ----------
    retries : Retries
        The number of attempts, and the waits between them.
    request : httpx.Request
        The request.
    """

    def __init__(self, retries: Retries, request: httpx.Request) -> None:
        self._retries = retries
        self._request = request
        self._count = 0
        self._may_have_changed = False

    def after_error(self, error: httpx.RequestError) -> float:
        """Return the wait after an attempt without a complete response; raise a ShopError if it was the last."""
        self._count += 1
        self._may_have_changed |= not isinstance(error, UNSENT)
        wait = self._retries.wait_after_error(self._request, error, self._count)
        if wait is None:
            failure = broken_response(self._request) or self._no_response(error)
            failure.__cause__ = error
            self._fail(failure, final=False)
        return wait

    def after_response(self, response: httpx.Response) -> float | None:
        """Return the wait after a response, or None if it is a success; raise a ShopError for any other."""
        self._count += 1
        self._may_have_changed |= response.status_code >= _FIRST_SERVER_ERROR
        wait = self._retries.wait_after_response(response, self._count)
        if wait is None and (failure := failure_of(response)):
            self._fail(failure, final=self._is_final(failure))
        return wait

    def after_refresh(self, failure: ShopError) -> NoReturn:
        """Raise the failure of a refresh of the session, which shows nothing about the request."""
        self._fail(failure, final=False)

    def _no_response(self, error: httpx.RequestError) -> ShopError:
        return ConnectionFailed(f"{operation_name(self._request)}: no response: {error!r}")

    def _fail(self, failure: ShopError, *, final: bool) -> NoReturn:
        """Raise the last failure, or OutcomeUnknown if the change may have been made."""
        key = failure.idempotency_key = self._request.headers.get(IDEMPOTENCY_KEY)
        if is_safe(self._request) or not self._may_have_changed or final or isinstance(failure, OutcomeUnknown):
            raise failure
        advice = "read the resource before you repeat it" if key is None else "repeat it with the same key"
        unknown = OutcomeUnknown(f"{operation_name(self._request)} may have been carried out: {advice}. {failure}")
        unknown.idempotency_key = key
        raise unknown from failure

    def _is_final(self, failure: ShopError) -> bool:
        """Return whether a failure is the response to a key, which is the same for every attempt."""
        if not isinstance(failure, ShopProblem):
            return False
        early = failure.status in _BEFORE_THE_KEY or failure.retry_after is not None
        return IDEMPOTENCY_KEY in self._request.headers and not early and failure.status < _FIRST_SERVER_ERROR
