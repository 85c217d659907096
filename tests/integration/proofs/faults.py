"""The kinds of failure that a call may meet.

Among them is TransactionConflict, which DynamoDB raises if two transactions collide, and no local engine does.
"""

import io
import json
import random
import threading
from collections.abc import Mapping
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from mypy_boto3_dynamodb import DynamoDBClient
from urllib3 import HTTPResponse

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
_SHARE = 0.3
# Fewer than the attempts of a write: otherwise a request might fail with a 503 at random.
_MOST_IN_A_ROW = 3


def failure(kind: str, operation: str) -> Injected:
    return _CONFLICTS.get(operation) if kind == CONFLICT else _FAILURES[kind][operation == "Invoke"]


class Conflicts:
    """Make some of a client's writes fail with a conflict, unwritten."""

    def __init__(self, client: DynamoDBClient, *, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # which writes fail is not a secret
        self._lock = threading.Lock()
        self._of_this_thread = threading.local()
        self.count = 0
        events: Any = client.meta.events  # the stub lacks handlers that return a response
        for operation in ("TransactWriteItems", "PutItem", "UpdateItem"):
            events.register_first(f"before-send.dynamodb.{operation}", self._respond)

    def _respond(self, *, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        if not self._is_next():
            return None
        body: Any = request.body
        response = error("TransactionConflictException")
        if actions := json.loads(body).get("TransactItems"):
            reasons = ["None"] * len(actions)
            reasons[self._chance.randrange(len(reasons))] = "TransactionConflict"
            response = cancelled(*reasons)
        headers: Any = HeadersDict({"Content-Type": response.content_type})
        return AWSResponse(
            request.url, response.status, headers, HTTPResponse(io.BytesIO(response.body), preload_content=False)
        )

    def _is_next(self) -> bool:
        in_a_row: int = getattr(self._of_this_thread, "in_a_row", 0)
        with self._lock:
            is_next = self.count == 0 or (in_a_row < _MOST_IN_A_ROW and self._chance.random() < _SHARE)
            self.count += is_next
        self._of_this_thread.in_a_row = in_a_row + 1 if is_next else 0
        return is_next
