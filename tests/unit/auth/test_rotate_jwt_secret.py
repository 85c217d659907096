from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from handlers.adapters.secret_rotation import Rotation, SecretRotations
from handlers.adapters.signing_keys import read_keys, write_keys
from handlers.auth import rotate_jwt_secret
from handlers.domain.errors import Misconfigured
from handlers.domain.key_rotation import UnusableKeys, rotate_keys
from tests.clock import Clock, stopped_clock
from tests.lambda_events import context

DAY = 86_400
TOKEN = "0e4d4ad6-5f4f-4a6d-8f5e-5f5b0a0c7c11"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


@dataclass
class FakeRotation:
    """A rotation; its versions are texts by stage: current, pending, previous."""

    secret_id: str
    current: str | None
    is_finished: bool = False
    texts: dict[str, str | None] = field(default_factory=dict)

    def current_text(self) -> str | None:
        return self.texts.get("current")

    def pending_text(self) -> str | None:
        return self.texts.get("pending")

    def put_pending(self, text: str) -> bool:
        if self.texts.get("pending") is not None:
            return False
        self.texts["pending"] = text
        return True

    def promote_pending(self) -> None:
        self.texts = {"current": self.texts["pending"], "previous": self.texts.get("current")}
        self.is_finished = True

    def discard_pending(self) -> None:
        del self.texts["pending"]


@dataclass
class FakeRotations(SecretRotations):
    rotations: dict[str, FakeRotation]

    def find(self, secret_id: str, token: str) -> Rotation:
        if token not in self.rotations:
            raise Misconfigured(f"The secret {secret_id} has no pending version {token}.")
        return self.rotations[token]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


@pytest.fixture
def rotation(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> FakeRotation:
    """A rotation from one key."""
    keys = write_keys(rotate_keys(None, clock.moment - DAY, token_lifetime=DAY))
    fake = FakeRotation("secret", current="version-1", texts={"current": keys})
    monkeypatch.setattr(rotate_jwt_secret, "secret_rotations", FakeRotations({TOKEN: fake}))
    monkeypatch.setenv("JWT_EXPIRY", str(DAY))
    monkeypatch.setenv("ENCRYPTION_SECRET_NAME", "another-secret")
    return fake


def run(*steps: str, token: str = TOKEN) -> None:
    for step in steps:
        event = {"SecretId": "secret", "ClientRequestToken": token, "Step": step}
        rotate_jwt_secret.handler(event, context())


def test_rotation_adds_a_key_and_keeps_the_one_in_use(rotation: FakeRotation) -> None:
    (old,) = read_keys(rotation.texts["current"]).keys

    run(*STEPS)

    keys = read_keys(rotation.texts["current"])
    assert rotation.is_finished
    assert keys.contains(old.kid)
    assert len(keys.keys) == 2


def test_repeated_step_creates_no_second_key(rotation: FakeRotation) -> None:
    run("createSecret")
    pending = rotation.texts["pending"]

    run("createSecret")

    assert rotation.texts["pending"] == pending


def test_step_of_a_finished_rotation_changes_nothing(rotation: FakeRotation) -> None:
    run(*STEPS)
    texts = dict(rotation.texts)

    run(*STEPS)

    assert rotation.texts == texts


@pytest.mark.parametrize("step", ["testSecret", "finishSecret"])
def test_unusable_pending_keys_are_discarded(rotation: FakeRotation, step: str) -> None:
    rotation.texts["pending"] = "hunter2"

    with pytest.raises(UnusableKeys):
        run(step)

    assert "pending" not in rotation.texts
    assert not rotation.is_finished


def test_malformed_current_keys_are_a_misconfiguration(rotation: FakeRotation) -> None:
    rotation.texts["current"] = "hunter2"

    with pytest.raises(Misconfigured, match="The secret secret is malformed"):
        run("createSecret")


def test_unknown_token_is_a_misconfiguration(rotation: FakeRotation) -> None:
    with pytest.raises(Misconfigured, match="no pending version"):
        run("createSecret", token="another")

    assert "pending" not in rotation.texts
