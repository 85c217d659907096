"""Translation of AWS errors to the shop's: a dependency is unavailable or misconfigured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import (
    ClientError,
    ConnectionError,  # noqa: A004  # botocore's own name for it
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
)

from handlers.domain.errors import Misconfigured, ShopError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

_MISSING = frozenset(
    {
        "AWS.SimpleQueueService.NonExistentQueue",
        "ResourceNotFoundException",
        "NoSuchBucket",
        "AccessDenied",
        "AccessDeniedException",
        "UnrecognizedClientException",
    }
)
_BUSY = frozenset(
    {
        "InternalServerError",
        "InternalServiceError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
_CONFLICTS = frozenset({"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"})
_FIRST_SERVER_ERROR = 500


def translate_error(error: Exception) -> Exception:
    """Return the shop's error for an error of an AWS call, or the error itself if it has no equivalent.

    The shop's error is `Unavailable` if a retry may succeed, and `Misconfigured` if it can't.
    """
    if isinstance(error, ClientError):
        return _translate_response(error) or error
    if isinstance(error, ConnectionError | HTTPClientError):
        return Unavailable("AWS")
    if isinstance(error, NoRegionError | NoCredentialsError):
        return Misconfigured(str(error))
    return error


def _translate_response(error: ClientError) -> ShopError | None:
    code = error.response["Error"]["Code"]
    if code in _MISSING:
        return Misconfigured(f"{error.operation_name}: {error.response['Error']['Message']}")
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in _BUSY or status >= _FIRST_SERVER_ERROR or _CONFLICTS.intersection(cancellation_codes(error)):
        return Unavailable(error.operation_name)
    return None


def cancellation_codes(error: ClientError) -> Iterable[str]:
    """Return a code for each action of a cancelled transaction, in order; ``None`` for one that did not fail."""
    reasons = error.response.get("CancellationReasons", [])
    return [reason.get("Code", "None") for reason in reasons]
