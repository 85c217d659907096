"""Where a local shop lives: its ports, its data, and what its parts are called."""

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
TABLE = "ecommerce-local"
BUCKET = "ecommerce-local-assets"
IMAGE_QUEUE = "ecommerce-local-uploaded-images"
DEAD_LETTER_QUEUE = "ecommerce-local-dead-letters"
EVENT_BUS = "ecommerce-local"
EVENT_TOPIC = "ecommerce-local-order-events"
FROM_EMAIL = "shop@example.com"
# Where the gateway shows the e-mails that were sent.
MAILBOX_PATH = "/_local/mailbox"
PAYMENT_FUNCTION = "payment-mock"
JWT_SECRET = "ecommerce/local/jwt/secret"  # noqa: S105  # its name
PAYMENT_SECRET = "ecommerce/local/payment/api-key"  # noqa: S105  # its name
# Where the gateway answers as Lambda does, to functions that call functions.
LAMBDA_PATH = "/_local/lambda"
# And as API Gateway does, to who administers keys.
API_GATEWAY_PATH = "/_local/apigateway"
DEFAULT_PORT = 8080
LAST_PORT = 65535


class CannotRun(Exception):  # read in one sentence by who types `make run`
    """The shop can't be run; the message says why and what to do about it, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalConfig:
    """A local shop's addresses on loopback, and the folder that its data outlives it in."""

    port: int
    aws_port: int
    data: Path

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def aws_url(self) -> str:
        """Where the embedded AWS services answer."""
        return f"http://{LOOPBACK}:{self.aws_port}"

    @property
    def usage(self) -> Path:
        """Where the counts of API keys are kept: with the keys, so that both are lost together."""
        return self.data / "aws" / "usage.json"


def listening_host() -> str:
    """Return the address to listen at: loopback, unless ``LISTEN_HOST`` says otherwise, as it does in a container."""
    return os.environ.get("LISTEN_HOST") or LOOPBACK


def slowdown() -> float:
    """Return how many times longer than in AWS a function may take (``LOCAL_SLOWDOWN``), for a busy machine."""
    return float(os.environ.get("LOCAL_SLOWDOWN", "1"))


def function_name(name: str) -> str:
    """Return what a function of ``terraform/functions.json`` is called in AWS."""
    return f"ecommerce-{ENVIRONMENT}-{name}"


def settings(config: LocalConfig) -> dict[str, str]:
    """Return the functions' settings (R27), and how boto3 finds the embedded AWS. Nothing here is a secret.

    Parameters
    ----------
    config : LocalConfig
        The shop whose functions will run in this process.
    """
    tunable = {name: os.environ.get(name) or value for name, value in tuned(ENVIRONMENT).items()}
    return tunable | {
        "TABLE_NAME": TABLE,
        "S3_BUCKET_NAME": BUCKET,
        "JWT_SECRET_NAME": JWT_SECRET,
        "IMAGE_BASE_URL": f"{config.aws_url}/{BUCKET}",
        "SES_FROM_EMAIL": FROM_EMAIL,
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
        # The embedded AWS takes any credentials; boto3 wants some, and must not find a real account's.
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def tuned(stage: str) -> dict[str, str]:
    """Return the settings of ``terraform/settings.json``, which whoever starts a shop may set otherwise.

    Parameters
    ----------
    stage : str
        Such as ``prod``, which sets nothing otherwise than all, or ``local``.
    """
    read: dict[str, dict[str, str]] = json.loads((ROOT / "terraform" / "settings.json").read_text())
    return read["all"] | read.get(stage, {})
