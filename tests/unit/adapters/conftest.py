"""A secret in the emulated Secrets Manager."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import boto3
import pytest
from moto import mock_aws

from handlers.runtime import invocation
from handlers.runtime.aws import clients, session
from tests.clock import Clock, stopped_clock


@dataclass
class Secret:
    """A secret, a clock, and how often the secret was read."""

    clock: Clock
    name: str = "ecommerce/test/secret"
    reads: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        boto3.client("secretsmanager").put_secret_value(SecretId=self.name, SecretString=text)

    def delete(self) -> None:
        boto3.client("secretsmanager").delete_secret(SecretId=self.name, ForceDeleteWithoutRecovery=True)


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[Secret]:
    # Left over from earlier tests in this process.
    invocation._remaining_milliseconds.set(None)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        # A session created before moto was started would call AWS.
        session._session.cache_clear()
        clients.secretsmanager.cache_clear()
        made = Secret(stopped_clock(monkeypatch))
        boto3.client("secretsmanager").create_secret(Name=made.name, SecretString="first")
        clients.secretsmanager().meta.events.register(
            "before-call.secrets-manager.GetSecretValue", lambda **_: made.reads.append("read")
        )
        yield made
        # Their credentials are moto's.
        session._session.cache_clear()
        clients.secretsmanager.cache_clear()
