"""The dead-letter queue: stream records that keep failing, until they are redriven or deleted."""

from __future__ import annotations

from typing import Protocol

from handlers.runtime import json_text, settings
from handlers.runtime.aws import clients


class DeadLetterQueue(Protocol):
    """The port to the dead-letter queue."""

    def put(self, record: object, *, reason: str) -> None:
        """Add a record to the queue; at least once.

        Parameters
        ----------
        record : object
            The whole record, as received from the stream.
        reason : str
            The name of the error.

        Raises
        ------
        Unavailable
            If the queue can't be reached.
        """
        ...


class SqsDeadLetterQueue:
    """The dead-letter queue in SQS."""

    def put(self, record: object, *, reason: str) -> None:
        """Add a record to the queue."""
        clients.sqs().send_message(
            QueueUrl=settings.DEAD_LETTER_QUEUE_URL.value(),
            MessageBody=json_text.dump(record),
            MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
        )


dead_letter_queue: DeadLetterQueue = SqsDeadLetterQueue()
