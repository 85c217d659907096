"""Delivery of an uploaded image's event, from the bucket's queue to its function."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from botocore.exceptions import BotoCoreError, ClientError

from local.aws.clients import client
from local.aws.function_runtime import FunctionFailed, FunctionTimedOut
from local.config import IMAGE_QUEUE

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from local.aws.function_runtime import Invoke

FUNCTION = "attach_product_image"
# S3 retries a failed function twice.
_DELIVERIES = 3
_WAIT_SECONDS = 1
_log = logging.getLogger(__name__)


async def deliver_image_events(aws_url: str, invoke: Invoke) -> None:
    """Deliver every uploaded image's event to its function until cancelled.

    Parameters
    ----------
    aws_url : str
        Base URL of the embedded AWS services.
    invoke : Invoke
        Invokes the function.
    """
    sqs: SQSClient = client("sqs", aws_url)
    url = sqs.get_queue_url(QueueName=IMAGE_QUEUE)["QueueUrl"]
    while True:
        try:
            for message in await anyio.to_thread.run_sync(_receive, sqs, url):
                if await _is_done(message, invoke):
                    await anyio.to_thread.run_sync(_delete, sqs, url, message)
        except (BotoCoreError, ClientError) as error:
            _log.warning("The queue of uploaded images doesn't respond (%s)", type(error).__name__)
            await anyio.sleep(_WAIT_SECONDS)


def _event(text: str) -> dict[str, Any]:
    try:
        event = json.loads(text)
    except ValueError:
        event = None
    if isinstance(event, dict):
        return event
    _log.warning("A message in the queue of uploaded images isn't an event")
    return {}


def _receive(sqs: SQSClient, url: str) -> list[MessageTypeDef]:
    response = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=_WAIT_SECONDS,
        MessageSystemAttributeNames=["ApproximateReceiveCount"],
    )
    return response.get("Messages", [])


def _delete(sqs: SQSClient, url: str, message: MessageTypeDef) -> None:
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


async def _is_done(message: MessageTypeDef, invoke: Invoke) -> bool:
    event = _event(message["Body"])
    if "Records" not in event:
        return True  # S3's test event, or not from S3
    try:
        await invoke(FUNCTION, event)
    except (FunctionFailed, FunctionTimedOut) as failure:
        _log.warning("An image's event failed (%s)", failure)
        return int(message["Attributes"]["ApproximateReceiveCount"]) >= _DELIVERIES
    return True
