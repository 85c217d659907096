"""Putting dead letters back: ``python -m ops.redrive``, of the running local shop or of the stage in ``STAGE``."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.aws.functions import rows
from local.config import CannotRun
from ops.stage import enter_stage

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_FUNCTION = "process_order_changes"
# Until then nobody else gets what is looked at here.
_HANDLING_SECONDS = 900


class Fate(Enum):
    """What became of a dead letter; the value says it of several."""

    DONE = "went through"
    BACK = "came back, as the stream processor still can't handle them: its log says why"
    FAILED = "failed, as the stream processor gave no answer to them, or they are no records of the stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetters:
    """The dead letters of a stage, and the function that couldn't handle them.

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

    def redrive(self) -> dict[Fate, int]:
        """Hand each dead letter that there is now to the function once more; those that it handles are gone then.

        Returns
        -------
        dict
            How many met which fate.
        """
        fates = dict.fromkeys(Fate, 0)
        held: list[str] = []
        try:
            for _ in range(self._waiting()):
                message = self._receive()
                if message is None:
                    break
                held.append(message["ReceiptHandle"])
                fate = self._fate(message["Body"])
                fates[fate] += 1
                if fate is Fate.DONE:
                    self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=held.pop())
        finally:
            for handle in held:
                self.sqs.change_message_visibility(QueueUrl=self.queue, ReceiptHandle=handle, VisibilityTimeout=0)
        return fates

    def _waiting(self) -> int:
        answer = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["ApproximateNumberOfMessages"])
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def _receive(self) -> MessageTypeDef | None:
        answer = self.sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=1, WaitTimeSeconds=1, VisibilityTimeout=_HANDLING_SECONDS
        )
        return next(iter(answer.get("Messages", [])), None)

    def _fate(self, body: str) -> Fate:
        try:
            event = json.dumps({"Records": [json.loads(body)], "redrive": True})
        except ValueError:
            return Fate.FAILED
        answer = self.lambda_.invoke(FunctionName=self.function, Payload=event)
        said: Any = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            return Fate.FAILED
        return Fate.BACK if said["batchItemFailures"] else Fate.DONE


def main() -> int:
    """Put the dead letters of a stage back, and say what became of them."""
    try:
        fates = _dead_letters(enter_stage("redrive")).redrive()
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"The dead letters can't be put back ({error}): try again.", file=sys.stderr)
        return 1
    if not any(fates.values()):
        print("There are no dead letters.")
    for fate, count in fates.items():
        if count:
            print(f"{count} {fate.value}.")
    return 0 if fates[Fate.DONE] == sum(fates.values()) else 1


def _dead_letters(stage: str) -> DeadLetters:
    row = rows()[_FUNCTION]
    sqs = boto3.client("sqs")
    # Asked once: a repeat by the SDK would be another try.
    once = Config(read_timeout=row["timeout"] + 10, retries={"total_max_attempts": 1})
    return DeadLetters(
        sqs=sqs,
        lambda_=boto3.client("lambda", config=once),
        queue=sqs.get_queue_url(QueueName=f"ecommerce-{stage}-dead-letters")["QueueUrl"],
        function=f"ecommerce-{stage}-{row['name']}",
    )


if __name__ == "__main__":
    sys.exit(main())
