"""A function's requests to AWS and their write units, which the engine counts as DynamoDB does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from handlers.runtime.aws import clients
from tests.integration.handlers.recording import of_this_thread, recorded

_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")


@dataclass(frozen=True, slots=True)
class Cost:
    """The requests of a call and their write units."""

    requests: Sequence[str]
    table: int
    indexes: int


def cost_of(act: Callable[[], object]) -> Cost:
    """Call a function and return its cost, without that of the functions it invokes."""
    with _consumed_capacity(), recorded() as aws:
        act()
    units = [_units(each) for answer in aws.answers for each in _consumed(answer)]
    refused = sum(_is_refused(answer) for answer in aws.answers)
    return Cost(tuple(aws.requests), sum(table for table, _ in units) + refused, sum(indexes for _, indexes in units))


@contextmanager
def _consumed_capacity() -> Iterator[None]:
    """Request the consumed capacity of every write."""

    def request_capacity(*, params: Mapping[str, Any], **_: object) -> Mapping[str, Any]:
        return {**params, "ReturnConsumedCapacity": "INDEXES"}

    events: Any = clients.dynamodb().meta.events
    own = of_this_thread(request_capacity)
    for operation in _WRITES:
        events.register(f"provide-client-params.dynamodb.{operation}", own)
    try:
        yield
    finally:
        for operation in _WRITES:
            events.unregister(f"provide-client-params.dynamodb.{operation}", own)


def _consumed(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    consumed = answer.get("ConsumedCapacity", [])
    return consumed if isinstance(consumed, list) else [consumed]


def _is_refused(answer: Mapping[str, Any]) -> bool:
    """Return whether a write's condition failed: that costs the row's size, one unit for all rows here."""
    code = answer.get("Error", {}).get("Code")
    assert code in {None, "ConditionalCheckFailedException"}, code
    return code is not None


def _units(consumed: Mapping[str, Any]) -> tuple[int, int]:
    indexes = sum(index["CapacityUnits"] for index in consumed.get("GlobalSecondaryIndexes", {}).values())
    return int(consumed["CapacityUnits"] - indexes), int(indexes)
