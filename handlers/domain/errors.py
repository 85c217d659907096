"""The error tree of the shop: one class per situation.

::

    ShopError
    ├── RequestError              the caller can fix it; the message is public
    │   ├── InvalidRequest        lists every fault
    │   ├── Unauthenticated
    │   ├── InvalidCredentials
    │   ├── MfaRequired           contains the challenge
    │   ├── LoginUnconfirmed
    │   ├── InvalidRefreshToken
    │   │   └── RefreshTokenReplayed
    │   ├── Forbidden
    │   ├── AccountDisabled
    │   ├── AccountDeleting
    │   ├── MfaEnrolmentRequired
    │   ├── PasswordResetRequired
    │   ├── WrongPassword
    │   ├── WrongCode
    │   ├── EmailUnverified
    │   ├── NotFound
    │   ├── InvalidToken
    │   ├── EmailTaken
    │   ├── LastAdmin
    │   ├── MfaEnabled
    │   ├── CartFull
    │   ├── MixedCurrencies
    │   ├── OutOfStock            lists every shortage
    │   ├── StockLimitExceeded
    │   ├── PaymentDeclined
    │   ├── IllegalTransition
    │   ├── RequestInFlight
    │   ├── KeyReused
    │   ├── PreconditionFailed
    │   ├── TooManyAttempts
    │   ├── UnsupportedMediaType  HTTP only: handlers/runtime/http/request.py
    │   └── PreconditionRequired  HTTP only: handlers/runtime/http/request.py
    ├── Unavailable               a dependency is slow, throttled or down
    │   ├── PaymentUnavailable    nothing was charged
    │   └── PaymentOutcomeUnknown the card may have been charged
    └── Misconfigured             a setting, secret or table is missing

``handlers/runtime/http/problems.py`` maps them to HTTP. Every function that reads a setting or calls AWS may raise
`Misconfigured`; docstrings don't repeat it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ShopError(Exception):
    """The base class of the shop's expected errors."""


class RequestError(ShopError):
    """The request can't be executed; the message is shown to the caller.

    Attributes
    ----------
    is_replay : bool
        Whether this replays the error that was the response to the first request with this Idempotency-Key.
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
        A description of the fault that doesn't contain the value.
    """

    pointer: str
    detail: str


class InvalidRequest(RequestError):
    """The request violates the contract."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = len(faults)
        super().__init__(f"The request has {count} error{'' if count == 1 else 's'}.")
        self.faults = tuple(faults)


class Unauthenticated(RequestError):
    """There is no valid access token."""

    def __init__(self) -> None:
        super().__init__("The access token is missing, invalid, expired or revoked.")


class InvalidCredentials(RequestError):
    """The e-mail address or the password is wrong; the caller isn't shown which."""

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong.")


class MfaRequired(RequestError):
    """The password is right, and the account's login requires its second factor, too.

    Parameters
    ----------
    challenge : str
        The token that a code of the second factor turns into a session.
    """

    def __init__(self, challenge: str) -> None:
        super().__init__("The login requires a code of the second factor. Send it with the challenge.")
        self.challenge = challenge


class LoginUnconfirmed(RequestError):
    """The challenge of a login or its code isn't valid; the caller isn't shown which."""

    def __init__(self) -> None:
        super().__init__("The challenge or the code is wrong, expired or already used.")


class InvalidRefreshToken(RequestError):
    """The refresh token isn't valid; the caller isn't shown why."""

    def __init__(self) -> None:
        super().__init__("The refresh token is invalid, expired or already used, or its session has ended.")


class RefreshTokenReplayed(InvalidRefreshToken):
    """The refresh token was used before: it may have been stolen."""


class Forbidden(RequestError):
    """The caller's role doesn't permit the operation."""

    def __init__(self) -> None:
        super().__init__("Your role may not call this operation.")


class AccountDisabled(RequestError):
    """An admin has disabled the account; shown only to whoever knows its password."""

    def __init__(self) -> None:
        super().__init__("The account is disabled. Contact the shop.")


class AccountDeleting(RequestError):
    """The owner has requested the account's deletion; shown only to whoever knows its password."""

    def __init__(self) -> None:
        super().__init__("The account will be deleted. To keep it, open the link of the e-mail about the deletion.")


class MfaEnrolmentRequired(RequestError):
    """An admin must enrol a second factor before anything else."""

    def __init__(self) -> None:
        super().__init__("Admins need a second factor. Enrol one, then refresh the session.")


class PasswordResetRequired(RequestError):
    """The account's second factor was removed by an operator, so its owner must reset the password first."""

    def __init__(self) -> None:
        super().__init__("Reset the password by e-mail before you enrol a second factor.")


