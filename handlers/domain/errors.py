"""Everything that can go wrong in the shop, by name.

::

    ShopError
    ├── RequestError              the caller can mend it, and may be told so
    │   ├── InvalidRequest        with every fault
    │   ├── Unauthenticated
    │   ├── InvalidCredentials
    │   ├── InvalidRefreshToken
    │   │   └── RefreshTokenReplayed
    │   ├── Forbidden
    │   ├── WrongPassword
    │   ├── NotFound
    │   ├── EmailTaken
    │   ├── CartFull
    │   ├── MixedCurrencies
    │   ├── OutOfStock            with every shortage
    │   ├── PaymentDeclined
    │   ├── IllegalTransition
    │   ├── RequestInFlight
    │   ├── KeyReused
    │   ├── PreconditionFailed
    │   ├── TooManyAttempts
    │   ├── UnsupportedMediaType  of HTTP alone: handlers/runtime/http/request.py
    │   └── PreconditionRequired  of HTTP alone: handlers/runtime/http/preconditions.py
    ├── Unavailable               something that we depend on doesn't answer
    │   ├── PaymentUnavailable    and nothing was charged
    │   └── PaymentOutcomeUnknown     and it may have charged
    └── Misconfigured             a setting, secret or table is missing

What each becomes in HTTP stands in ``handlers/runtime/http/problems.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ShopError(Exception):
    """Something that the shop expects to go wrong now and then."""


class RequestError(ShopError):
    """The request can't be carried out; its message may be shown to the caller.

    Attributes
    ----------
    is_replay : bool
        Whether the caller was told so before, when the request was sent first.
    """

    is_replay = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a request.

    Parameters
    ----------
    pointer : str
        JSON pointer into ``{body, path, query, header}``, such as ``/body/price``.
    detail : str
        What is wrong there, without the value.
    """

    pointer: str
    detail: str


class InvalidRequest(RequestError):
    """The request breaks the contract."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = len(faults)
        super().__init__(f"The request has {count} error{'' if count == 1 else 's'}.")
        self.faults = tuple(faults)


class Unauthenticated(RequestError):
    """There is no valid access token."""

    def __init__(self) -> None:
        super().__init__("The access token is missing, invalid, expired or revoked.")


class InvalidCredentials(RequestError):
    """No account has this address and password; which of both is wrong is not told."""

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong.")


class InvalidRefreshToken(RequestError):
    """The refresh token is good for nothing; why is not told."""

    def __init__(self) -> None:
        super().__init__("The refresh token is invalid, expired or already used, or its session has ended.")


class RefreshTokenReplayed(InvalidRefreshToken):
    """The refresh token was good once, and was used already: one of those who had it may have stolen it."""


class Forbidden(RequestError):
    """The caller's role may not do this."""

    def __init__(self) -> None:
        super().__init__("Your role may not call this operation.")


class WrongPassword(RequestError):
    """The current password, asked for once more, is wrong."""

    def __init__(self) -> None:
        super().__init__("The current password is wrong.")


class NotFound(RequestError):
    """There is nothing with this id, or nothing that the caller may see."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} doesn't exist.")


class EmailTaken(RequestError):
    """The address has an account already."""

    def __init__(self) -> None:
        super().__init__("An account with this e-mail address already exists.")


class CartFull(RequestError):
    """The cart can't hold that much."""

    def __init__(self) -> None:
        super().__init__("A cart holds up to 40 products, and up to 99 of each.")


class MixedCurrencies(RequestError):
    """A cart or an order is of one currency."""

    def __init__(self) -> None:
        super().__init__("All products of a cart or an order must have the same currency.")


@dataclass(frozen=True, slots=True)
class Shortage:
    """A product of which there is less than is wanted; none is available of one that isn't sold."""

    product_id: str
    requested: int
    available: int


class OutOfStock(RequestError):
    """There is too little of some products."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        count = len(shortages)
        super().__init__(f"{count} product{' has' if count == 1 else 's have'} too little stock.")
        self.shortages = tuple(shortages)


class PaymentDeclined(RequestError):
    """The payment was declined; the order is cancelled."""

    def __init__(self, order_id: str) -> None:
        super().__init__("The payment was declined. The order is cancelled, and nothing was charged.")
        self.order_id = order_id


class IllegalTransition(RequestError):
    """The order can't be moved to that status from the one it is in."""

    def __init__(self, status: str, wanted: str) -> None:
        super().__init__(f"The order can't change from {status} to {wanted}.")


class RequestInFlight(RequestError):
    """An earlier request with this Idempotency-Key is still at work.

    Parameters
    ----------
    retry_after : int
        Seconds after which its answer may be there.
    """

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("A request with this Idempotency-Key is still in progress. Retry with the same key.")
        self.retry_after = retry_after


class KeyReused(RequestError):
    """The Idempotency-Key was used for another request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was already used with a different payload. Use a new key.")


class PreconditionFailed(RequestError):
    """It was changed since the caller read it."""

    def __init__(self) -> None:
        super().__init__("The resource has changed since you read it. Read it again.")


class TooManyAttempts(RequestError):
    """Too much was tried from this network address in a while; nothing was done.

    Parameters
    ----------
    retry_after : int
        Seconds after which one more may be tried.
    """

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("Too many attempts from your network address. Try again later.")
        self.retry_after = retry_after


class Unavailable(ShopError):
    """Something that the shop depends on is slow, throttled or down; nothing is half-done.

    Parameters
    ----------
    dependency : str
        What didn't answer, for the log.
    retry_after : int
        Seconds after which the caller may try again.
    """

    def __init__(self, dependency: str, *, retry_after: int = 1) -> None:
        super().__init__(f"{dependency} doesn't answer")
        self.retry_after = retry_after


class PaymentUnavailable(Unavailable):
    """The payment service has not done what it was asked to, and it is certain that it won't."""

    def __init__(self) -> None:
        super().__init__("the payment service")


class PaymentOutcomeUnknown(Unavailable):
    """The payment service gives no answer: it may have done what it was asked to, or do so yet."""

    def __init__(self) -> None:
        super().__init__("the payment service, which was asked,")


class Misconfigured(ShopError):
    """A setting, a secret, a table or a permission is missing; its message names it, for the log only."""
