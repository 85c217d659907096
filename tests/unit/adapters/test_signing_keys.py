import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto import mock_aws

from handlers.adapters import signing_keys
from handlers.adapters.signing_keys import SecretKeyRing
from handlers.domain.errors import Misconfigured
from handlers.runtime import clients

NAME = "ecommerce/test/jwt/secret"
KEY = base64.urlsafe_b64encode(b"k" * 32).decode()


@dataclass
class Secret:
    """A secret in the emulated Secrets Manager, a clock, and how often the secret was read."""

    now: float = 1000.0
    reads: list[str] = field(default_factory=list)

    def write(self, value: object) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        boto3.client("secretsmanager").put_secret_value(SecretId=NAME, SecretString=text)

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[Secret]:
    monkeypatch.setenv("JWT_SECRET_NAME", NAME)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        clients.secretsmanager.cache_clear()
        boto3.client("secretsmanager").create_secret(Name=NAME, SecretString="{}")
        found = Secret()
        found.write({"current": "k1", "keys": {"k1": KEY}})
        clients.secretsmanager().meta.events.register(
            "before-call.secrets-manager.GetSecretValue", lambda **_: found.reads.append("read")
        )
        monkeypatch.setattr(signing_keys, "time", found)
        yield found
        clients.secretsmanager.cache_clear()


@pytest.mark.usefixtures("secret")
def test_the_current_key_is_the_secrets() -> None:
    current = SecretKeyRing().current()

    assert (current.kid, current.key) == ("k1", b"k" * 32)


def test_the_secret_is_read_once_in_some_minutes(secret: Secret) -> None:
    # Given a ring that was asked once
    ring = SecretKeyRing()
    ring.current()

    # When it is asked again within five minutes, Then it reads nothing
    secret.now += 299
    assert ring.find("k1")
    assert len(secret.reads) == 1

    # And after them it does
    secret.now += 2
    ring.current()
    assert len(secret.reads) == 2


def test_an_unknown_kid_is_looked_up_again_but_not_each_time(secret: Secret) -> None:
    # Given a ring that knows one key, and a secret that has got another since
    ring = SecretKeyRing()
    ring.current()
    secret.write({"current": "k2", "keys": {"k1": KEY, "k2": KEY}})

    # When many tokens come with kids that nobody knows
    for attempt in range(50):
        ring.find(f"forged-{attempt}")

    # Then the secret is not read for each
    assert len(secret.reads) == 1

    # And some seconds later the new key is found
    secret.now += 11
    assert ring.find("k2")
    assert ring.find("k1")


@pytest.mark.parametrize(
    "value",
    [
        "no json",
        "[]",
        {"current": "k1"},
        {"current": "k2", "keys": {"k1": KEY}},
        {"current": "k1", "keys": {"k1": "c2hvcnQ="}},
        {"current": "k1", "keys": {"k1": 5}},
    ],
    ids=repr,
)
def test_a_secret_that_is_none_is_our_misconfiguration_and_stays_unsaid(value: Any, secret: Secret) -> None:
    secret.write(value)

    with pytest.raises(Misconfigured, match=NAME) as raised:
        SecretKeyRing().current()

    assert KEY not in str(raised.value)


def test_good_keys_are_used_on_while_the_secret_cant_be_read(secret: Secret) -> None:
    # Given a ring that has its keys, and a secret that is broken since
    ring = SecretKeyRing()
    ring.current()
    secret.write("no json")

    # When the keys are due to be read again
    secret.now += 301

    # Then the old ones are used, and the secret is not asked for again with every token
    for attempt in range(20):
        assert ring.find("k1")
        assert ring.find(f"forged-{attempt}") is None
    assert len(secret.reads) == 2
