# Copied by codegen from codegen/clients/python/package: change that, then `make generate`.
"""Exceptions of the client.

ShopError
├── InvalidArgument          an argument breaks the contract; nothing was sent
├── ConnectionFailed         no response, and no change: the request wasn't sent, or only reads
├── ShopProblem              a problem (RFC 9457), identified by its ``kind``
├── NotModified              the resource still has the ETag of ``if_none_match``
├── OutcomeUnknown           the change may have been made, or not
│   └── UnexpectedResponse   a response outside the contract, such as a proxy's page
└── SessionLost              the refresh of the session may have spent its token
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecommerce_api_client.types import Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecommerce_api_client.models import Fault, Problem, Shortage

IDEMPOTENCY_KEY = "Idempotency-Key"
KEPT_BYTES = 1000


class ShopError(Exception):
    """The call failed."""

    idempotency_key: str | None = None
    """The request's Idempotency-Key, for repeating it; None if it has none."""


class InvalidArgument(ShopError):
    """An argument breaks the contract; nothing was sent."""


class ConnectionFailed(ShopError):
    """There is no response, and nothing has changed: the request wasn't sent, or it only reads."""


class NotModified(ShopError):
    """The resource still has one of the ETags in ``if_none_match``."""


class SessionLost(ShopError):
    """The outcome of a refresh is unknown, so the refresh token may be spent: log in again."""


class OutcomeUnknown(ShopError):
    """The change may have been made, or not.

    Read the resource before you repeat the call. A request with an Idempotency-Key can be repeated with the same
    ``idempotency_key``. ``__cause__`` is the last failure.
    """


class UnexpectedResponse(OutcomeUnknown):
    """A response outside the contract, such as a proxy's page; the shop may have made the change.

    Parameters
    ----------
    operation : str
        The name of the operation.
    reason : str
        The difference from the contract.
    status, headers, body
        The response, with as much of its body as has arrived.
    """

    def __init__(self, operation: str, reason: str, *, status: int, headers: Mapping[str, str], body: bytes) -> None:
        # Without the body, which may contain tokens: messages are logged.
        described = f"{status}, {headers.get('Content-Type', 'no content type')}"
        super().__init__(f"{operation}: the response is outside the contract: {described}: {reason}")
        self.status = status
        self.headers = headers
        self.text = body[:KEPT_BYTES].decode(errors="replace")
        """The first 1,000 bytes of its body."""


class ShopProblem(ShopError):
    """A problem returned by the shop: it refused the request, or couldn't serve a read.

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