class WrongPassword(RequestError):
    """The current password, which the operation requires, is wrong."""

    def __init__(self) -> None:
        super().__init__("The current password is wrong.")


class WrongCode(RequestError):
    """The code of the second factor, which the operation requires, is wrong."""

    def __init__(self) -> None:
        super().__init__("The code is wrong, expired or already used.")


class EmailUnverified(RequestError):
    """The operation requires that the account's address is verified."""

    def __init__(self) -> None:
        super().__init__("The account's e-mail address isn't verified. Confirm it first.")


class NotFound(RequestError):
    """The resource doesn't exist, or the caller has no access to it."""

    def __init__(self, resource: str) -> None:
        super().__init__(f"The {resource} doesn't exist.")


class InvalidToken(RequestError):
    """The token of an e-mail isn't valid; the caller isn't shown why."""

    def __init__(self) -> None:
        super().__init__("The token is invalid, expired, void or already used. Request a new e-mail.")


class EmailTaken(RequestError):
    """An account with this e-mail address exists."""

    def __init__(self) -> None:
        super().__init__("An account with this e-mail address already exists.")


class LastAdmin(RequestError):
    """The account is the last active admin's, so it must stay one."""

    def __init__(self) -> None:
        super().__init__(
            "The last active admin can't be demoted, disabled or deleted. Make another account an admin first."
        )


class MfaEnabled(RequestError):
    """The account has a second factor."""

    def __init__(self) -> None:
        super().__init__("The account already has a second factor. Remove it before you enrol another one.")


class CartFull(RequestError):
    """The cart, or the line of one product, is at its limit."""

    def __init__(self) -> None:
        super().__init__("A cart holds up to 40 products, and up to 99 of each.")


class MixedCurrencies(RequestError):
    """The products of a cart or an order have different currencies."""

    def __init__(self) -> None:
        super().__init__("All products of a cart or an order must have the same currency.")


@dataclass(frozen=True, slots=True)
class Shortage:
    """A product with less stock than requested; an inactive or unknown product has none."""

    product_id: str
    requested: int
    available: int


class OutOfStock(RequestError):
    """Some products have less stock than requested."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        count = len(shortages)
        super().__init__(f"{count} product{' has' if count == 1 else 's have'} too little stock.")
        self.shortages = tuple(shortages)


class StockLimitExceeded(RequestError):
    """The stock of a product would exceed its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The stock of a product can't exceed {limit:,}.")


class PaymentDeclined(RequestError):
    """The payment was declined; the order is cancelled."""

    def __init__(self, order_id: str) -> None:
        super().__init__("The payment was declined. The order is cancelled, and nothing was charged.")
        self.order_id = order_id


class IllegalTransition(RequestError):
    """The order's status doesn't permit this change."""

    def __init__(self, status: str, new_status: str) -> None:
        super().__init__(f"The order can't change from {status} to {new_status}.")


class RequestInFlight(RequestError):
    """An earlier request with this Idempotency-Key is still in progress.

    Parameters
    ----------
    retry_after : int
        Seconds after which its response may be available.
    """

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("A request with this Idempotency-Key is still in progress. Retry with the same key.")
        self.retry_after = retry_after


class KeyReused(RequestError):
    """The Idempotency-Key was used with another payload."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was already used with a different payload. Use a new key.")


class PreconditionFailed(RequestError):
    """The resource has changed since the caller read it."""

    def __init__(self) -> None:
        super().__init__("The resource has changed since you read it. Read it again.")


class TooManyAttempts(RequestError):
    """A network address or an account has reached its limit of attempts; nothing was done.

    Parameters
    ----------
    retry_after : int
        Seconds until the next attempt is allowed.
    """

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("Too many attempts. Wait for the time in Retry-After, then try again.")
        self.retry_after = retry_after


class Unavailable(ShopError):
    """A dependency is slow, throttled or down; no change is partially applied.

    Parameters
    ----------
    dependency : str
        The dependency's name, for the log.
    retry_after : int
        Seconds after which the caller may retry.
    """

    def __init__(self, dependency: str, *, retry_after: int = 1) -> None:
        super().__init__(f"{dependency} is unavailable")
        self.retry_after = retry_after


class PaymentUnavailable(Unavailable):
    """The payment service didn't execute the call, and never will."""

    def __init__(self) -> None:
        super().__init__("the payment service")


class PaymentOutcomeUnknown(Unavailable):
    """The payment service didn't respond: it may have executed the call, or may still execute it."""

    def __init__(self) -> None:
        super().__init__("the payment service (outcome unknown)")


class Misconfigured(ShopError):
    """A setting, secret, table or permission is missing; the message, for the log only, names it."""
