"""Telling of an order's change while processes die and services fail: once, as far as anybody can know."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.clock import now
from handlers.store import deliveries
from tests.integration.handlers.calling import simulated_time
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_aws import (
    Fate,
    Mishap,
    Refusal,
    Way,
    always,
    error,
    first,
    simulate_silence,
    unreachable_url,
)
from tests.integration.handlers.interleaving import Died, before, die
from tests.integration.handlers.outside import BAD_GATEWAY, SES_DOWN, THROTTLED, Outside, an_order
from tests.integration.handlers.stream import NOTHING_FAILED, failed, placed, process

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.table import Table


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function after which claims of processes that died are over."""

    passed = timedelta()

    def pass_time() -> None:
        nonlocal passed
        passed += timedelta(seconds=deliveries.CLAIM_SECONDS + 1)
        monkeypatch.setattr(deliveries, "now", lambda: now() + passed)

    return pass_time


@pytest.mark.parametrize("channel", ["mail", "event"])
def test_a_process_that_dies_before_it_can_remember_makes_at_most_two(
    outside: Outside, later: Callable[[], None], channel: str
) -> None:
    # Given a process that dies after the service has accepted, again and again
    order = an_order()
    it = placed(order)

    def is_to_be_remembered(seen: Any) -> bool:
        sent = outside.mails(order) if channel == "mail" else outside.events(order)
        return seen[-1] == "UpdateItem" and len(sent) > heard

    for times in range(2):
        heard = times
        with pytest.raises(Died), before(is_to_be_remembered, die):
            process(it)
        # Meanwhile nobody knows whether it is still at work
        assert process(it) == failed(it)
        later()

    # When the record comes once more
    assert process(it) == NOTHING_FAILED

    # Then it isn't tried a third time, but put aside; the other channel was told once
    assert outside.dead_letters() == [(it, "AttemptsExhausted")]
    told = {"mail": len(outside.mails(order)), "event": len(outside.events(order))}
    assert told == {"mail": 1, "event": 1} | {channel: 2}


@pytest.mark.parametrize("operation", ["SendEmail", "PutEvents"])
@pytest.mark.parametrize(
    "fate",
    [Mishap.LOST_ANSWER, Mishap.BROKEN_CONNECTION, Mishap.CUT_ANSWER, BAD_GATEWAY],
    ids=["answer lost", "connection broken", "answer cut off", "bad gateway"],
)
def test_what_nobody_knows_the_end_of_is_tried_twice_and_put_aside(
    outside: Outside, way: Way, operation: str, fate: Fate
) -> None:
    order = an_order()
    it = placed(order)
    del way.seen[:]
    way.plan = always(fate, operation)

    assert process(it) == failed(it)
    assert process(it) == failed(it)
    assert process(it) == NOTHING_FAILED

    assert way.seen.count(operation) == 2
    assert outside.dead_letters() == [(it, "AttemptsExhausted")]
    happened = 2 if fate is Mishap.LOST_ANSWER else 0
    told = {"SendEmail": len(outside.mails(order)), "PutEvents": len(outside.events(order))}
    assert told == {"SendEmail": 1, "PutEvents": 1} | {operation: happened}


@pytest.mark.parametrize(
    ("operation", "fate"),
    [
        ("SendEmail", SES_DOWN),
        ("SendEmail", THROTTLED),
        ("PutEvents", error("InternalException", status=500)),
        ("PutEvents", error("ThrottlingException")),
    ],
    ids=["mail", "mail throttled", "event", "event throttled"],
)
def test_what_is_refused_comes_again_until_it_goes_through(
    outside: Outside, way: Way, table: Table, operation: str, fate: Fate
) -> None:
    # Given a service that refuses everything, more often than what is unknown may be tried
    order = an_order()
    it = placed(order)
    way.plan = always(fate, operation)
    for _ in range(4):
        assert process(it) == failed(it)

    # Then the other channel didn't wait for it
    told = {"SendEmail": len(outside.mails(order)), "PutEvents": len(outside.events(order))}
    assert told == {"SendEmail": 1, "PutEvents": 1} | {operation: 0}

    # When the service is back
    way.plan = always(None)
    assert process(it) == NOTHING_FAILED

    # Then each was told once
    assert len(outside.mails(order)) == len(outside.events(order)) == 1
    assert outside.dead_letters() == []


@pytest.mark.parametrize("service", ["SES", "EVENTBRIDGE"])
def test_a_service_that_is_never_reached_costs_no_attempt(
    outside: Outside, new_process: Table, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    # Given a service that isn't there, for longer than there are attempts
    order = an_order()
    it = placed(order)
    monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", unreachable_url())
    for _ in range(3):
        assert process(it) == failed(it)

    # When it is there
    monkeypatch.delenv(f"AWS_ENDPOINT_URL_{service}")
    forget_clients()
    assert process(it) == NOTHING_FAILED

    assert len(outside.mails(order)) == len(outside.events(order)) == 1


def test_a_service_that_never_answers_is_not_waited_for_long(
    outside: Outside, new_process: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = an_order()
    it = placed(order)
    simulate_silence(monkeypatch, "ses")

    assert process(it) == failed(it)

    assert simulated_time.seconds < 10
    assert outside.events(order) == ["OrderPlaced"]


def test_an_event_that_the_bus_refuses_comes_again(outside: Outside, way: Way) -> None:
    # PutEvents answers well, and says inside that it didn't take the event
    order = an_order()
    it = placed(order)
    body = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}]}
    way.plan = first(3, Refusal(200, json.dumps(body).encode()), "PutEvents")

    for _ in range(3):
        assert process(it) == failed(it)
    assert process(it) == NOTHING_FAILED

    assert outside.events(order) == ["OrderPlaced"]


def test_a_record_that_fails_doesnt_hold_back_the_others(outside: Outside, way: Way) -> None:
    # Given five orders, and a service that refuses the second one's e-mail
    orders = [an_order() for _ in range(5)]
    records = [placed(order) for order in orders]
    way.plan = lambda operation, number: SES_DOWN if (operation, number) == ("SendEmail", 1) else None

    # When they are handed over together
    assert process(*records) == failed(records[1])

    # Then all others are told, and so is this one when it comes again, with those after it
    assert [len(outside.mails(order)) for order in orders] == [1, 0, 1, 1, 1]
    assert process(*records[1:]) == NOTHING_FAILED
    assert [len(outside.mails(order)) for order in orders] == [1] * 5
