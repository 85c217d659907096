"""Conversion of errors to problem+json (RFC 9457), for every operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers.domain import errors
from handlers.runtime import settings
from handlers.runtime.http.request import PreconditionRequired, UnsupportedMediaType
from handlers.runtime.json_text import TextTooLong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEDIA_TYPE = "application/problem+json"
# Marks a response as a replay.
REPLAYED = {"Idempotency-Replayed": "true"}
# More aren't listed.
MAX_FAULTS = 100
_MAX_POINTER = 1000


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A type of problem: its HTTP status, the last segment of its URL, and its title."""

    status: int
    slug: str
    title: str


VALIDATION_FAILED = ProblemKind(400, "validation-failed", "Validation failed")
UNAUTHORIZED = ProblemKind(401, "unauthorized", "Unauthorized")
INVALID_CREDENTIALS = ProblemKind(401, "invalid-credentials", "Invalid credentials")
MFA_REQUIRED = ProblemKind(401, "mfa-required", "Second factor required")
LOGIN_UNCONFIRMED = ProblemKind(401, "login-unconfirmed", "Login unconfirmed")
INVALID_REFRESH_TOKEN = ProblemKind(401, "invalid-refresh-token", "Invalid refresh token")
PAYMENT_DECLINED = ProblemKind(402, "payment-declined", "Payment declined")
FORBIDDEN = ProblemKind(403, "forbidden", "Forbidden")
ACCOUNT_DISABLED = ProblemKind(403, "account-disabled", "Account disabled")
ACCOUNT_DELETING = ProblemKind(403, "account-deleting", "Account deleting")
MFA_ENROLMENT_REQUIRED = ProblemKind(403, "mfa-enrolment-required", "Enrolment of a second factor required")
PASSWORD_RESET_REQUIRED = ProblemKind(403, "password-reset-required", "Password reset required")
WRONG_PASSWORD = ProblemKind(403, "wrong-password", "Wrong password")
WRONG_CODE = ProblemKind(403, "wrong-code", "Wrong code")
EMAIL_UNVERIFIED = ProblemKind(403, "email-unverified", "E-mail unverified")
INVALID_API_KEY = ProblemKind(403, "invalid-api-key", "Invalid API key")
NOT_FOUND = ProblemKind(404, "not-found", "Not found")
METHOD_NOT_ALLOWED = ProblemKind(405, "method-not-allowed", "Method not allowed")
EMAIL_TAKEN = ProblemKind(409, "email-taken", "E-mail taken")
LAST_ADMIN = ProblemKind(409, "last-admin", "Last admin")
MFA_ENABLED = ProblemKind(409, "mfa-enabled", "Second factor enabled")
CART_FULL = ProblemKind(409, "cart-full", "Cart full")
MIXED_CURRENCIES = ProblemKind(409, "mixed-currencies", "Mixed currencies")
OUT_OF_STOCK = ProblemKind(409, "out-of-stock", "Out of stock")
STOCK_LIMIT = ProblemKind(409, "stock-limit", "Stock limit")
ILLEGAL_TRANSITION = ProblemKind(409, "illegal-transition", "Illegal transition")
REQUEST_IN_FLIGHT = ProblemKind(409, "request-in-flight", "Request in flight")
PRECONDITION_FAILED = ProblemKind(412, "precondition-failed", "Precondition failed")
PAYLOAD_TOO_LARGE = ProblemKind(413, "payload-too-large", "Payload too large")
URL_TOO_LONG = ProblemKind(414, "url-too-long", "URL too long")
UNSUPPORTED_MEDIA_TYPE = ProblemKind(415, "unsupported-media-type", "Unsupported media type")
TOKEN_INVALID = ProblemKind(422, "token-invalid", "Token invalid")
KEY_REUSED = ProblemKind(422, "idempotency-key-reused", "Idempotency key reused")
PRECONDITION_REQUIRED = ProblemKind(428, "precondition-required", "Precondition required")
TOO_MANY_REQUESTS = ProblemKind(429, "too-many-requests", "Too many requests")
QUOTA_EXCEEDED = ProblemKind(429, "quota-exceeded", "Quota exceeded")
HEADERS_TOO_LARGE = ProblemKind(431, "headers-too-large", "Headers too large")
INTERNAL_ERROR = ProblemKind(500, "internal-error", "Internal error")
UNAVAILABLE = ProblemKind(503, "unavailable", "Unavailable")
TIMEOUT = ProblemKind(504, "timeout", "Timeout")

