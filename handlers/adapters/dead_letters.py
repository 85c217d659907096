"""Records of the table's stream that can't be processed, kept whole until somebody has looked at them."""

from __future__ import annotations

from handlers.runtime import json_text, settings
from handlers.runtime.aws import clients


def put_dead_letter(record: object, *, reason: str) -> None:
    """Keep a record; twice, if the SDK has to repeat the call.

    Parameters
    ----------
    record : object
        The whole record, as the stream gave it.
    reason : str
        Why it can't be processed, in one word.
    """
    clients.sqs().send_message(
        QueueUrl=settings.DEAD_LETTER_QUEUE_URL.value(),
        MessageBody=json_text.dump(record),
        MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
    )
