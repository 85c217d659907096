"""Deliver notifications while processes die and services fail: at most twice, normally once."""

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
from tests.integration.handlers.interleaving import ProcessKilled, before, kill_process
from tests.integration.handlers.outside import BAD_GATEWAY, SES_DOWN, THROTTLED, Outside, an_order
from tests.integration.handlers.stream import NOTHING_FAILED, failed, placed, process

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.table import Table


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that lets the claims of killed processes expire."""

    passed = timedelta()

    def pass_time() -> None:
        nonlocal passed
        passed += timedelta(seconds=deliveries.CLAIM_SECONDS + 1)
        monkeypatch.setattr(deliveries, "now", lambda: now() + passed)

    return pass_time


@pytest.mark.parametrize("channel", ["mail", "event"])
def test_a_process_killed_before_it_records_a_delivery_sends_at_most_two(
    outside: Outside, later: Callable[[], None], channel: str
) -> None:
    # Given a process that is killed after the service accepted, every time
    order = an_order()
    it = placed(order)

    def is_about_to_be_recorded(seen: Any) -> bool:
        sent = outside.mails(order) if channel == "mail" else outside.events(order)
        return seen[-1] == "UpdateItem" and len(sent) > sent_before

    for times in range(2):
        sent_before = times
        with pytest.raises(ProcessKilled), before(is_about_to_be_recorded, kill_process):
            process(it)
        # Until its claim expires, the process may still be running
        assert process(it) == failed(it)
        later()

    # When the record is retried
    assert process(it) == NOTHING_FAILED

    # Then it is dead-lettered without a third attempt, and the other channel delivered once
    assert outside.dead_letters() == [(it, "AttemptsExhausted")]
    delivered = {"mail": len(outside.mails(order)), "event": len(outside.events(order))}
    assert delivered == {"mail": 1, "event": 1} | {channel: 2}


@pytest.mark.parametrize("operation", ["SendEmail", "PutEvents"])
@pytest.mark.parametrize(
    "fate",
    [Mishap.LOST_ANSWER, Mishap.BROKEN_CONNECTION, Mishap.CUT_ANSWER, BAD_GATEWAY],
    ids=["response lost", "connection broken", "truncated response", "bad gateway"],
)
def test_an_unknown_outcome_is_tried_twice_and_dead_lettered(
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
    delivered = {"SendEmail": len(outside.mails(order)), "PutEvents": len(outside.events(order))}
    assert delivered == {"SendEmail": 1, "PutEvents": 1} | {operation: happened}


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
def test_a_rejected_delivery_is_retried_until_it_succeeds(
    outside: Outside, way: Way, table: Table, operation: str, fate: Fate
) -> None:
    # Given a service that rejects every call, more often than an unknown outcome is retried
    order = an_order()
    it = placed(order)
    way.plan = always(fate, operation)
    for _ in range(4):
        assert process(it) == failed(it)

    # Then the other channel delivered meanwhile
    delivered = {"SendEmail": len(outside.mails(order)), "PutEvents": len(outside.events(order))}
    assert delivered == {"SendEmail": 1, "PutEvents": 1} | {operation: 0}

    # When the service recovers
    way.plan = always(None)
    assert process(it) == NOTHING_FAILED

    # Then each channel delivered once
    assert len(outside.mails(order)) == len(outside.events(order)) == 1
    assert outside.dead_letters() == []


@pytest.mark.parametrize("service", ["SES", "EVENTBRIDGE"])
def test_an_unreachable_service_uses_up_no_attempt(
    outside: Outside, new_process: Table, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    # Given a service that is unreachable for more calls than there are attempts
    order = an_order()
    it = placed(order)
    monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", unreachable_url())
    for _ in range(3):
        assert process(it) == failed(it)

    # When it is reachable again
    monkeypatch.delenv(f"AWS_ENDPOINT_URL_{service}")
    forget_clients()
    assert process(it) == NOTHING_FAILED

    assert len(outside.mails(order)) == len(outside.events(order)) == 1


def test_a_silent_service_times_out_early(
    outside: Outside, new_process: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = an_order()
    it = placed(order)
    simulate_silence(monkeypatch, "ses")

    assert process(it) == failed(it)

    assert simulated_time.seconds < 10
    assert outside.events(order) == ["OrderPlaced"]


def test_an_event_that_the_bus_rejects_is_retried(outside: Outside, way: Way) -> None:
    # PutEvents responds with 200, and reports the rejected event in its body
    order = an_order()
    it = placed(order)
    body = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}]}
    way.plan = first(3, Refusal(200, json.dumps(body).encode()), "PutEvents")

    for _ in range(3):
        assert process(it) == failed(it)
    assert process(it) == NOTHING_FAILED

    assert outside.events(order) == ["OrderPlaced"]


def test_a_failing_record_does_not_block_the_others(outside: Outside, way: Way) -> None:
    # Given five orders, and a service that rejects the second e-mail
    orders = [an_order() for _ in range(5)]
    records = [placed(order) for order in orders]
    way.plan = lambda operation, number: SES_DOWN if (operation, number) == ("SendEmail", 1) else None

    # When their records come in one batch
    assert process(*records) == failed(records[1])

    # Then all others are delivered, and so is this one when it is retried with those after it
    assert [len(outside.mails(order)) for order in orders] == [1, 0, 1, 1, 1]
    assert process(*records[1:]) == NOTHING_FAILED
    assert [len(outside.mails(order)) for order in orders] == [1] * 5
