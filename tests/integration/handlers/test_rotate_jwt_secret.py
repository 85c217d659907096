"""Secrets Manager's four steps: each is idempotent, and keys that would log users out never become current."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from handlers.adapters.signing_keys import write_keys
from handlers.domain.errors import Misconfigured
from handlers.domain.key_rotation import UnusableKeys, rotate_keys
from handlers.domain.signing_keys import SigningKeys
from tests.clock import Clock, stopped_clock
from tests.integration.handlers.calling import invoke
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, error, first
from tests.integration.handlers.rotating import STEPS, RotatingSecret

if TYPE_CHECKING:
    from tests.integration.handlers.conftest import LogLines
    from tests.integration.handlers.table import Table

DAY = 86_400


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


@pytest.fixture
def secret(table: Table, clock: Clock) -> RotatingSecret:
    """A secret that holds one key."""
    secret = RotatingSecret()
    secret.put(write_keys(rotate_keys(None, clock.moment - DAY, token_lifetime=DAY)))
    return secret


def refused(secret: RotatingSecret, step: str, token: str) -> Misconfigured:
    """Run a step that must fail without changing a key in use; return its error."""
    before = secret.text()
    with pytest.raises(Misconfigured) as raised:
        secret.step(step, token)
    assert secret.text() == before
    return raised.value


def test_rotation_adds_a_key_and_keeps_the_one_in_use(secret: RotatingSecret, clock: Clock) -> None:
    (used,) = secret.keys().keys

    secret.rotate()

    kept, new = secret.keys().keys
    assert (kept.kid, kept.key) == (used.kid, used.key)
    assert kept.good_until == clock.moment + 600 + DAY + 600
    assert (new.signs_from, new.good_until) == (clock.moment + 600, None)
    assert [key.kid for key in secret.keys("AWSPREVIOUS").keys] == [used.kid]


def test_first_rotation_creates_a_key_that_signs_at_once(table: Table, clock: Clock) -> None:
    # Given a secret as Terraform creates it: empty, so that no key is in Terraform's state
    secret = RotatingSecret()
    assert secret.stages() == {}

    secret.rotate()

    (key,) = secret.keys().keys
    assert (key.signs_from, key.good_until) == (clock.moment, None)


def test_every_step_is_idempotent(secret: RotatingSecret) -> None:
    token = secret.begin()
    made = []

    for step in STEPS:
        for _ in range(3):
            secret.step(step, token)
            made.append(secret.text("AWSPENDING"))

    # Then there is one new key, and the old one is kept
    assert set(made) == {secret.text()}
    assert len(secret.keys().keys) == 2
    # And after all steps are repeated once the rotation is finished
    for step in STEPS:
        secret.step(step, token)
    assert made[0] == secret.text()


def test_step_of_a_superseded_rotation_changes_nothing(secret: RotatingSecret) -> None:
    token = secret.begin()
    for step in STEPS:
        secret.step(step, token)
    secret.rotate()
    # As Secrets Manager does when the next rotation begins
    secret.secrets.update_secret_version_stage(
        SecretId=secret.name, VersionStage="AWSPENDING", RemoveFromVersionId=token
    )

    for step in STEPS:
        assert token in str(refused(secret, step, token))


@pytest.mark.parametrize("step", STEPS)
def test_version_that_is_not_pending_is_reported_by_name(secret: RotatingSecret, step: str) -> None:
    token = "0e4d4ad6-5f4f-4a6d-8f5e-5f5b0a0c7c11"

    assert str(refused(secret, step, token)) == f"The secret {secret.name} has no pending version {token}."


@pytest.mark.parametrize("step", STEPS)
def test_secret_without_rotation_is_reported_by_name(secret: RotatingSecret, step: str) -> None:
    name = f"{secret.name}-2"
    secret.secrets.create_secret(Name=name, SecretString=secret.text())
    token = secret.begin()

    with pytest.raises(Misconfigured, match=f"The secret {name} has no rotation configured."):
        invoke("rotate_jwt_secret", {"SecretId": name, "ClientRequestToken": token, "Step": step})


def test_missing_secret_is_logged_by_name(table: Table, log_lines: LogLines) -> None:
    secret = RotatingSecret()
    token = secret.begin()
    secret.secrets.delete_secret(SecretId=secret.name, ForceDeleteWithoutRecovery=True)

    with pytest.raises(Misconfigured, match=secret.name):
        secret.step("createSecret", token)

    (line,) = [line for line in log_lines() if line["level"] == "ERROR"]
    assert secret.name in line["message"]


def test_unknown_step_is_an_error(secret: RotatingSecret) -> None:
    with pytest.raises(ValueError, match="unknown rotation step"):
        secret.step("dropSecret", secret.begin())


def pending(secret: RotatingSecret, clock: Clock, what: str) -> str:
    """Return a pending value that must not become current."""
    good = rotate_keys(secret.keys(), clock.moment, token_lifetime=DAY)
    texts = {
        "mangled": "hunter2",
        "a former format": json.dumps({"current": "k", "keys": {"k": "k" * 44}}),
        "the same keys": secret.text(),
        "without the old key": write_keys(SigningKeys([good.newest])),
        "created too long ago": write_keys(rotate_keys(secret.keys(), clock.moment - 301, token_lifetime=DAY)),
        "created for a shorter token lifetime": write_keys(rotate_keys(secret.keys(), clock.moment, token_lifetime=60)),
    }
    return texts[what]


@pytest.mark.parametrize("step", ["testSecret", "finishSecret"])
@pytest.mark.parametrize(
    "what",
    [
        "mangled",
        "a former format",
        "the same keys",
        "without the old key",
        "created too long ago",
        "created for a shorter token lifetime",
    ],
)
def test_unusable_pending_version_never_becomes_current(
    secret: RotatingSecret, clock: Clock, log_lines: LogLines, what: str, step: str
) -> None:
    token = secret.begin(pending(secret, clock, what))

    unfit = refused(secret, step, token)

    # Then the log has the reason, without the content
    assert isinstance(unfit, UnusableKeys)
    (line,) = [line for line in log_lines() if line["level"] == "ERROR"]
    assert line["message"] == str(unfit)
    assert "hunter2" not in json.dumps(line)
    # And another rotation can begin
    assert "AWSPENDING" not in secret.stages().get(token, [])
    secret.rotate()
    assert len(secret.keys().keys) == 2


def test_pending_version_without_a_value_never_becomes_current(secret: RotatingSecret) -> None:
    assert isinstance(refused(secret, "finishSecret", secret.begin()), UnusableKeys)


def test_rotation_is_discarded_if_the_secret_was_changed_by_hand_meanwhile(
    secret: RotatingSecret, clock: Clock
) -> None:
    # Given a tested rotation, and a key written by hand since
    token = secret.begin()
    for step in STEPS[:3]:
        secret.step(step, token)
    secret.put(write_keys(rotate_keys(secret.keys(), clock.moment, token_lifetime=DAY)))

    # When it is finished, then that key is kept
    assert isinstance(refused(secret, "finishSecret", token), UnusableKeys)


def test_malformed_current_secret_is_reported_and_not_replaced(secret: RotatingSecret) -> None:
    secret.put("hunter2")

    misconfigured = refused(secret, "createSecret", secret.begin())

    assert secret.name in str(misconfigured)
    assert "hunter2" not in str(misconfigured)


def test_no_key_is_logged(secret: RotatingSecret, log_lines: LogLines) -> None:
    for _ in range(3):
        secret.rotate()

    logged = json.dumps(log_lines())
    keys: list[dict[str, Any]] = json.loads(secret.text())["keys"]
    assert all(key["kid"] in logged for key in keys[1:])
    assert not [key for key in keys if key["key"][:16] in logged]


def test_version_without_a_value_is_not_found_in_aws(aws_proxy: FaultyProxy, secret: RotatingSecret) -> None:
    # Given AWS's response for an empty version, which the embedded services lack
    aws_proxy.plan = first(1, error("ResourceNotFoundException"), "GetSecretValue")
    aws_proxy.seen.clear()

    secret.rotate()

    assert len(secret.keys().keys) == 2


def test_late_put_leaves_the_existing_pending_value(
    aws_proxy: FaultyProxy, secret: RotatingSecret, log_lines: LogLines
) -> None:
    # Given a step that runs twice concurrently: AWS changes no version that has a value
    token = secret.begin()
    secret.step("createSecret", token)
    there = secret.text("AWSPENDING")
    aws_proxy.seen.clear()
    nothing, taken = error("ResourceNotFoundException"), error("ResourceExistsException")
    aws_proxy.plan = lambda operation, number: {("GetSecretValue", 0): nothing, ("PutSecretValue", 0): taken}.get(
        (operation, number)
    )

    secret.step("createSecret", token)

    assert secret.text("AWSPENDING") == there
    assert [line["event"] for line in log_lines() if line["event"] == "JWT_KEY_CREATED"] == ["JWT_KEY_CREATED"]


def succeeds(secret: RotatingSecret, step: str, token: str) -> bool:
    """Run a step and return whether it succeeded."""
    try:
        secret.step(step, token)
    except Exception:  # noqa: BLE001  # Secrets Manager retries after any error
        return False
    return True


@pytest.mark.parametrize("call", range(12))
def test_rotation_resumes_after_a_lost_response(aws_proxy: FaultyProxy, secret: RotatingSecret, call: int) -> None:
    # Given a lost response, to the SDK's retries as well
    token = secret.begin()
    aws_proxy.seen.clear()
    aws_proxy.plan = lambda *_: Fault.LOST_RESPONSE if call <= len(aws_proxy.seen) < call + 3 else None

    # When Secrets Manager repeats each step until it succeeds
    calls = [next(count for count in range(1, 5) if succeeds(secret, step, token)) for step in STEPS]

    # Then one step ran twice, and there is one new key
    assert sorted(calls) == [1, 1, 1, 2]
    assert len(secret.keys().keys) == 2
    assert "AWSCURRENT" in secret.stages()[token]
