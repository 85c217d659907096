"""What a function asks of AWS, and how many write units that costs: counted by the engine as DynamoDB counts them."""

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
    """What was asked for."""

    requests: Sequence[str]
    table: int
    indexes: int


def cost_of(act: Callable[[], object]) -> Cost:
    """Do something and return what it cost; what functions cost that it calls is theirs."""
    with _units_told(), recorded() as aws:
        act()
    units = [_units(each) for answer in aws.answers for each in _consumed(answer)]
    refused = sum(_is_refused(answer) for answer in aws.answers)
    return Cost(tuple(aws.requests), sum(table for table, _ in units) + refused, sum(indexes for _, indexes in units))


@contextmanager
def _units_told() -> Iterator[None]:
    """Make the table tell of every write what it costs."""

    def ask(*, params: Mapping[str, Any], **_: object) -> Mapping[str, Any]:
        return {**params, "ReturnConsumedCapacity": "INDEXES"}

    events: Any = clients.dynamodb().meta.events
    own = of_this_thread(ask)
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
    """Tell whether a write's condition did not hold: it costs what its row does, which is small wherever it is met."""
    code = answer.get("Error", {}).get("Code")
    assert code in {None, "ConditionalCheckFailedException"}, code
    return code is not None


def _units(consumed: Mapping[str, Any]) -> tuple[int, int]:
    indexes = sum(index["CapacityUnits"] for index in consumed.get("GlobalSecondaryIndexes", {}).values())
    return int(consumed["CapacityUnits"] - indexes), int(indexes)
