"""Rotate secrets as Secrets Manager does; the embedded one never invokes the rotation function."""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from mypy_boto3_secretsmanager import SecretsManagerClient

from handlers.adapters.secrets import Stage
from handlers.adapters.signing_keys import read_keys
from handlers.domain.ids import new_id
from handlers.domain.signing_keys import SigningKeys
from local.aws.clients import client
from local.config import ACCOUNT, REGION
from tests.integration.handlers.calling import invoke

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:ecommerce-local-auth-rotate-jwt-secret"


@dataclass(frozen=True, slots=True)
class RotatingSecret:
    """A test's own secret, configured for rotation and empty, as Terraform creates it."""

    name: str = field(default_factory=lambda: f"ecommerce/local/{new_id()}/jwt/secret")
    secrets: SecretsManagerClient = field(
        default_factory=lambda: client("secretsmanager", os.environ["AWS_ENDPOINT_URL"])
    )

    def __post_init__(self) -> None:
        self.secrets.create_secret(Name=self.name)
        # This makes an empty version the current one.
        self.secrets.rotate_secret(SecretId=self.name, RotationLambdaARN=_FUNCTION)
        for version, (stage,) in self.stages().items():
            self.secrets.update_secret_version_stage(
                SecretId=self.name, VersionStage=stage, RemoveFromVersionId=version
            )

    def put(self, text: str) -> None:
        """Make a text the current value, as an operator may."""
        self.secrets.put_secret_value(SecretId=self.name, SecretString=text)

    def begin(self, text: str | None = None) -> str:
        """Begin a rotation and return its token; its version is empty without `text`."""
        token = str(uuid.uuid4())
        given = {} if text is None else {"SecretString": text}
        self.secrets.put_secret_value(
            SecretId=self.name, ClientRequestToken=token, VersionStages=["AWSPENDING"], **given
        )
        return token

    def step(self, step: str, token: str) -> None:
        invoke("rotate_jwt_secret", {**self.event(token), "Step": step})

    def event(self, token: str) -> Mapping[str, str]:
        """Return the part of the event that all steps of a rotation share."""
        return {"SecretId": self.name, "ClientRequestToken": token}

    def rotate(self) -> None:
        token = self.begin()
        for step in STEPS:
            self.step(step, token)

    def keys(self, stage: Stage = "AWSCURRENT") -> SigningKeys:
        return read_keys(self.text(stage))

    def text(self, stage: Stage = "AWSCURRENT") -> str:
        return self.secrets.get_secret_value(SecretId=self.name, VersionStage=stage)["SecretString"]

    def stages(self) -> Mapping[str, list[str]]:
        return self.secrets.describe_secret(SecretId=self.name)["VersionIdsToStages"]
