"""AWS clients, made once a process and patient only as long as the function lives (R24)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from handlers.domain.errors import Unavailable
from handlers.runtime import deadline, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

CONNECT_SECONDS = 1
READ_SECONDS = 2
# An attempt is begun only if it can fail and still leave time to answer.
ATTEMPT_MILLISECONDS = (CONNECT_SECONDS + READ_SECONDS) * 1000 + 500
_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 3},
)


@cache
def dynamodb() -> DynamoDBClient:
    """Return the client of the table."""
    return _watched(boto3.client("dynamodb", config=_CONFIG), settings.table_name)


@cache
def s3() -> S3Client:
    """Return the client of the pictures' bucket."""
    return _watched(boto3.client("s3", config=_CONFIG.merge(Config(signature_version="s3v4"))), settings.bucket_name)


@cache
def secretsmanager() -> SecretsManagerClient:
    """Return the client of the secrets."""
    return _watched(boto3.client("secretsmanager", config=_CONFIG), settings.jwt_secret_name)


def _watched[C](client: C, resource: Callable[[], str]) -> C:
    def name_resource(*, parsed: dict[str, Any], **_: object) -> None:
        # AWS says that a table or a secret is missing, but not which.
        if "Error" in parsed:
            parsed["Error"]["Message"] = f"{resource()}: {parsed['Error'].get('Message', '')}"

    events: Any = client.meta.events  # type: ignore[attr-defined]  # every botocore client has it, no common type says so
    events.register("before-send", _refuse_late_attempts)
    events.register("after-call", name_resource)
    return client


def _refuse_late_attempts(*, event_name: str, **_: object) -> None:
    if deadline.is_within(ATTEMPT_MILLISECONDS):
        service = event_name.split(".")[1]
        raise Unavailable(service)
