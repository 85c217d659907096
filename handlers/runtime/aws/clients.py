"""AWS clients, one of each per process, with timeouts shorter than the function's."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from handlers.domain.errors import Unavailable
from handlers.runtime import invocation, observability, settings
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
# An attempt starts only if it can time out and still leave time to respond.
ATTEMPT_MILLISECONDS = (CONNECT_SECONDS + READ_SECONDS) * 1000 + 500
# Outside Lambda, botocore checks our parameters, so that tests find wrong ones. In Lambda AWS does, too.
_CHECKS_PARAMETERS = not settings.runs_in_lambda()
_CONFIG = Config(
    parameter_validation=_CHECKS_PARAMETERS,
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 3},
)
# The payment service's own limit. One attempt: only the adapter knows how to handle a lost response.
PAYMENT_READ_SECONDS = 10
_PAYMENT_CONFIG = Config(
    parameter_validation=_CHECKS_PARAMETERS,
    connect_timeout=CONNECT_SECONDS,
    read_timeout=PAYMENT_READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 1},
)
# Leaves time for what follows a payment, such as confirming the order.
PAYMENT_MILLISECONDS = (CONNECT_SECONDS + PAYMENT_READ_SECONDS + 4) * 1000
# One attempt: an SDK that retries after a lost response sends an e-mail twice.
_SEND_CONFIG = Config(
    parameter_validation=_CHECKS_PARAMETERS,
    connect_timeout=CONNECT_SECONDS,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 1},
)
_LOGGED = (("Error", "Code"), ("ResponseMetadata", "RetryAttempts"))
_secret_id: ContextVar[str] = ContextVar("secret_id")


def multiply_read_timeouts(factor: float) -> None:
    """Multiply the read timeouts of clients that are created later: a development machine may be slow."""
    global _CONFIG, _PAYMENT_CONFIG, _SEND_CONFIG  # set once, before a client is created
    _CONFIG, _PAYMENT_CONFIG, _SEND_CONFIG = (
        config.merge(Config(read_timeout=factor * config.read_timeout))  # type: ignore[attr-defined]  # its stub lacks options
        for config in (_CONFIG, _PAYMENT_CONFIG, _SEND_CONFIG)
    )


@cache
def dynamodb() -> DynamoDBClient:
    """Return the client of DynamoDB."""
    client: DynamoDBClient = _client("dynamodb", _CONFIG, settings.TABLE_NAME.value)
    return client


@cache
def s3() -> S3Client:
    """Return the client of S3, which calls the bucket of data exports; forms for pictures are only signed."""
    client: S3Client = _client("s3", _CONFIG.merge(Config(signature_version="s3v4")), settings.EXPORT_BUCKET_NAME.value)
    return client


@cache
def secretsmanager() -> SecretsManagerClient:
    """Return the client of Secrets Manager."""
    client: SecretsManagerClient = _client("secretsmanager", _CONFIG, _secret_id.get)
    # There are several secrets; only the call's parameters name this one.
    client.meta.events.register("provide-client-params", _remember_secret)
    return client


@cache
def lambda_() -> LambdaClient:
    """Return the client of Lambda, for the payment service: one attempt, with a longer timeout."""
    client: LambdaClient = _client("lambda", _PAYMENT_CONFIG, settings.PAYMENT_FUNCTION_NAME.value)
    return client


@cache
def ses() -> SESClient:
    """Return the client of SES: one attempt."""
    # Messages of SES quote e-mail addresses, which must not be logged.
    client: SESClient = _client("ses", _SEND_CONFIG, lambda: "SES_FROM_EMAIL", quotes=False)
    return client


@cache
def events() -> EventBridgeClient:
    """Return the client of EventBridge: one attempt."""
    client: EventBridgeClient = _client("events", _SEND_CONFIG, settings.EVENT_BUS_NAME.value)
    return client


@cache
def sqs() -> SQSClient:
    """Return the client of SQS."""
    client: SQSClient = _client("sqs", _CONFIG, settings.DEAD_LETTER_QUEUE_URL.value)
    return client


def _client(service: str, config: Config, resource: Callable[[], str], *, quotes: bool = True) -> Any:  # noqa: ANN401  # as `client`
    def name_resource(*, parsed: dict[str, Any], **_: object) -> None:
        # AWS reports a missing table or secret without its name.
        if "Error" in parsed:
            message = parsed["Error"].get("Message" if quotes else "Code", "")
            parsed["Error"]["Message"] = f"{resource()}: {message}"

    client = session.client(service, config=config)
    client.meta.events.register("before-send", _reject_late_attempts)
    client.meta.events.register("after-call", name_resource)
    client.meta.events.register("after-call", _log_call)
    return client


def _log_call(*, event_name: str, parsed: Mapping[str, Any], **_: object) -> None:
    service, call = event_name.split(".")[1:]
    code, retries = (parsed.get(about, {}).get(name) for about, name in _LOGGED)
    observability.log_debug("AWS_CALLED", "AWS called", service=service, call=call, error=code, retries=retries)


def _remember_secret(*, params: Mapping[str, Any], **_: object) -> None:
    _secret_id.set(params["SecretId"])


def _reject_late_attempts(*, event_name: str, **_: object) -> None:
    if invocation.ends_within(ATTEMPT_MILLISECONDS):
        service = event_name.split(".")[1]
        raise Unavailable(service)
