"""Send dead letters to the stream processor again: ``bin/shop redrive``."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import boto3
import click
from botocore.config import Config

from local.aws.functions import rows
from ops.cli import PROJECT_NAME, stage_or_local_shop
from ops.stage import enter_stage

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_FUNCTION = "process_order_changes"
# During this time no other consumer receives the message.
_HANDLING_SECONDS = 900


class Outcome(Enum):
    """The outcome of redriving a dead letter; the value describes it in a report."""

    PROCESSED = "processed"
    FAILED_AGAIN = "failed again and stay in the queue: the stream processor's log says why"
    NOT_PROCESSED = "not processed: the function failed as a whole, or the message is no stream record"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetters:
    """The dead letters of a stage, and the function that failed to process them.

    Parameters
    ----------
    queue : str
        The URL of their queue.
    function : str
        The function's name in AWS.
    """

    sqs: SQSClient
    lambda_: LambdaClient
    queue: str
    function: str

    def redrive(self) -> dict[Outcome, int]:
        """Send each dead letter to the function again, delete those that it processes, and return the counts."""
        outcomes = dict.fromkeys(Outcome, 0)
        received: list[str] = []
        try:
            for _ in range(self._waiting()):
                message = self._receive()
                if message is None:
                    break
                received.append(message["ReceiptHandle"])
                outcome = self._outcome(message["Body"])
                outcomes[outcome] += 1
                if outcome is Outcome.PROCESSED:
                    self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=received.pop())
        finally:
            for handle in received:
                self.sqs.change_message_visibility(QueueUrl=self.queue, ReceiptHandle=handle, VisibilityTimeout=0)
        return outcomes

    def _waiting(self) -> int:
        response = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["ApproximateNumberOfMessages"])
        return int(response["Attributes"]["ApproximateNumberOfMessages"])

    def _receive(self) -> MessageTypeDef | None:
        response = self.sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=1, WaitTimeSeconds=1, VisibilityTimeout=_HANDLING_SECONDS
        )
        return next(iter(response.get("Messages", [])), None)

    def _outcome(self, body: str) -> Outcome:
        try:
            event = json.dumps({"Records": [json.loads(body)], "redrive": True})
        except ValueError:
            return Outcome.NOT_PROCESSED
        response = self.lambda_.invoke(FunctionName=self.function, Payload=event)
        result: Any = json.loads(response["Payload"].read())
        if response.get("FunctionError"):
            return Outcome.NOT_PROCESSED
        return Outcome.FAILED_AGAIN if result["batchItemFailures"] else Outcome.PROCESSED


@click.command()
@stage_or_local_shop
def redrive(stage: str) -> None:
    """Send each dead letter to the stream processor again; those that it handles are deleted."""
    enter_stage(stage)
    outcomes = _dead_letters(stage).redrive()
    if not any(outcomes.values()):
        click.echo("There are no dead letters.")
    for outcome, count in outcomes.items():
        if count:
            click.echo(f"{count} {outcome.value}.")
    if outcomes[Outcome.FAILED_AGAIN] or outcomes[Outcome.NOT_PROCESSED]:
        sys.exit(1)


def _dead_letters(stage: str) -> DeadLetters:
    row = rows()[_FUNCTION]
    sqs = boto3.client("sqs")
    # A retry by the SDK would process the letter twice.
    once = Config(read_timeout=row["timeout"] + 10, retries={"total_max_attempts": 1})
    return DeadLetters(
        sqs=sqs,
        lambda_=boto3.client("lambda", config=once),
        queue=sqs.get_queue_url(QueueName=f"{PROJECT_NAME}-{stage}-dead-letters")["QueueUrl"],
        function=f"{PROJECT_NAME}-{stage}-{row['name']}",
    )
