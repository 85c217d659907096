"""AWS clients, made once a process and patient only as long as the function lives (R24)."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from handlers.domain.errors import Unavailable
from handlers.runtime import deadline, settings
from handlers.runtime.aws import session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ses import SESClient
    from mypy_boto3_sqs import SQSClient

CONNECT_SECONDS = 1
READ_SECONDS = 2
# An attempt is begun only if it can fail and still leave time to answer.
ATTEMPT_MILLISECONDS = (CONNECT_SECONDS + READ_SECONDS) * 1000 + 500
_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 3},
)
# As long as the payment service may take; repeating is for whoever knows what a lost answer means.
PAYMENT_READ_SECONDS = 10
_PAYMENT_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=PAYMENT_READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 1},
)
# What comes after a payment, such as confirming the order, is to fit in as well.
PAYMENT_MILLISECONDS = (CONNECT_SECONDS + PAYMENT_READ_SECONDS + 4) * 1000
# One attempt: an SDK that repeats a call whose answer got lost sends an e-mail twice.
_SEND_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 1},
)
_secret_id: ContextVar[str] = ContextVar("secret_id")


@cache
def dynamodb() -> DynamoDBClient:
    """Return the client of the table."""
    client: DynamoDBClient = _watched("dynamodb", _CONFIG, settings.TABLE_NAME.value)
    return client


@cache
def s3() -> S3Client:
    """Return the client of the pictures' bucket."""
    client: S3Client = _watched("s3", _CONFIG.merge(Config(signature_version="s3v4")), settings.S3_BUCKET_NAME.value)
    return client


@cache
def secretsmanager() -> SecretsManagerClient:
    """Return the client of the secrets."""
    client: SecretsManagerClient = _watched("secretsmanager", _CONFIG, _secret_id.get)
    # There are several, and which one is asked for is known here alone.
    client.meta.events.register("provide-client-params", _note_secret)
    return client


@cache
def lambda_() -> LambdaClient:
    """Return the client that calls the payment service: it asks once, and waits longer than the others."""
    client: LambdaClient = _watched("lambda", _PAYMENT_CONFIG, settings.PAYMENT_FUNCTION_NAME.value)
    return client


@cache
def ses() -> SESClient:
    """Return the client that sends e-mails: it asks once."""
    # SES names addresses in what it says, and they have no place in a log.
    client: SESClient = _watched("ses", _SEND_CONFIG, lambda: "SES_FROM_EMAIL", quotes=False)
    return client


@cache
def events() -> EventBridgeClient:
    """Return the client that publishes events: it asks once."""
    client: EventBridgeClient = _watched("events", _SEND_CONFIG, settings.EVENT_BUS_NAME.value)
    return client


@cache
def sqs() -> SQSClient:
    """Return the client of the dead letters' queue."""
    client: SQSClient = _watched("sqs", _CONFIG, settings.DEAD_LETTER_QUEUE_URL.value)
    return client


def _watched(service: str, config: Config, resource: Callable[[], str], *, quotes: bool = True) -> Any:  # noqa: ANN401  # as `client`
    def name_resource(*, parsed: dict[str, Any], **_: object) -> None:
        # AWS says that a table or a secret is missing, but not which.
        if "Error" in parsed:
            said = parsed["Error"].get("Message" if quotes else "Code", "")
            parsed["Error"]["Message"] = f"{resource()}: {said}"

    client = session.client(service, config=config)
    client.meta.events.register("before-send", _refuse_late_attempts)
    client.meta.events.register("after-call", name_resource)
    return client


def _note_secret(*, params: Mapping[str, Any], **_: object) -> None:
    _secret_id.set(params["SecretId"])


def _refuse_late_attempts(*, event_name: str, **_: object) -> None:
    if deadline.is_within(ATTEMPT_MILLISECONDS):
        service = event_name.split(".")[1]
        raise Unavailable(service)
