"""Stream records of orders, and the notifications that the shop sends for them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from handlers.domain.ids import new_id
from handlers.domain.orders import Order
from handlers.store.orders import order_row, read_order
from local.aws.clients import client
from local.config import EVENT_TOPIC, LocalConfig
from local.gateway.mailbox import sent_mails
from tests.integration.handlers.calling import invoke
from tests.lambda_events import sample_event

type Record = dict[str, Any]

FUNCTION = "process_order_changes"
NOTHING_FAILED: Mapping[str, Any] = {"batchItemFailures": []}


def order_of(user_id: str, *, order_id: str | None = None, **changed: Any) -> Order:
    """Return a processing order: the sample's, with another owner."""
    order = read_order(sample_event(FUNCTION)["Records"][0]["dynamodb"]["NewImage"])
    return replace(order, user_id=user_id, order_id=order_id or new_id(), **changed)


def placed(order: Order, *, age: float = 0) -> Record:
    return record(replace(order, status="pending"), order, age=age)


def record(before: Order | None, after: Order | None, *, age: float = 0) -> Record:
    """Return the stream record of an order's change; its age is in seconds."""
    (sample,) = deepcopy(sample_event(FUNCTION)["Records"])
    images = {"OldImage": before, "NewImage": after}
    row = order_row(after or before)  # type: ignore[arg-type]  # one of them is there
    described = {
        "ApproximateCreationDateTime": float(int(time.time() - age)),
        "Keys": {name: row[name] for name in ("PK", "SK")},
        **{name: order_row(image) for name, image in images.items() if image is not None},
        "SequenceNumber": str(time.time_ns()),
    }
    name = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
    rest = {name: sample["dynamodb"][name] for name in ("SizeBytes", "StreamViewType")}
    return {**sample, "eventID": new_id(), "eventName": name, "dynamodb": described | rest}


def malformed() -> Record:
    return {"eventID": new_id(), "eventName": "MODIFY", "dynamodb": {"SequenceNumber": str(time.time_ns())}}


def batch(*records: Record) -> dict[str, Any]:
    """Return a stream event with these records."""
    return {"Records": list(records)}


def process(*records: Record, **more: object) -> Any:
    """Invoke the stream processor with records, and return its response."""
    return invoke(FUNCTION, batch(*records) | more)


def failed(*records: Record) -> dict[str, Any]:
    """Return the response that reports these records as failed."""
    return {"batchItemFailures": [{"itemIdentifier": each["dynamodb"]["SequenceNumber"]} for each in records]}


def mails_of(aws: LocalConfig, order_id: str) -> list[dict[str, str]]:
    """Return the e-mails about an order, oldest first."""
    return [mail for mail in reversed(sent_mails(aws.aws_url)) if order_id in mail["subject"]]


class Listener:
    """A subscriber to the shop's events: a queue on the topic that the bus's rule targets."""

    def __init__(self, config: LocalConfig) -> None:
        self._sqs = client("sqs", config.aws_url)
        self._url = self._sqs.create_queue(QueueName=f"listener-{new_id()}")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": policy})
        self._sns = client("sns", config.aws_url)
        topic = self._sns.create_topic(Name=EVENT_TOPIC)["TopicArn"]
        self._subscription = self._sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
        self._heard: list[dict[str, Any]] = []

    def events_of(self, order_id: str) -> list[dict[str, Any]]:
        """Return the events about an order, as EventBridge wrote them."""
        self._heard.extend(map(_event, taken(self._sqs, self._url)))
        return [event for event in self._heard if event["detail"]["orderId"] == order_id]

    def leave(self) -> None:
        self._sns.unsubscribe(SubscriptionArn=self._subscription)
        self._sqs.delete_queue(QueueUrl=self._url)


def taken(sqs: Any, url: str) -> Iterator[dict[str, Any]]:
    """Receive, delete and yield the messages of a queue."""
    while messages := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=0
    ).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield message


def _event(message: Mapping[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(json.loads(message["Body"])["Message"])
    return event
