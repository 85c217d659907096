"""The kinds of failure that a call may meet."""

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.handlers.faulty_proxy import Fault, Injected, cancelled, error

THROTTLING, ERROR, CONFLICT = "throttling", "an error", "a conflict"
LOST, BROKEN, TIMEOUT = "a lost response", "a broken connection", "a timeout"
# By DynamoDB, and by Lambda.
_FAILURES: Mapping[str, tuple[Injected, Injected]] = {
    THROTTLING: (error("ProvisionedThroughputExceededException"), error("TooManyRequestsException", status=429)),
    ERROR: (error("InternalServerError", status=500), error("ServiceException", status=500)),
    LOST: (Fault.LOST_RESPONSE, Fault.LOST_RESPONSE),
    BROKEN: (Fault.BROKEN_CONNECTION, Fault.BROKEN_CONNECTION),
    TIMEOUT: (Fault.TIMEOUT, Fault.TIMEOUT),
}
_CONFLICTS: Mapping[str, Injected] = {
    "TransactWriteItems": cancelled("TransactionConflict"),
    "PutItem": error("TransactionConflictException"),
    "UpdateItem": error("TransactionConflictException"),
}


def failure(kind: str, operation: str) -> Injected:
    return _CONFLICTS.get(operation) if kind == CONFLICT else _FAILURES[kind][operation == "Invoke"]
