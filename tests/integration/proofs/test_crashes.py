"""Whatever dies or fails at whatever call, all is brought to its end, and the client gets one order.

The calls of each function are recorded; then it is run once for each of them, in a process that is really killed
there, or meets there what DynamoDB, Lambda and the network do to their callers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.proofs import history
from tests.integration.proofs.flows import FLOWS, Standing, ended
from tests.integration.proofs.invariants import hold_at_any_moment, hold_when_quiet
from tests.integration.proofs.strikes import DEATHS, FAULTS, LATE, LOST, Strike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.integration.handlers.table import Table
    from tests.integration.proofs.conftest import Stages
    from tests.integration.proofs.flows import Flow
    from tests.integration.proofs.processes import Part
    from tests.integration.proofs.stage import Stage

    type StandingOf = Callable[[Flow], Standing]

# Every process is a new one, and reads the API key; it is shown with the call, and the payment service reads its own.
KEY = "GetSecretValue"
INVOKE = ["Invoke", "payment GetSecretValue"]
CHARGE = [*INVOKE, "payment GetItem", "payment UpdateItem"]
REFUND = [*INVOKE, "payment UpdateItem", "payment UpdateItem", "UpdateItem"]
SETTLE = [*INVOKE, "payment UpdateItem", "TransactWriteItems"]
# What each function asks for, one call after the other, and what the payment service does in between.
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
# These leave no trace: carried out late, or with their answer lost, it is as if they had never come.
READS = frozenset({"BatchGetItem", "GetItem", "Query", "payment GetItem", KEY, f"payment {KEY}"})
LOOK = (
    "This function makes other calls than it did. Look at it: what is left if it dies, or a call fails, before and"
    " after each of them? If all of that is brought to its end, write its calls here: the tests below try every one."
)
flows = pytest.mark.parametrize("name", FLOWS)


@flows
def test_the_calls_are_those_that_were_looked_at(stages: Stages, standing_of: StandingOf, name: str) -> None:
    standing = standing_of(FLOWS[name])
    with stages.one() as (stage, table):
        standing.set_up(table)

        first = stage.watch(standing.flow.acts(standing.facts))

        assert stage.calls == CALLS[name], LOOK
        all_ends_well(stage, table, standing, first)


@flows
def test_a_kill_at_any_call_is_recovered_from(stages: Stages, standing_of: StandingOf, name: str) -> None:
    standing = standing_of(FLOWS[name])

    def die(stage: Stage, table: Table, strike: Strike) -> None:
        first = struck(stage, table, standing, strike)
        all_ends_well(stage, table, standing, first)

    stages.each(strikes(name, DEATHS), die)


@flows
def test_a_call_that_comes_late_changes_nothing(stages: Stages, standing_of: StandingOf, name: str) -> None:
    standing = standing_of(FLOWS[name])

    def die(stage: Stage, table: Table, strike: Strike) -> None:
        # Given that the process was killed, and all was brought to its end before its last call was carried out
        first = struck(stage, table, standing, strike)
        again = all_ends_well(stage, table, standing, first)

        strike.let_go()

        assert all_ends_well(stage, table, standing, again) == again

    stages.each(strikes(name, LATE), die)


@flows
def test_a_fault_at_any_call_is_recovered_from(stages: Stages, standing_of: StandingOf, name: str) -> None:
    standing = standing_of(FLOWS[name])

    def fail(stage: Stage, table: Table, strike: Strike) -> None:
        first = struck(stage, table, standing, strike)
        all_ends_well(stage, table, standing, first)

    stages.each(strikes(name, FAULTS), fail)


def strikes(name: str, hows: Iterable[str]) -> list[Strike]:
    """Return what is to happen, in each of these ways, at every call that it makes a difference to."""
    return [
        Strike(number, how)
        for how in hows
        for number, call in enumerate(CALLS[name])
        if call not in READS or how not in {*LATE, LOST}
    ]


def struck(stage: Stage, table: Table, standing: Standing, strike: Strike) -> Any:
    """Let a shop be struck, and return what the client was answered, if at all."""
    standing.set_up(table)
    first = stage.watch(standing.flow.acts(standing.facts), strike)
    meant = CALLS[standing.flow.name][strike.number]
    assert strike.name == meant, f"{meant} was to be struck, not {strike.name or 'nothing'}"
    hold_at_any_moment(table.rows(), standing.facts.supplied)
    return first


def all_ends_well(stage: Stage, table: Table, standing: Standing, first: Any) -> Any:
    """Let Settle and the client, who asks again before and after, bring all to its end; return the last answer.

    Parameters
    ----------
    first
        What was answered at first; None if nothing.
    """
    flow, facts = standing.flow, standing.facts
    settle: Part = ("settle", {})
    parts = [flow.again(facts), settle, flow.again(facts), settle, flow.again(facts), facts.buying]
    said = stage.run(*parts)
    assert [answer for part, answer in zip(parts, said, strict=True) if part == settle] == ["done", "done"]
    books = hold_when_quiet(table.rows(), facts.supplied)
    told = zip([flow.acts(facts), *parts], [first, *said], strict=True)
    bought = [facts.told, *(answer for part, answer in told if part == facts.buying)]
    ended(flow, facts, books, told=said[4], bought=bought)
    history.is_legal(table)
    return said[4]
