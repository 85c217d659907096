from __future__ import annotations

from typing import Any

import pytest

from handlers.domain.errors import Unavailable
from handlers.notifications import process_order_changes
from tests.fakes import FakeDeadLetterQueue
from tests.lambda_events import context, sample_event

SETTINGS = (
    "TABLE_NAME",
    "SES_FROM_EMAIL",
    "SHOP_NAME",
    "ACCOUNT_PAGES_URL",
    "EXPORT_BUCKET_NAME",
    "EVENT_BUS_NAME",
    "DEAD_LETTER_QUEUE_URL",
)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> FakeDeadLetterQueue:
    fake = FakeDeadLetterQueue()
    monkeypatch.setattr(process_order_changes, "dead_letter_queue", fake)
    for name in SETTINGS:
        monkeypatch.setenv(name, "set")
    return fake


def malformed() -> dict[str, Any]:
    event = sample_event("process_order_changes")
    record: dict[str, Any] = event["Records"][0]
    del record["dynamodb"]["NewImage"]["status"]
    return record


def test_malformed_record_goes_to_the_dead_letter_queue(queue: FakeDeadLetterQueue) -> None:
    record = malformed()

    response = process_order_changes.handler({"Records": [record]}, context())

    assert queue.letters == [(record, "MalformedRecord")]
    assert response == {"batchItemFailures": []}


def test_record_stays_in_the_stream_if_the_queue_is_down(queue: FakeDeadLetterQueue) -> None:
    record = malformed()
    queue.error = Unavailable("SQS")

    response = process_order_changes.handler({"Records": [record]}, context())

    assert response == {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}


def test_redriven_record_that_fails_again_is_reported_and_not_added_twice(queue: FakeDeadLetterQueue) -> None:
    record = malformed()

    response = process_order_changes.handler({"Records": [record], "redrive": True}, context())

    assert queue.letters == []
    assert response == {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
