"""The configuration of a local shop: its ports, its data folder, its resources' names, its functions' settings."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = "000000000000"
ENVIRONMENT = "local"
STAGE = "local"
TABLE = "ecommerce-local"
BUCKET = "ecommerce-local-assets"
EXPORT_BUCKET = "ecommerce-local-exports"
IMAGE_QUEUE = "ecommerce-local-uploaded-images"
DEAD_LETTER_QUEUE = "ecommerce-local-dead-letters"
EVENT_BUS = "ecommerce-local"
EVENT_TOPIC = "ecommerce-local-order-events"
FROM_EMAIL = "shop@example.com"
# The page of the e-mails that the shop has sent.
MAILBOX_PATH = "/_local/mailbox"
PAYMENT_FUNCTION = "payment-mock"
JWT_SECRET = "ecommerce/local/jwt/secret"  # noqa: S105  # its name
ENCRYPTION_SECRET = "ecommerce/local/database/encryption-key"  # noqa: S105  # its name
PAYMENT_SECRET = "ecommerce/local/payment/api-key"  # noqa: S105  # its name
# Lambda's Invoke API, for functions that invoke functions.
LAMBDA_PATH = "/_local/lambda"
# API Gateway's management API, which administers keys.
API_GATEWAY_PATH = "/_local/apigateway"
# The embedded services check them in presigned URLs only; boto3 needs some, and must not find a real account's.
AWS_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
DEFAULT_PORT = 8080
LAST_PORT = 65535


class CannotRun(Exception):
    """The shop can't run; the message says why and what to do, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalConfig:
    """A local shop's ports on loopback and its data folder."""

    port: int
    aws_port: int
    data: Path

    @property
    def url(self) -> str:
        """The gateway's base URL."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def aws_url(self) -> str:
        """The base URL of the embedded AWS services."""
        return f"http://{LOOPBACK}:{self.aws_port}"

    @property
    def usage(self) -> Path:
        """The file of the API keys' usage: beside the keys, so that both are lost together."""
        return self.data / "aws" / "usage.json"


def listening_host() -> str:
    """Return the address to listen at: ``LISTEN_HOST``, as in a container, or loopback."""
    return os.environ.get("LISTEN_HOST") or LOOPBACK


def slowdown() -> float:
    """Return the factor of functions' timeouts on a busy machine, ``LOCAL_SLOWDOWN``."""
    return float(os.environ.get("LOCAL_SLOWDOWN", "1"))


def function_name(name: str) -> str:
    """Return the AWS name of a function of ``terraform/functions.json``."""
    return f"ecommerce-{ENVIRONMENT}-{name}"


def settings(config: LocalConfig) -> dict[str, str]:
    """Return the functions' settings, and boto3's for the embedded AWS services. None of them is a secret.

    Parameters
    ----------
    config : LocalConfig
        The shop that the functions belong to.
    """
    tunable = {name: os.environ.get(name) or value for name, value in stage_settings(ENVIRONMENT).items()}
    return tunable | {
        "TABLE_NAME": TABLE,
        "S3_BUCKET_NAME": BUCKET,
        "EXPORT_BUCKET_NAME": EXPORT_BUCKET,
        "JWT_SECRET_NAME": JWT_SECRET,
        "ENCRYPTION_SECRET_NAME": ENCRYPTION_SECRET,
        "IMAGE_BASE_URL": f"{config.aws_url}/{BUCKET}",
        "SES_FROM_EMAIL": FROM_EMAIL,
        "ACCOUNT_PAGES_URL": f"{config.url}/docs/account",
        "EVENT_BUS_NAME": EVENT_BUS,
        "DEAD_LETTER_QUEUE_URL": f"{config.aws_url}/{ACCOUNT}/{DEAD_LETTER_QUEUE}",
        "PAYMENT_FUNCTION_NAME": function_name(PAYMENT_FUNCTION),
        "PAYMENT_SECRET_NAME": PAYMENT_SECRET,
        "DOCS_URL": "/docs",
        "ENVIRONMENT": ENVIRONMENT,
        "AWS_ENDPOINT_URL": config.aws_url,
        "AWS_ENDPOINT_URL_LAMBDA": f"{config.url}{LAMBDA_PATH}",
        "AWS_ENDPOINT_URL_API_GATEWAY": f"{config.url}{API_GATEWAY_PATH}",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        **AWS_CREDENTIALS,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def stage_settings(stage: str) -> dict[str, str]:
    """Return a stage's settings in ``terraform/settings.json``: the defaults, with overrides per stage.

    Parameters
    ----------
    stage : str
        Such as ``prod``, which overrides nothing, or ``local``.
    """
    read: dict[str, dict[str, str]] = json.loads((ROOT / "terraform" / "settings.json").read_text())
    return read["all"] | read.get(stage, {})
