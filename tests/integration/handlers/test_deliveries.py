"""Deliver notifications while processes die and services fail: at most twice, normally once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.clock import now
from handlers.store import deliveries
from tests.integration.handlers.aws_calls import ProcessKilled, before, kill_process
from tests.integration.handlers.calling import simulated_time
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_proxy import (
    SES_DOWN,
    ErrorResponse,
    Fault,
    FaultyProxy,
    Injected,
    always,
    error,
    first,
    ses_error,
    simulate_silence,
    unreachable_url,
)
from tests.integration.handlers.notifications import (
    NOTHING_FAILED,
    Receivers,
    failed,
    new_order,
    placed,
    process,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.table import Table


THROTTLED = ses_error("Throttling", status=400)
BAD_GATEWAY = ErrorResponse(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")


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
    receivers: Receivers, later: Callable[[], None], channel: str
) -> None:
    # Given a process that is killed after the service accepted, every time
    order = new_order()
    it = placed(order)

    def is_about_to_be_recorded(seen: Any) -> bool:
        sent = receivers.mails(order) if channel == "mail" else receivers.event_types(order)
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
    assert receivers.dead_letters() == [(it, "AttemptsExhausted")]
    delivered = {"mail": len(receivers.mails(order)), "event": len(receivers.event_types(order))}
    assert delivered == {"mail": 1, "event": 1} | {channel: 2}


@pytest.mark.parametrize("operation", ["SendRawEmail", "PutEvents"])
@pytest.mark.parametrize(
    "fault",
    [Fault.LOST_RESPONSE, Fault.BROKEN_CONNECTION, Fault.TRUNCATED_RESPONSE, BAD_GATEWAY],
    ids=["response lost", "connection broken", "truncated response", "bad gateway"],
)
def test_an_unknown_outcome_is_tried_twice_and_dead_lettered(
    receivers: Receivers, aws_proxy: FaultyProxy, operation: str, fault: Injected
) -> None:
    order = new_order()
    it = placed(order)
    del aws_proxy.seen[:]
    aws_proxy.plan = always(fault, operation)

    assert process(it) == failed(it)
    assert process(it) == failed(it)
    assert process(it) == NOTHING_FAILED

    assert aws_proxy.seen.count(operation) == 2
    assert receivers.dead_letters() == [(it, "AttemptsExhausted")]
    happened = 2 if fault is Fault.LOST_RESPONSE else 0
    delivered = {"SendRawEmail": len(receivers.mails(order)), "PutEvents": len(receivers.event_types(order))}
    assert delivered == {"SendRawEmail": 1, "PutEvents": 1} | {operation: happened}


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("SendRawEmail", SES_DOWN),
        ("SendRawEmail", THROTTLED),
        ("PutEvents", error("InternalException", status=500)),
        ("PutEvents", error("ThrottlingException")),
    ],
    ids=["mail", "mail throttled", "event", "event throttled"],
)
def test_a_rejected_delivery_is_retried_until_it_succeeds(
    receivers: Receivers, aws_proxy: FaultyProxy, table: Table, operation: str, fault: Injected
) -> None:
    # Given a service that rejects every call, more often than an unknown outcome is retried
    order = new_order()
    it = placed(order)
    aws_proxy.plan = always(fault, operation)
    for _ in range(4):
        assert process(it) == failed(it)

    # Then the other channel delivered meanwhile
    delivered = {"SendRawEmail": len(receivers.mails(order)), "PutEvents": len(receivers.event_types(order))}
    assert delivered == {"SendRawEmail": 1, "PutEvents": 1} | {operation: 0}

    # When the service recovers
    aws_proxy.plan = always(None)
    assert process(it) == NOTHING_FAILED

    # Then each channel delivered once
    assert len(receivers.mails(order)) == len(receivers.event_types(order)) == 1
    assert receivers.dead_letters() == []


@pytest.mark.parametrize("service", ["SES", "EVENTBRIDGE"])
def test_an_unreachable_service_uses_up_no_attempt(
    receivers: Receivers, new_process: Table, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    # Given a service that is unreachable for more calls than there are attempts
    order = new_order()
    it = placed(order)
    monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", unreachable_url())
    for _ in range(3):
        assert process(it) == failed(it)

    # When it is reachable again
    monkeypatch.delenv(f"AWS_ENDPOINT_URL_{service}")
    forget_clients()
    assert process(it) == NOTHING_FAILED

    assert len(receivers.mails(order)) == len(receivers.event_types(order)) == 1


def test_a_silent_service_times_out_early(
    receivers: Receivers, new_process: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = new_order()
    it = placed(order)
    simulate_silence(monkeypatch, "ses")

    assert process(it) == failed(it)

    assert simulated_time.seconds < 10
    assert receivers.event_types(order) == ["OrderPlaced"]


def test_an_event_that_the_bus_rejects_is_retried(receivers: Receivers, aws_proxy: FaultyProxy) -> None:
    # PutEvents responds with 200, and reports the rejected event in its body
    order = new_order()
    it = placed(order)
    body = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}]}
    aws_proxy.plan = first(3, ErrorResponse(200, json.dumps(body).encode()), "PutEvents")

    for _ in range(3):
        assert process(it) == failed(it)
    assert process(it) == NOTHING_FAILED

    assert receivers.event_types(order) == ["OrderPlaced"]


def test_a_failing_record_does_not_block_the_others(receivers: Receivers, aws_proxy: FaultyProxy) -> None:
    # Given five orders, and a service that rejects the second e-mail
    orders = [new_order() for _ in range(5)]
    records = [placed(order) for order in orders]
    aws_proxy.plan = lambda operation, number: SES_DOWN if (operation, number) == ("SendRawEmail", 1) else None

    # When their records come in one batch
    assert process(*records) == failed(records[1])

    # Then all others are delivered, and so is this one when it is retried with those after it
    assert [len(receivers.mails(order)) for order in orders] == [1, 0, 1, 1, 1]
    assert process(*records[1:]) == NOTHING_FAILED
    assert [len(receivers.mails(order)) for order in orders] == [1] * 5
