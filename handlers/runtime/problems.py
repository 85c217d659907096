"""Errors become problem+json here (RFC 9457), and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.domain import errors
from handlers.runtime import settings
from handlers.runtime.preconditions import PreconditionRequired
from handlers.runtime.request import UnsupportedMediaType

if TYPE_CHECKING:
    from collections.abc import Sequence

MEDIA_TYPE = "application/problem+json"
_MAX_FAULTS = 100
_MAX_POINTER = 1000


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A type of problem: its HTTP status, the last part of its URL, and its title."""

    status: int
    slug: str
    title: str


VALIDATION_FAILED = ProblemKind(400, "validation-failed", "Validation failed")
UNAUTHORIZED = ProblemKind(401, "unauthorized", "Unauthorized")
INVALID_CREDENTIALS = ProblemKind(401, "invalid-credentials", "Invalid credentials")
FORBIDDEN = ProblemKind(403, "forbidden", "Forbidden")
WRONG_PASSWORD = ProblemKind(403, "wrong-password", "Wrong password")
NOT_FOUND = ProblemKind(404, "not-found", "Not found")
METHOD_NOT_ALLOWED = ProblemKind(405, "method-not-allowed", "Method not allowed")
EMAIL_TAKEN = ProblemKind(409, "email-taken", "E-mail taken")
PRECONDITION_FAILED = ProblemKind(412, "precondition-failed", "Precondition failed")
PAYLOAD_TOO_LARGE = ProblemKind(413, "payload-too-large", "Payload too large")
UNSUPPORTED_MEDIA_TYPE = ProblemKind(415, "unsupported-media-type", "Unsupported media type")
PRECONDITION_REQUIRED = ProblemKind(428, "precondition-required", "Precondition required")
INTERNAL_ERROR = ProblemKind(500, "internal-error", "Internal error")
UNAVAILABLE = ProblemKind(503, "unavailable", "Unavailable")
TIMEOUT = ProblemKind(504, "timeout", "Timeout")

_KINDS: dict[type[Exception], ProblemKind] = {
    errors.InvalidRequest: VALIDATION_FAILED,
    errors.Unauthenticated: UNAUTHORIZED,
    errors.InvalidCredentials: INVALID_CREDENTIALS,
    errors.Forbidden: FORBIDDEN,
    errors.WrongPassword: WRONG_PASSWORD,
    errors.NotFound: NOT_FOUND,
    errors.EmailTaken: EMAIL_TAKEN,
    errors.PreconditionFailed: PRECONDITION_FAILED,
    UnsupportedMediaType: UNSUPPORTED_MEDIA_TYPE,
    PreconditionRequired: PRECONDITION_REQUIRED,
    errors.Unavailable: UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as the caller is told it."""

    kind: ProblemKind
    detail: str
    headers: dict[str, str]
    faults: tuple[errors.Fault, ...] = ()


def problem_of(error: Exception) -> Problem:
    """Return what the caller is told of an error; of one that nobody foresaw, only that it is ours."""
    kind = _KINDS.get(type(error), INTERNAL_ERROR)
    match error:
        case errors.InvalidRequest(faults=faults):
            return Problem(kind, str(error), {}, faults[:_MAX_FAULTS])
        case errors.Unauthenticated():
            return Problem(kind, str(error), {"WWW-Authenticate": "Bearer"})
        case errors.RequestError():
            return Problem(kind, str(error), {})
        case errors.Unavailable(retry_after=seconds):
            return Problem(
                kind, "Something that we depend on doesn't answer. Try again soon.", {"Retry-After": str(seconds)}
            )
    return Problem(kind, "Something went wrong on our side. It has been logged.", {})


def problem_body(
    kind: ProblemKind, *, detail: str, instance: str, request_id: str, faults: Sequence[errors.Fault] = ()
) -> dict[str, object]:
    """Return a problem as the contract's ``Problem``.

    Parameters
    ----------
    kind : ProblemKind
        Which problem it is.
    detail : str
        What is wrong this time, for the caller.
    instance : str
        The path that was asked for.
    request_id : str
        The id under which it is logged.
    faults : Sequence[Fault]
        Every fault of the request, where validation failed.
    """
    body: dict[str, object] = {
        "type": f"{settings.docs_url()}/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
        "requestId": request_id,
    }
    if faults:
        body["errors"] = [{"pointer": _fitting(fault.pointer), "detail": fault.detail} for fault in faults]
    return body


def _fitting(pointer: str) -> str:
    # A client names its properties as long as it likes: then it is told the one around it.
    return pointer if len(pointer) <= _MAX_POINTER else pointer[: pointer.rindex("/", 0, _MAX_POINTER)]
