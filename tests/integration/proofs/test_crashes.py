"""A crash or failure at any call is recovered from, and the client gets one order.

The calls of each function are recorded; then it runs once for each of them, in a process that is killed with SIGKILL
there, or gets a failure there that DynamoDB, Lambda or the network can cause. A seeded tenth of them runs, or all with
FULL=1.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.harness import PATIENCE_SECONDS
from tests.integration.handlers.calling import Response
from tests.integration.handlers.faulty_proxy import ExecutedThen, Fault
from tests.integration.proofs.flows import BUY, ERROR, FLOWS, LOST, SETTLE, THROTTLING, TIMEOUT, failure
from tests.integration.proofs.invariants import LIVE, assert_invariants, assert_legal_history, assert_settled_invariants
from tests.sampling import sampled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.integration.handlers.faulty_proxy import Injected
    from tests.integration.handlers.table import Table
    from tests.integration.proofs.conftest import Stages
    from tests.integration.proofs.flows import Snapshot
    from tests.integration.proofs.invariants import Books
    from tests.integration.proofs.stage import Call, Stage

    type SnapshotOf = Callable[[str], Snapshot]

# Every process is new and reads the API key; the call passes it, and the payment service reads its own.
KEY = "GetSecretValue"
INVOKE = ["Invoke", "payment GetSecretValue"]
CHARGE = [*INVOKE, "payment GetItem", "payment UpdateItem"]
REFUND = [*INVOKE, "payment UpdateItem", "payment UpdateItem", "UpdateItem"]
# The first stock row, the buyer's own, and all others; of pending orders, both shards.
STOCK = ["BatchGetItem"] * 3
PENDING = ["Query"] * 2
SETTLEMENT = [*INVOKE, "payment UpdateItem", "TransactWriteItems"]
# The calls of each function in order, with the payment service's in between.
CALLS = {
    "checkout-charged": [KEY, *STOCK, "TransactWriteItems", *CHARGE, "TransactWriteItems"],
    "checkout-declined": [KEY, *STOCK, "TransactWriteItems", *CHARGE, "TransactWriteItems"],
    "checkout-unanswered": [KEY, *STOCK, "TransactWriteItems", *CHARGE, "UpdateItem"],
    "checkout-failing": [KEY, *STOCK, "TransactWriteItems", *INVOKE, "payment GetItem", "TransactWriteItems"],
    "checkout-short": [KEY, *STOCK, "BatchGetItem", "BatchGetItem", "PutItem"],
    "cancel-processing": ["GetItem", "GetItem", "TransactWriteItems", KEY, *REFUND],
    "cancel-pending": ["GetItem", "GetItem", "TransactWriteItems", KEY, *REFUND],
    "cancel-uncharged": ["GetItem", "GetItem", "TransactWriteItems", KEY, *INVOKE, "payment UpdateItem", "UpdateItem"],
    "complete": ["BatchGetItem", "Query", "GetItem", "TransactWriteItems"],
    "settle-charged": [KEY, *PENDING, *SETTLEMENT, "Query"],
    "settle-declined": [KEY, *PENDING, *SETTLEMENT, "Query"],
    "settle-uncharged": [KEY, *PENDING, *SETTLEMENT, "Query"],
    "settle-refund": [KEY, *PENDING, "Query", *REFUND],
}
# These have no effect: executed late, or with a lost response, they might as well not have been sent.
READS = frozenset({"BatchGetItem", "GetItem", "Query", "payment GetItem", KEY, f"payment {KEY}"})
LOOK = (
    "The calls of this function have changed. Check which state remains if it dies, or a call fails, before and"
    " after each of them? If all of that is brought to its end, write its calls here: the tests below try every one."
)
flows = pytest.mark.parametrize("name", FLOWS)


KILLED_BEFORE, KILLED_AFTER = "a kill before", "a kill after"
# The call of a killed process is executed only after everything was settled.
LATE = "a kill, and a late call"
DOWN = "an error at this and all later calls"
# A connection that breaks before the call is executed equals an error: both are retried.
FAULTS = (THROTTLING, ERROR, DOWN, TIMEOUT, LOST)
# Statuses of stored responses, which a repeated idempotency key replays.
STORED = {201, 202, 402}


@dataclass(slots=True)
class Intervention:
    """A fault at one call."""

    number: int
    kind: str
    name: str = ""
    _released: threading.Event = field(default_factory=threading.Event)
    _executed: threading.Event = field(default_factory=threading.Event)

    def __str__(self) -> str:
        return f"{self.kind} at call {self.number}, {self.name}"

    def __call__(self, call: Call) -> Injected:
        if call.number == self.number:
            self.name = call.name
        elif call.number < self.number or self.kind != DOWN:
            return None
        if self.kind == KILLED_AFTER:
            return ExecutedThen(call.caller.kill)
        if self.kind in {KILLED_BEFORE, LATE}:
            call.caller.kill()
            if self.kind == KILLED_BEFORE:
                return Fault.BROKEN_CONNECTION
            assert self._released.wait(PATIENCE_SECONDS)
            return ExecutedThen(self._executed.set)
        return failure(ERROR if self.kind == DOWN else self.kind, call.name)

    def release(self) -> None:
        """Release a late call, and return once it was executed."""
        self._released.set()
        assert self._executed.wait(PATIENCE_SECONDS)


@flows
def test_the_calls_are_the_reviewed_ones(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(name)
    with stages.one() as (stage, table):
        snapshot.restore(table)

        first = stage.watch(snapshot.part(snapshot.flow.action))

        assert stage.calls == CALLS[name], LOOK
        settle_completely(stage, table, snapshot, first)


@flows
def test_a_crash_at_any_call_is_recovered_from(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(name)

    def die(stage: Stage, table: Table, kill: Intervention) -> None:
        first = intervene(stage, table, snapshot, kill, CALLS[name])
        settle_completely(stage, table, snapshot, first)

    stages.each(interventions(name, (KILLED_BEFORE, KILLED_AFTER)), die)


@flows
def test_a_late_call_of_a_killed_process_changes_nothing(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(name)

    def die(stage: Stage, table: Table, kill: Intervention) -> None:
        # Given a killed process, and a settled shop before the process's last call is executed
        first = intervene(stage, table, snapshot, kill, CALLS[name])
        again = settle_completely(stage, table, snapshot, first)

        kill.release()

        assert settle_completely(stage, table, snapshot, again) == again

    stages.each(interventions(name, [LATE]), die)


@flows
def test_a_fault_at_any_call_is_recovered_from(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(name)

    def fail(stage: Stage, table: Table, fault: Intervention) -> None:
        first = intervene(stage, table, snapshot, fault, CALLS[name])
        settle_completely(stage, table, snapshot, first)

    stages.each(interventions(name, FAULTS), fail)


def interventions(name: str, kinds: Iterable[str]) -> list[Intervention]:
    """Return an intervention of each of these kinds for every call that it affects, or a seeded tenth of them."""
    return sampled(
        [
            Intervention(number, kind)
            for kind in kinds
            for number, call in enumerate(CALLS[name])
            if call not in READS or kind not in {LATE, LOST}
        ]
    )


def intervene(
    stage: Stage, table: Table, snapshot: Snapshot, intervention: Intervention, calls: Sequence[str]
) -> object:
    """Run a flow's action with an intervention, and return its result, if any."""
    snapshot.restore(table)
    first: object = stage.watch(snapshot.part(snapshot.flow.action), intervention)
    expected = calls[intervention.number]
    assert intervention.name == expected, f"expected the call {expected}, got {intervention.name or 'none'}"
    assert_invariants(table.rows(), snapshot.supplied)
    return first


