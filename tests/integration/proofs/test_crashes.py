"""A crash or failure at any call is recovered from, and the client gets one order.

The calls of each function are recorded; then it runs once for each of them, in a process that is killed with SIGKILL
there, or gets a failure there that DynamoDB, Lambda or the network can cause. A seeded tenth of them runs, or all with
FULL=1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.proofs import history
from tests.integration.proofs.flows import FLOWS, Snapshot, assert_end_state
from tests.integration.proofs.invariants import assert_invariants, assert_settled_invariants
from tests.integration.proofs.strikes import DEATHS, FAULTS, LATE, LOST, Strike
from tests.sampling import sampled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.integration.handlers.table import Table
    from tests.integration.proofs.conftest import Stages
    from tests.integration.proofs.flows import Flow
    from tests.integration.proofs.processes import Part
    from tests.integration.proofs.stage import Stage

    type SnapshotOf = Callable[[Flow], Snapshot]

# Every process is new and reads the API key; the call passes it, and the payment service reads its own.
KEY = "GetSecretValue"
INVOKE = ["Invoke", "payment GetSecretValue"]
CHARGE = [*INVOKE, "payment GetItem", "payment UpdateItem"]
REFUND = [*INVOKE, "payment UpdateItem", "payment UpdateItem", "UpdateItem"]
SETTLE = [*INVOKE, "payment UpdateItem", "TransactWriteItems"]
# The calls of each function in order, with the payment service's in between.
CALLS = {
    "checkout-charged": [KEY, "BatchGetItem", "TransactWriteItems", *CHARGE, "TransactWriteItems"],
    "checkout-declined": [KEY, "BatchGetItem", "TransactWriteItems", *CHARGE, "TransactWriteItems"],
    "checkout-unanswered": [KEY, "BatchGetItem", "TransactWriteItems", *CHARGE, "UpdateItem"],
    "checkout-failing": [KEY, "BatchGetItem", "TransactWriteItems", *INVOKE, "payment GetItem", "TransactWriteItems"],
    "checkout-short": [KEY, "BatchGetItem", "PutItem"],
    "cancel-processing": ["GetItem", "TransactWriteItems", KEY, *REFUND],
    "cancel-pending": ["GetItem", "TransactWriteItems", KEY, *REFUND],
    "cancel-uncharged": ["GetItem", "TransactWriteItems", KEY, *INVOKE, "payment UpdateItem", "UpdateItem"],
    "complete": ["Query", "GetItem", "UpdateItem"],
    "settle-charged": [KEY, "Query", *SETTLE, "Query"],
    "settle-declined": [KEY, "Query", *SETTLE, "Query"],
    "settle-uncharged": [KEY, "Query", *SETTLE, "Query"],
    "settle-refund": [KEY, "Query", "Query", *REFUND],
}
# These have no effect: executed late, or with a lost response, they might as well not have been sent.
READS = frozenset({"BatchGetItem", "GetItem", "Query", "payment GetItem", KEY, f"payment {KEY}"})
LOOK = (
    "The calls of this function have changed. Check which state remains if it dies, or a call fails, before and"
    " after each of them? If all of that is brought to its end, write its calls here: the tests below try every one."
)
flows = pytest.mark.parametrize("name", FLOWS)


@flows
def test_the_calls_are_the_reviewed_ones(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(FLOWS[name])
    with stages.one() as (stage, table):
        snapshot.set_up(table)

        first = stage.watch(snapshot.flow.acts(snapshot.facts))

        assert stage.calls == CALLS[name], LOOK
        settle_completely(stage, table, snapshot, first)


@flows
def test_a_crash_at_any_call_is_recovered_from(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(FLOWS[name])

    def die(stage: Stage, table: Table, strike: Strike) -> None:
        first = apply_strike(stage, table, snapshot, strike)
        settle_completely(stage, table, snapshot, first)

    stages.each(sampled(strikes(name, DEATHS)), die)


@flows
def test_a_late_call_of_a_killed_process_changes_nothing(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(FLOWS[name])

    def die(stage: Stage, table: Table, strike: Strike) -> None:
        # Given a killed process, and a settled shop before the process's last call is executed
        first = apply_strike(stage, table, snapshot, strike)
        again = settle_completely(stage, table, snapshot, first)

        strike.release()

        assert settle_completely(stage, table, snapshot, again) == again

    stages.each(sampled(strikes(name, LATE)), die)


@flows
def test_a_fault_at_any_call_is_recovered_from(stages: Stages, snapshot_of: SnapshotOf, name: str) -> None:
    snapshot = snapshot_of(FLOWS[name])

    def fail(stage: Stage, table: Table, strike: Strike) -> None:
        first = apply_strike(stage, table, snapshot, strike)
        settle_completely(stage, table, snapshot, first)

    stages.each(sampled(strikes(name, FAULTS)), fail)


def strikes(name: str, hows: Iterable[str]) -> list[Strike]:
    """Return an intervention of each of these kinds for every call that it affects."""
    return [
        Strike(number, how)
        for how in hows
        for number, call in enumerate(CALLS[name])
        if call not in READS or how not in {*LATE, LOST}
    ]


def apply_strike(stage: Stage, table: Table, snapshot: Snapshot, strike: Strike) -> Any:
    """Apply an intervention to a shop, and return the response to the client, if any."""
    snapshot.set_up(table)
    first = stage.watch(snapshot.flow.acts(snapshot.facts), strike)
    meant = CALLS[snapshot.flow.name][strike.number]
    assert strike.name == meant, f"expected the call {meant}, got {strike.name or 'none'}"
    assert_invariants(table.rows(), snapshot.facts.supplied)
    return first


def settle_completely(stage: Stage, table: Table, snapshot: Snapshot, first: Any) -> Any:
    """Settle the shop, with retries of the client before and after, and return the last response.

    Parameters
    ----------
    first
        The first response; None if there was none.
    """
    flow, facts = snapshot.flow, snapshot.facts
    settle: Part = ("settle", {})
    parts = [flow.again(facts), settle, flow.again(facts), settle, flow.again(facts), facts.buying]
    answers = stage.run(*parts)
    assert [answer for part, answer in zip(parts, answers, strict=True) if part == settle] == ["done", "done"]
    books = assert_settled_invariants(table.rows(), facts.supplied)
    answered = zip([flow.acts(facts), *parts], [first, *answers], strict=True)
    bought = [facts.response, *(answer for part, answer in answered if part == facts.buying)]
    assert_end_state(flow, facts, books, response=answers[4], bought=bought)
    history.is_legal(table)
    return answers[4]
