"""Both peers' errors: problem+json (RFC 9457), with the contract's types."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from botocore.exceptions import BotoCoreError, ClientError

MEDIA_TYPE = "application/problem+json"
_KINDS = {
    400: "validation-failed",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    415: "unsupported-media-type",
    422: "idempotency-key-reused",
    500: "internal-error",
    503: "unavailable",
}
_BUSY = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})
_MOST_FAULTS = 100
UNAVAILABLE = "A dependency is unavailable. Try again soon."


class Fault(TypedDict):
    pointer: str
    detail: str


class ProblemError(Exception):
    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})
        self.faults = faults

    def text(self, *, instance: str, request_id: str) -> str:
        slug = _KINDS[self.status]
        problem = {
            "type": f"{os.environ.get('DOCS_URL', '/docs')}/problems/{slug}",
            "title": slug.replace("-", " ").capitalize(),
            "status": self.status,
            "detail": str(self),
            "instance": instance,
            "requestId": request_id,
        }
        return json.dumps(problem | ({"errors": self.faults} if self.faults else {}), ensure_ascii=False)


def invalid(errors: Sequence[Any]) -> ProblemError:
    """Return the error of a request that pydantic rejects, without the values."""
    faults: list[Fault] = [{"pointer": _pointer(error), "detail": error["msg"]} for error in errors[:_MOST_FAULTS]]
    return ProblemError(400, f"The request has {len(errors)} error{'' if len(errors) == 1 else 's'}.", faults=faults)


def _pointer(error: Mapping[str, Any]) -> str:
    # For invalid JSON, both frameworks append the character's position.
    steps = error["loc"][:1] if error["type"] == "json_invalid" else error["loc"]
    return "".join(f"/{step}" for step in steps)


def admin_only(authorizer: Mapping[str, Any]) -> None:
    if "userId" not in authorizer:
        raise ProblemError(
            401, "The access token is missing, invalid, expired or revoked.", headers={"WWW-Authenticate": "Bearer"}
        )
    if authorizer["role"] != "admin":
        raise ProblemError(403, "Your role may not call this operation.")


def failed(error: Exception) -> ProblemError:
    """Return the problem of an error of AWS or an unhandled exception."""
    is_busy = isinstance(error, BotoCoreError)
    if isinstance(error, ClientError):
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        is_busy = error.response["Error"]["Code"] in _BUSY or status >= 500
    if is_busy:
        return ProblemError(503, UNAVAILABLE, headers={"Retry-After": "1"})
    return ProblemError(500, "Something went wrong on our side. It has been logged.")


def response_headers(request_id: str) -> dict[str, str]:
    return {
        "X-Request-Id": request_id,
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": os.environ.get("ALLOW_ORIGIN", "*"),
        "Access-Control-Expose-Headers": "ETag, Location, Retry-After, X-Request-Id, Idempotency-Replayed",
    }
