"""The dev stage, applied by Terraform to an embedded AWS of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from local.aws.clients import client
from local.config import ROOT
from local.gateway.mailbox import sent_mails
from local.gateway.partner_keys import PartnerKeys
from local.sample_shop import ADMIN, CUSTOMER
from tests.contract.principals import sample_account, verify
from tests.deploy.aws.by_hand import KEY, SLOW_KEY, STAGE, allow, register
from tests.deploy.aws.running import DeployableAws, containers, deployable_aws, front_door
from tests.deploy.terraform import Terraform, copy_root

JWT_SECRET = f"ecommerce/{STAGE}/jwt/secret"
ENCRYPTION_SECRET = f"ecommerce/{STAGE}/database/encryption-key"
# The bootstrap's bucket; its other name keeps it out of the stage's leftovers.
STATES = "states-of-terraform"
CONFIG: Mapping[str, object] = {
    "from_email": "shop@example.com",
    "alarm_emails": ["alarms@example.com"],
    # The same URL as the local shop's, so that responses can be compared.
    "docs_url": "/docs",
    # Hashing passwords at full strength would take most of the tests' time.
    "settings": {"PASSWORD_SALT_ROUNDS": "4"},
}
_IMAGE_URI = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecommerce:test"


@dataclass(frozen=True, slots=True)
class DeployedShop:
    aws: DeployableAws
    storefront: str
    partner: str

    def run_ops(self, *command: str) -> None:
        """Run a command of ``bin/shop`` in the stage's account."""
        run_module("ops", *command, environment=self.aws.settings | {"STATE_BUCKET": STATES})


def run_module(*command: str, environment: Mapping[str, str]) -> None:
    """Run a module of ours; its output shows if the test fails."""
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **environment}, check=True)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:  # deleted at the end, because Terraform's providers are large
        yield Path(folder)


@pytest.fixture(scope="session")
def aws(folder: Path) -> Iterator[DeployableAws]:
    # So that the embedded AWS and its containers also end on SIGTERM.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with containers(_IMAGE_URI, folder) as engine, deployable_aws(folder, containers=engine) as aws:
        yield aws


@pytest.fixture(scope="session")
def terraform(aws: DeployableAws, folder: Path) -> Terraform:
    terraform = copy_root(folder / "copy", STAGE, aws, {"image_uri": _IMAGE_URI, "config": CONFIG})
    terraform.init()
    terraform.apply()
    return terraform


@pytest.fixture(scope="session")
def shop(aws: DeployableAws, terraform: Terraform) -> Iterator[DeployedShop]:
    """The stage's APIs, with the sample accounts and a partner key."""
    apis = terraform.output("apis")
    with front_door(aws, apis["storefront"]["id"]) as storefront, front_door(aws, apis["partner"]["id"]) as partner:
        shop = DeployedShop(aws, f"{storefront}/{STAGE}", f"{partner}/{STAGE}")
        for secret in (JWT_SECRET, ENCRYPTION_SECRET):
            _rotate_keys(aws, secret)
        for account in (ADMIN, CUSTOMER):
            register(shop.storefront, account)
        shop.run_ops("admin", "grant", ADMIN.email, f"--stage={STAGE}")
        verify(sample_account(shop.storefront, "customer"), partial(sent_mails, aws.bare_url))
        apigateway = client("apigateway", aws.url)
        PartnerKeys(apigateway, STAGE).create("tests", "premium", value=KEY)
        allow(apigateway, apis["partner"]["id"], SLOW_KEY, rate=0.001, burst=1)
        yield shop


def _rotate_keys(aws: DeployableAws, secret_id: str) -> None:
    """Run the steps of the first rotation: the embedded Secrets Manager records it, but invokes no function."""
    secrets, lambda_ = client("secretsmanager", aws.url), client("lambda", aws.url)
    secret = secrets.describe_secret(SecretId=secret_id)
    # It has staged an empty version as AWSCURRENT, which is a rotation's last step.
    for version, stages in secret["VersionIdsToStages"].items():
        for stage in stages:
            secrets.update_secret_version_stage(SecretId=secret_id, VersionStage=stage, RemoveFromVersionId=version)
    token = str(uuid.uuid4())
    secrets.put_secret_value(SecretId=secret_id, ClientRequestToken=token, VersionStages=["AWSPENDING"])
    for step in ("createSecret", "setSecret", "testSecret", "finishSecret"):
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token}
        response = lambda_.invoke(FunctionName=secret["RotationLambdaARN"], Payload=json.dumps(event).encode())
        assert "FunctionError" not in response, f"{step} of the keys' rotation: {response['Payload'].read().decode()}"
