"""Notifications that keep failing go to the dead-letter queue with their whole record, and can be redriven."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers.accounts import ADA
from tests.integration.handlers.calling import invoke
from tests.integration.handlers.faulty_proxy import SES_DOWN, Fault, FaultyProxy, always, error, first, ses_error
from tests.integration.handlers.notifications import (
    FUNCTION,
    NOTHING_FAILED,
    Receivers,
    Record,
    batch,
    failed,
    malformed,
    new_order,
    order_of,
    placed,
    process,
)
from tests.support.requests import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.conftest import LogLines


OLD = 16 * 60
SES_NAMES_THE_ADDRESS = ses_error(
    "AccessDenied",
    status=403,
    message="User is not authorized to perform ses:SendRawEmail on resource"
    " arn:aws:ses:us-east-1:123456789012:identity/ada@example.com",
)


def test_a_record_that_fails_past_the_retry_window_is_dead_lettered(
    receivers: Receivers, aws_proxy: FaultyProxy
) -> None:
    order, old_order = new_order(), new_order()
    it, old = placed(order), placed(old_order, age=OLD)
    aws_proxy.plan = always(SES_DOWN, "SendRawEmail")

    assert process(old, it) == failed(it)

    assert receivers.dead_letters() == [(old, "Unavailable")]
    assert receivers.event_types(old_order) == ["OrderPlaced"]


def test_an_old_record_that_succeeds_is_not_dead_lettered(receivers: Receivers) -> None:
    order = new_order()

    assert process(placed(order, age=OLD)) == NOTHING_FAILED

    assert len(receivers.mails(order)) == 1
    assert receivers.dead_letters() == []


def broken_records() -> dict[str, Callable[[Record], Any]]:
    """Return functions that break a record."""

    def without(*path: str) -> Callable[[Record], Any]:
        def cut(it: Record) -> Record:
            described = it
            for step in path[:-1]:
                described = described[step]
            del described[path[-1]]
            return it

        return cut

    def with_status(value: Any) -> Callable[[Record], Any]:
        def change(it: Record) -> Record:
            it["dynamodb"]["NewImage"]["status"] = value
            return it

        return change

    return {
        "no keys": without("dynamodb", "Keys"),
        "no old image": without("dynamodb", "OldImage"),
        "no new image": without("dynamodb", "NewImage"),
        "no total": without("dynamodb", "NewImage", "totalAmount"),
        "no event name": without("eventName"),
        "no creation time": without("dynamodb", "ApproximateCreationDateTime"),
        "a number as status": with_status({"N": "1"}),
        "a plain string as status": with_status("processing"),
    }


@pytest.mark.parametrize("defect", broken_records())
def test_a_malformed_record_is_dead_lettered_whole_and_alone(receivers: Receivers, defect: str) -> None:
    order, other = new_order(), new_order()
    broken = broken_records()[defect](json.loads(json.dumps(placed(other))))

    assert process(broken, placed(order)) == NOTHING_FAILED

    assert receivers.dead_letters() == [(broken, "MalformedRecord")]
    assert len(receivers.mails(order)) == 1
    assert receivers.mails(other) == []


@pytest.mark.parametrize("nonsense", [None, "record", 7, [], {}, {"dynamodb": None}], ids=repr)
def test_a_value_that_is_no_record_is_dead_lettered(receivers: Receivers, nonsense: Any) -> None:
    order = new_order()

    assert process(nonsense, placed(order)) == NOTHING_FAILED

    assert receivers.dead_letters() == [(nonsense, "MalformedRecord")]
    assert len(receivers.mails(order)) == 1


def test_an_order_without_its_buyer_is_dead_lettered_and_published(receivers: Receivers) -> None:
    order = order_of(new_id())
    it = placed(order)

    assert process(it) == NOTHING_FAILED

    assert receivers.dead_letters() == [(it, "BuyerNotFound")]
    assert receivers.event_types(order) == ["OrderPlaced"]


@pytest.mark.parametrize("code", ["InvalidParameterValue", "MessageRejected"])
def test_an_address_that_ses_rejects_is_dead_lettered(receivers: Receivers, aws_proxy: FaultyProxy, code: str) -> None:
    # Given SES, which rejects the address; the embedded one accepts any
    it = placed(new_order())
    aws_proxy.plan = always(ses_error(code, status=400), "SendRawEmail")

    assert process(it) == NOTHING_FAILED

    assert receivers.dead_letters() == [(it, "Undeliverable")]


def test_a_retryable_channel_keeps_a_record_in_the_stream(receivers: Receivers, aws_proxy: FaultyProxy) -> None:
    # Given an order whose buyer's account is deleted, and a bus that rejects its event
    it = placed(order_of(new_id()))
    aws_proxy.plan = first(1, error("InternalException", status=500), "PutEvents")

    assert process(it) == failed(it)
    assert receivers.dead_letters() == []

    # Then the record is dead-lettered once the event is published
    assert process(it) == NOTHING_FAILED
    assert receivers.dead_letters() == [(it, "BuyerNotFound")]


def test_a_record_behind_a_failing_one_is_dead_lettered_once(receivers: Receivers, aws_proxy: FaultyProxy) -> None:
    # Given a record that fails, and behind it one that can never succeed
    it, broken = placed(new_order()), malformed()
    aws_proxy.plan = first(3, SES_DOWN, "SendRawEmail")

    # When the batch is retried
    for _ in range(3):
        assert process(it, broken) == failed(it, broken)
    assert process(it, broken) == NOTHING_FAILED

    assert receivers.dead_letters() == [(broken, "MalformedRecord")]


def test_a_record_stays_in_the_stream_if_dead_lettering_fails(
    receivers: Receivers, aws_proxy: FaultyProxy, log_lines: LogLines
) -> None:
    order, broken = new_order(), malformed()
    aws_proxy.plan = always(error("InternalFailure", status=500), "SendMessage")

    assert process(broken, placed(order)) == failed(broken)

    assert len(receivers.mails(order)) == 1
    assert "DEAD_LETTER_FAILED" in {line["event"] for line in log_lines()}


def test_a_missing_dead_letter_queue_is_logged_by_name(
    receivers: Receivers, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", f"{receivers.aws.aws_url}/000000000000/no-such-queue")
    broken = malformed()

    assert process(broken) == failed(broken)

    (line,) = [line for line in log_lines() if line["level"] == "ERROR"]
    assert "no-such-queue" in line["message"]


def test_a_failed_record_without_a_sequence_number_fails_the_batch(
    receivers: Receivers, aws_proxy: FaultyProxy
) -> None:
    # An empty identifier makes Lambda retry the whole batch
    aws_proxy.plan = always(error("InternalFailure", status=500), "SendMessage")

    assert process({}) == {"batchItemFailures": [{"itemIdentifier": ""}]}


def test_a_record_without_time_left_is_retried_and_not_dead_lettered(receivers: Receivers) -> None:
    order, old_order = new_order(), new_order()
    it, old = placed(order), placed(old_order, age=OLD)

    assert invoke(FUNCTION, batch(it, old), seconds=19) == failed(it, old)

    assert receivers.mails(order) == []
    assert receivers.event_types(order) == []
    assert receivers.dead_letters() == []


def test_a_redriven_dead_letter_is_retried_and_stays_one_if_it_fails(
    receivers: Receivers, aws_proxy: FaultyProxy
) -> None:
    # Given an old dead letter with no attempts left
    order = new_order()
    it = placed(order)
    aws_proxy.plan = always(Fault.BROKEN_CONNECTION, "SendRawEmail")
    for _ in range(3):
        process(it)
    (letter, _), *none = receivers.dead_letters()
    assert not none
    letter["dynamodb"]["ApproximateCreationDateTime"] -= OLD

    # When it is redriven and fails again, then the response reports it, and it isn't dead-lettered a second time
    assert process(letter, redrive=True) == failed(letter)
    aws_proxy.plan = always(SES_DOWN, "SendRawEmail")
    assert process(letter, redrive=True) == failed(letter)
    assert receivers.dead_letters() == []

    # When it succeeds, then the e-mail is sent once, and the published event isn't sent again
    aws_proxy.plan = always(None)
    assert process(letter, redrive=True) == NOTHING_FAILED
    assert process(letter, redrive=True) == NOTHING_FAILED
    assert len(receivers.mails(order)) == 1
    assert receivers.event_types(order) == ["OrderPlaced"]


def test_a_malformed_dead_letter_stays_one(receivers: Receivers) -> None:
    it = malformed()

    assert process(it, redrive=True) == failed(it)

    assert receivers.dead_letters() == []


def test_no_personal_data_is_logged(receivers: Receivers, aws_proxy: FaultyProxy, log_lines: LogLines) -> None:
    # Given orders whose notifications succeed, fail and are dead-lettered
    orders = [new_order() for _ in range(3)]
    faults = {0: SES_NAMES_THE_ADDRESS, 1: SES_DOWN}
    aws_proxy.plan = lambda operation, number: faults.get(number) if operation == "SendRawEmail" else None
    process(*map(placed, orders), placed(order_of(new_id())), malformed())
    process(*map(placed, orders), placed(order_of(new_id())), malformed())

    logged = json.dumps([line for line in log_lines() if line["operation"] == FUNCTION])

    assert "NOTIFICATION_DELIVERED" in logged
    assert "NOTIFICATION_FAILED" in logged
    assert "RECORD_DEAD_LETTERED" in logged
    assert "SES_FROM_EMAIL: AccessDenied" in logged
    personal = [ADA["firstName"], ADA["lastName"], "@", *ADDRESS.values(), "Walnut"]
    assert not [value for value in personal if value in logged and value != "GB"]
