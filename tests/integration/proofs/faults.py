"""Faults at one of an action's calls, or at that call and all later ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.integration.handlers.faulty_aws import Fate, Mishap, cancelled, error

_REFUSALS: Mapping[str, tuple[Fate, Fate]] = {
    # By DynamoDB, and by Lambda.
    "throttling": (error("ProvisionedThroughputExceededException"), error("TooManyRequestsException", status=429)),
    "an error": (error("InternalServerError", status=500), error("ServiceException", status=500)),
    "a lost answer": (Mishap.LOST_ANSWER, Mishap.LOST_ANSWER),
    "a broken connection": (Mishap.BROKEN_CONNECTION, Mishap.BROKEN_CONNECTION),
}
_CONFLICTS: Mapping[str, Fate] = {
    "TransactWriteItems": cancelled("TransactionConflict"),
    "PutItem": error("TransactionConflictException"),
    "UpdateItem": error("TransactionConflictException"),
}
CONFLICT = "a conflict"
KINDS = (*_REFUSALS, CONFLICT)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one action."""

    at: int
    kind: str
    lasts: bool

    def fate(self, operation: str) -> Fate:
        """Return the fate of a call."""
        if self.kind == CONFLICT:
            return _CONFLICTS.get(operation)
        by_table, by_lambda = _REFUSALS[self.kind]
        return by_lambda if operation == "Invoke" else by_table


class FaultPlan:
    """The plan of a way to AWS that injects faults."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._calls = 0
        self.has_occurred = False

    @contextmanager
    def of(self, fault: Fault | None) -> Iterator[None]:
        """Inject a fault, if any, into the calls of the block; record in ``has_occurred`` whether it occurred."""
        self._fault, self._calls, self.has_occurred = fault, 0, False
        try:
            yield
        finally:
            self._fault = None

    def plan(self, operation: str, _: int) -> Fate:
        """Return the fate of a call."""
        with self._lock:
            fault, place = self._fault, self._calls
            self._calls += 1
            if fault is None or place < fault.at or (place > fault.at and not fault.lasts):
                return None
            fate = fault.fate(operation)
            self.has_occurred |= fate is not None
            return fate
