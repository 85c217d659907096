"""Stream records of orders, and the services that receive the shop's notifications of them."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.domain.email_requests import EmailRequest
from handlers.domain.ids import new_id
from handlers.domain.orders import Order
from handlers.store.email_requests import email_request_row
from handlers.store.orders import order_row, read_order
from local.aws.clients import client
from local.config import EVENT_TOPIC, LocalConfig
from local.gateway.mailbox import sent_mails
from tests.harness import RunningShop, eventually
from tests.integration.handlers.accounts import register
from tests.integration.handlers.calling import invoke
from tests.lambda_events import sample_event
from tests.support.shop_client import Customer

type Record = dict[str, Any]

FUNCTION = "process_order_changes"
NOTHING_FAILED: Mapping[str, Any] = {"batchItemFailures": []}


def order_of(user_id: str, *, order_id: str | None = None, **changed: Any) -> Order:
    """Return a processing order: the sample's, with another owner."""
    order = read_order(sample_event(FUNCTION)["Records"][0]["dynamodb"]["NewImage"])
    return replace(order, user_id=user_id, order_id=order_id or new_id(), **changed)


def new_order(**changed: Any) -> Order:
    return order_of(register(email=f"{new_id().lower()}@example.com"), **changed)


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


def requested(request: EmailRequest) -> Record:
    """Return the stream record of a request for an e-mail."""
    row = email_request_row(request)
    sample = placed(order_of(new_id()))
    described = {"Keys": {name: row[name] for name in ("PK", "SK")}, "NewImage": row}
    rest = {name: each for name, each in sample["dynamodb"].items() if name != "OldImage"}
    return sample | {"eventName": "INSERT", "dynamodb": rest | described}


def malformed() -> Record:
    return {"eventID": new_id(), "eventName": "MODIFY", "dynamodb": {"SequenceNumber": str(time.time_ns())}}


def batch(*records: Record) -> dict[str, Any]:
    return {"Records": list(records)}


def process(*records: Record, **more: object) -> Any:
    return invoke(FUNCTION, batch(*records) | more)


def failed(*records: Record) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each["dynamodb"]["SequenceNumber"]} for each in records]}


def mails_of(aws: LocalConfig, order_id: str) -> list[dict[str, str]]:
    return [mail for mail in reversed(sent_mails(aws.aws_url)) if order_id in mail["subject"]]


def verify(shop: RunningShop, person: Customer) -> None:
    """Verify a person's address: e-mails to others contain nothing that a user typed, and are limited."""
    email = person.api.get("/auth/me").json()["email"]

    def tokens() -> list[str]:
        texts = [mail["text"] for mail in sent_mails(shop.config.aws_url) if mail["to"] == email]
        return [token for text in texts for token in re.findall("#token=(.*)", text)]

    (token,) = eventually(tokens)
    person.api.post("/auth/verification/confirm", json={"token": token}).raise_for_status()


def receive_all(sqs: Any, url: str) -> Iterator[dict[str, Any]]:
    while messages := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=0
    ).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield message


@dataclass(frozen=True, slots=True)
class Receivers:
    """Mailboxes, a subscriber to the shop's events, and the dead-letter queue."""

    aws: LocalConfig
    events_queue: str
    dead_letter_queue: str
    _events: list[dict[str, Any]] = field(default_factory=list)

    def mails(self, order: Order | str) -> list[dict[str, str]]:
        return mails_of(self.aws, order if isinstance(order, str) else order.order_id)

    def events(self, order: Order | str) -> list[dict[str, Any]]:
        """Return the events about an order, as EventBridge wrote them, oldest first."""
        messages = receive_all(client("sqs", self.aws.aws_url), self.events_queue)
        self._events.extend(json.loads(json.loads(message["Body"])["Message"]) for message in messages)
        order_id = order if isinstance(order, str) else order.order_id
        return [event for event in self._events if event["detail"]["orderId"] == order_id]

    def event_types(self, order: Order | str) -> list[str]:
        return [event["detail-type"] for event in self.events(order)]

    def dead_letters(self) -> list[tuple[Record, str]]:
        """Receive and delete the records in the dead-letter queue, each with its reason."""
        messages = receive_all(client("sqs", self.aws.aws_url), self.dead_letter_queue)
        return [(json.loads(each["Body"]), each["MessageAttributes"]["reason"]["StringValue"]) for each in messages]


@contextmanager
def subscribed(aws: LocalConfig) -> Iterator[Receivers]:
    """Subscribe to the topic that the event bus's rule targets, and create a dead-letter queue."""
    sqs, sns = client("sqs", aws.aws_url), client("sns", aws.aws_url)
    events, dead_letters = (sqs.create_queue(QueueName=f"{name}-{new_id()}")["QueueUrl"] for name in ("events", "dead"))
    arn = sqs.get_queue_attributes(QueueUrl=events, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name=EVENT_TOPIC)["TopicArn"]
    subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
    yield Receivers(aws, events, dead_letters)
    sns.unsubscribe(SubscriptionArn=subscription)
    for queue in (events, dead_letters):
        sqs.delete_queue(QueueUrl=queue)