_KINDS: dict[type[Exception], ProblemKind] = {
    errors.InvalidRequest: VALIDATION_FAILED,
    errors.Unauthenticated: UNAUTHORIZED,
    errors.InvalidCredentials: INVALID_CREDENTIALS,
    errors.MfaRequired: MFA_REQUIRED,
    errors.LoginUnconfirmed: LOGIN_UNCONFIRMED,
    errors.InvalidToken: TOKEN_INVALID,
    errors.InvalidRefreshToken: INVALID_REFRESH_TOKEN,
    errors.RefreshTokenReplayed: INVALID_REFRESH_TOKEN,
    errors.Forbidden: FORBIDDEN,
    errors.AccountDisabled: ACCOUNT_DISABLED,
    errors.AccountDeleting: ACCOUNT_DELETING,
    errors.MfaEnrolmentRequired: MFA_ENROLMENT_REQUIRED,
    errors.PasswordResetRequired: PASSWORD_RESET_REQUIRED,
    errors.WrongPassword: WRONG_PASSWORD,
    errors.WrongCode: WRONG_CODE,
    errors.EmailUnverified: EMAIL_UNVERIFIED,
    errors.NotFound: NOT_FOUND,
    errors.EmailTaken: EMAIL_TAKEN,
    errors.LastAdmin: LAST_ADMIN,
    errors.MfaEnabled: MFA_ENABLED,
    errors.CartFull: CART_FULL,
    errors.MixedCurrencies: MIXED_CURRENCIES,
    errors.OutOfStock: OUT_OF_STOCK,
    errors.StockLimitExceeded: STOCK_LIMIT,
    errors.PaymentDeclined: PAYMENT_DECLINED,
    errors.IllegalTransition: ILLEGAL_TRANSITION,
    errors.RequestInFlight: REQUEST_IN_FLIGHT,
    errors.KeyReused: KEY_REUSED,
    errors.PreconditionFailed: PRECONDITION_FAILED,
    errors.TooManyAttempts: TOO_MANY_REQUESTS,
    TextTooLong: PAYLOAD_TOO_LARGE,
    UnsupportedMediaType: UNSUPPORTED_MEDIA_TYPE,
    PreconditionRequired: PRECONDITION_REQUIRED,
    errors.Unavailable: UNAVAILABLE,
    errors.PaymentUnavailable: UNAVAILABLE,
    errors.PaymentOutcomeUnknown: UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as the client sees it; `members` are the extension members of its kind."""

    kind: ProblemKind
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    members: Mapping[str, object] = field(default_factory=dict)


def problem_of(error: Exception) -> Problem:
    """Return the problem of an error; an unexpected error's text stays private."""
    kind = _KINDS.get(type(error), INTERNAL_ERROR)
    match error:
        case errors.RequestError():
            return Problem(kind, str(error), _headers(error), _members(error))
        case errors.Unavailable(retry_after=seconds):
            detail = "A dependency is unavailable. Try again soon."
            return Problem(kind, detail, {"Retry-After": str(seconds)})
    return Problem(kind, "Something went wrong on our side. It has been logged.")


def _headers(error: errors.RequestError) -> dict[str, str]:
    match error:
        case errors.Unauthenticated():
            return {"WWW-Authenticate": "Bearer"}
        case errors.RequestInFlight(retry_after=seconds) | errors.TooManyAttempts(retry_after=seconds):
            return {"Retry-After": str(seconds)}
    return REPLAYED if error.is_replay else {}


def _members(error: errors.RequestError) -> Mapping[str, object]:
    match error:
        case errors.InvalidRequest(faults=faults):
            return {"errors": fault_members(faults)}
        case errors.MfaRequired(challenge=challenge):
            return {"challenge": challenge}
        case errors.PaymentDeclined(order_id=order_id):
            return {"orderId": order_id}
        case errors.OutOfStock(shortages=shortages):
            return {"shortages": [_shortage(each) for each in shortages]}
    return {}


def fault_members(faults: Sequence[errors.Fault]) -> list[dict[str, str]]:
    """Return the first hundred faults of a request as the contract's ``errors``."""
    return [{"pointer": _limit_pointer(fault.pointer), "detail": fault.detail} for fault in faults[:MAX_FAULTS]]


def _shortage(shortage: errors.Shortage) -> dict[str, object]:
    return {
        "productId": shortage.product_id,
        "requested": shortage.requested,
        "available": shortage.available,
    }


def problem_body(
    kind: ProblemKind, *, detail: str, instance: str, request_id: str, members: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return a problem as the contract's ``Problem``.

    Parameters
    ----------
    kind : ProblemKind
        The type of problem.
    detail : str
        The fault in this request, and how to correct it.
    instance : str
        The path of the request.
    request_id : str
        The request's id in the log.
    members : Mapping, optional
        Extension members of this kind of problem.
    """
    return {
        "type": f"{settings.DOCS_URL.value()}/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
        "requestId": request_id,
        **(members or {}),
    }


def _limit_pointer(pointer: str) -> str:
    # A client may send property names of any length: a pointer that is too long refers to the parent.
    return pointer if len(pointer) <= _MAX_POINTER else pointer[: pointer.rindex("/", 0, _MAX_POINTER)]