def settle_completely(stage: Stage, table: Table, snapshot: Snapshot, first: object) -> Response:
    """Settle the shop after the first result, with retries of the client before and after; return the last response."""
    action, again = snapshot.flow.action, snapshot.flow.again or snapshot.flow.action
    actions = [again, SETTLE, again, SETTLE, again, BUY]
    results = stage.run(*map(snapshot.part, actions))
    assert [result for each, result in zip(actions, results, strict=True) if each == SETTLE] == ["done", "done"]
    books = assert_settled_invariants(table.rows(), snapshot.supplied)
    done = zip([action, *actions], [first, *results], strict=True)
    bought = [snapshot.response, *(result for each, result in done if each == BUY)]
    last: Response = results[4]
    assert_end_state(snapshot, books, last)
    assert_replays([each for each in bought if isinstance(each, Response)], last.body.get("orderId"))
    assert_legal_history(table)
    return last


def assert_end_state(snapshot: Snapshot, books: Books, response: Response) -> None:
    """Assert that the end state is valid and matches the client's response."""
    order = response.body.get("orderId")
    status = books.orders[order]["status"] if order in books.orders else None
    assert (response.status, status) in snapshot.flow.ends, (
        f"{response.status}, and the order is {status}: {response.text}"
    )
    live = [each["orderId"] for each in books.sold_to(snapshot.user)]
    assert live == ([order] if status in LIVE else []), f"{live} are live, the client knows of {order}"
    # Paid products have left the cart, and no others.
    is_bought = any("paymentId" in each for each in books.orders.values())
    in_cart = {product for _, product in books.carts}
    assert in_cart == {snapshot.other} | (set() if is_bought else {snapshot.product})


def assert_replays(bought: Sequence[Response], order: str | None) -> None:
    """Assert that the first stored response is replayed from then on, and is about this order."""
    stored = (place for place, each in enumerate(bought) if each.status in STORED or "shortages" in each.body)
    first = next(stored, len(bought) - 1)
    for each in bought[first:]:
        assert (each.status, each.body.get("orderId")) == (bought[first].status, order), [each.text for each in bought]
        # A replayed 202 shows the current order, and a rejection has its own request ID.
        assert each.status != 201 or each.body == bought[first].body, [each.text for each in bought]
