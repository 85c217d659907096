"""What of an order's changes can't be told is put aside whole, and can be told anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from handlers.domain.ids import new_id
from tests.integration.handlers.accounts import ADA
from tests.integration.handlers.calling import invoke
from tests.integration.handlers.faulty_aws import Mishap, Way, always, error, first
from tests.integration.handlers.outside import OLD, SES_DOWN, SES_NAMES_THE_ADDRESS, Outside, an_order
from tests.integration.handlers.stream import (
    FUNCTION,
    NOTHING_FAILED,
    Record,
    batch,
    failed,
    malformed,
    order_of,
    placed,
    process,
)
from tests.support.requests import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table


def test_a_record_that_fails_for_too_long_is_put_aside(outside: Outside, way: Way) -> None:
    order, old_order = an_order(), an_order()
    it, old = placed(order), placed(old_order, age=OLD)
    way.plan = always(SES_DOWN, "SendEmail")

    assert process(old, it) == failed(it)

    assert outside.dead_letters() == [(old, "Unavailable")]
    assert outside.events(old_order) == ["OrderPlaced"]


def test_an_old_record_that_goes_through_is_not_put_aside(outside: Outside) -> None:
    order = an_order()

    assert process(placed(order, age=OLD)) == NOTHING_FAILED

    assert len(outside.mails(order)) == 1
    assert outside.dead_letters() == []


def broken_records() -> dict[str, Callable[[Record], Any]]:
    """Return ways to break a record."""

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
        "no moment": without("dynamodb", "ApproximateCreationDateTime"),
        "a number as status": with_status({"N": "1"}),
        "no value as status": with_status("processing"),
    }


@pytest.mark.parametrize("way_to_break", broken_records())
def test_a_malformed_record_is_put_aside_whole_and_alone(outside: Outside, way_to_break: str) -> None:
    order, other = an_order(), an_order()
    broken = broken_records()[way_to_break](json.loads(json.dumps(placed(other))))

    assert process(broken, placed(order)) == NOTHING_FAILED

    assert outside.dead_letters() == [(broken, "MalformedRecord")]
    assert len(outside.mails(order)) == 1
    assert outside.mails(other) == []


@pytest.mark.parametrize("nonsense", [None, "record", 7, [], {}, {"dynamodb": None}], ids=repr)
def test_what_is_no_record_at_all_is_put_aside(outside: Outside, nonsense: Any) -> None:
    order = an_order()

    assert process(nonsense, placed(order)) == NOTHING_FAILED

    assert outside.dead_letters() == [(nonsense, "MalformedRecord")]
    assert len(outside.mails(order)) == 1


def test_an_order_whose_buyer_is_gone_is_put_aside_and_published(outside: Outside) -> None:
    order = order_of(new_id())
    it = placed(order)

    assert process(it) == NOTHING_FAILED

    assert outside.dead_letters() == [(it, "BuyerNotFound")]
    assert outside.events(order) == ["OrderPlaced"]


@pytest.mark.parametrize("address", ["ada", "ada@", "ädä@example.com"])
def test_an_address_that_ses_refuses_is_put_aside(outside: Outside, table: Table, address: str) -> None:
    order = an_order()
    it = placed(order)
    table.put(table.row(f"USER#{order.user_id}", "PROFILE") | {"email": address})  # type: ignore[operator]

    assert process(it) == NOTHING_FAILED

    assert outside.dead_letters() == [(it, "Undeliverable")]


def test_what_can_still_go_through_keeps_a_record_in_the_stream(outside: Outside, way: Way) -> None:
    # Given an order whose buyer is gone, and a bus that refuses its event
    it = placed(order_of(new_id()))
    way.plan = first(1, error("InternalException", status=500), "PutEvents")

    assert process(it) == failed(it)
    assert outside.dead_letters() == []

    # Then it is put aside once that went through
    assert process(it) == NOTHING_FAILED
    assert outside.dead_letters() == [(it, "BuyerNotFound")]


def test_a_record_is_put_aside_once_however_often_one_before_it_fails(outside: Outside, way: Way) -> None:
    # Given a record that fails, and behind it one that never can go through
    it, hopeless = placed(an_order()), malformed()
    way.plan = first(3, SES_DOWN, "SendEmail")

    # When the batch comes again and again
    for _ in range(3):
        assert process(it, hopeless) == failed(it, hopeless)
    assert process(it, hopeless) == NOTHING_FAILED

    assert outside.dead_letters() == [(hopeless, "MalformedRecord")]


def test_a_record_stays_in_the_stream_if_it_cant_be_put_aside(outside: Outside, way: Way, log_lines: LogLines) -> None:
    order, hopeless = an_order(), malformed()
    way.plan = always(error("InternalFailure", status=500), "SendMessage")

    assert process(hopeless, placed(order)) == failed(hopeless)

    assert len(outside.mails(order)) == 1
    assert "DEAD_LETTER_FAILED" in {line["event"] for line in log_lines()}


def test_a_missing_queue_of_dead_letters_is_named(
    outside: Outside, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", f"{outside.aws.aws_url}/000000000000/no-such-queue")
    hopeless = malformed()

    assert process(hopeless) == failed(hopeless)

    (line,) = [line for line in log_lines() if line["level"] == "ERROR"]
    assert "no-such-queue" in line["message"]


def test_a_record_without_a_number_that_cant_be_put_aside_fails_the_batch(outside: Outside, way: Way) -> None:
    # Lambda takes an empty identifier for the whole batch
    way.plan = always(error("InternalFailure", status=500), "SendMessage")

    assert process({}) == {"batchItemFailures": [{"itemIdentifier": ""}]}


def test_what_there_is_no_time_for_comes_again_and_is_never_put_aside(outside: Outside) -> None:
    order, old_order = an_order(), an_order()
    it, old = placed(order), placed(old_order, age=OLD)

    assert invoke(FUNCTION, batch(it, old), seconds=19) == failed(it, old)

    assert outside.mails(order) == []
    assert outside.events(order) == []
    assert outside.dead_letters() == []


def test_a_dead_letter_is_tried_anew_and_stays_one_if_it_fails(outside: Outside, way: Way) -> None:
    # Given a dead letter whose attempts are used up, and that is old by now
    order = an_order()
    it = placed(order)
    way.plan = always(Mishap.BROKEN_CONNECTION, "SendEmail")
    for _ in range(3):
        process(it)
    (letter, _), *none = outside.dead_letters()
    assert not none
    letter["dynamodb"]["ApproximateCreationDateTime"] -= OLD

    # When it is tried again and fails in vain, then it is told so, and isn't put aside a second time
    assert process(letter, redrive=True) == failed(letter)
    way.plan = always(SES_DOWN, "SendEmail")
    assert process(letter, redrive=True) == failed(letter)
    assert outside.dead_letters() == []

    # When it goes through, then it is told once, and the event that was published isn't again
    way.plan = always(None)
    assert process(letter, redrive=True) == NOTHING_FAILED
    assert process(letter, redrive=True) == NOTHING_FAILED
    assert len(outside.mails(order)) == 1
    assert outside.events(order) == ["OrderPlaced"]


def test_a_malformed_dead_letter_stays_one(outside: Outside) -> None:
    it = malformed()

    assert process(it, redrive=True) == failed(it)

    assert outside.dead_letters() == []


def test_nothing_personal_is_logged(outside: Outside, way: Way, log_lines: LogLines) -> None:
    # Given orders that go well, that fail and that are put aside
    orders = [an_order() for _ in range(3)]
    fates = {0: SES_NAMES_THE_ADDRESS, 1: SES_DOWN}
    way.plan = lambda operation, number: fates.get(number) if operation == "SendEmail" else None
    process(*map(placed, orders), placed(order_of(new_id())), malformed())
    process(*map(placed, orders), placed(order_of(new_id())), malformed())

    logged = json.dumps([line for line in log_lines() if line["operation"] == FUNCTION])

    assert "NOTIFICATION_DELIVERED" in logged
    assert "NOTIFICATION_FAILED" in logged
    assert "RECORD_DEAD_LETTERED" in logged
    assert "SES_FROM_EMAIL: AccessDenied" in logged
    said = [ADA["firstName"], ADA["lastName"], "@", *ADDRESS.values(), "Walnut"]
    assert not [value for value in said if value in logged and value != "GB"]
