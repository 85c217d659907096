"""Rotations of the signing keys during traffic: no user is logged out, and no retired key verifies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import jwt
import pytest

from handlers.adapters.signing_keys import SecretKeyRing
from handlers.domain.access_tokens import issue_access_token, verify_access_token
from handlers.domain.errors import Unauthenticated
from handlers.domain.users import new_user
from tests.clock import Clock, stopped_clock
from tests.integration.handlers.accounts import is_authorized, log_in, sign_up
from tests.integration.handlers.conftest import forget_secrets
from tests.integration.handlers.rotating import RotatingSecret
from tests.sampling import FULL

if TYPE_CHECKING:
    from handlers.domain.access_tokens import SigningKey
    from handlers.domain.signing_keys import ScheduledKey
    from tests.integration.handlers.table import Table

MINUTE, DAY = 60, 86_400
ADA_USER = new_user(email="ada@example.com", password_hash="", first_name="Ada", last_name="Lovelace")
# In minutes: two within a day, and one after the old keys are retired.
ROTATIONS = (60, 600, 2400)
ATTACK_MINUTES = 30
END = 50 * 60
# The minutes between two steps.
STEP = 1 if FULL else 10
# The ages, in minutes, at which tokens are verified; they expire in the last one.
AGES = (0, 10, 12 * 60, 24 * 60 - STEP)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


@pytest.fixture
def secret(table: Table, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> RotatingSecret:
    """The signing keys' secret, with its first key."""
    secret = RotatingSecret()
    secret.rotate()
    monkeypatch.setenv("JWT_SECRET_NAME", secret.name)
    forget_secrets()
    return secret


def issued(key: SigningKey) -> str:
    return issue_access_token(ADA_USER, "01JD8QKC4R6T8V0X2Z4B6D8F0H", key, lifetime=DAY)


def kid_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


@dataclass(frozen=True)
class Process:
    """A process with its own key ring, its own start time and its own second within each half minute."""

    begins: int
    second: int
    ring: SecretKeyRing = field(default_factory=SecretKeyRing)

    def accepts(self, token: str) -> bool:
        try:
            return verify_access_token(token, self.ring).session_id == "01JD8QKC4R6T8V0X2Z4B6D8F0H"
        except Unauthenticated:
            return False


def processes() -> list[Process]:
    """Return processes with key rings of different ages, one of which can't refresh."""
    attacked = Process(begins=3, second=16)
    attacked.ring._secret._refreshed_at = float("inf")
    return [Process(begins=0, second=0), Process(begins=1, second=8), attacked]


def test_rotation_logs_no_user_out_and_retired_keys_verify_nothing(secret: RotatingSecret, clock: Clock) -> None:
    # Given processes that issue and verify tokens continuously, and an attacker who steals every key
    began, running = clock.seconds, processes()
    tokens: dict[int, list[str]] = {}
    stolen: dict[str, ScheduledKey] = {key.kid: key for key in secret.keys().keys}
    forged = 0
    for minute in range(0, END, STEP):
        clock.seconds = began + minute * MINUTE
        # When the keys are rotated from time to time
        if minute in ROTATIONS:
            secret.rotate()
            stolen |= {key.kid: key for key in secret.keys().keys}
        acting = [process for process in running if process.begins <= minute]
        tokens[minute] = []
        for process in acting:
            clock.seconds = began + minute * MINUTE + process.second
            tokens[minute].append(issued(process.ring.current()))
        for process in acting:
            clock.seconds = began + minute * MINUTE + MINUTE / 2 + process.second
            # And each process gets tokens with unknown kids
            if any(0 <= minute - rotation < ATTACK_MINUTES for rotation in ROTATIONS):
                assert process.ring.find("forged") is None

            # Then every process accepts every token until it expires, and none of a retired key
            known = [token for age in AGES if age <= minute for token in tokens[minute - age]]
            assert not [kid_of(token) for token in known if not process.accepts(token)], minute
            retired = [key for key in stolen.values() if not key.is_valid_at(clock.moment)]
            assert not [key.kid for key in retired if process.accepts(issued(key))], minute
            forged += len(retired)
    assert {kid_of(token) for some in tokens.values() for token in some} == set(stolen)
    assert len(stolen) == 1 + len(ROTATIONS)
    assert forged


def test_stolen_key_is_valid_until_it_is_retired(secret: RotatingSecret, clock: Clock) -> None:
    # Given a key that was rotated
    (process, *_) = processes()
    stolen = process.ring.current()
    secret.rotate()
    (retiring, _) = secret.keys().keys

    # When it is about to be retired, and then retired
    clock.seconds = float(retiring.good_until or 0) - 1
    assert process.accepts(issued(stolen))
    clock.seconds += 1

    # Then it is rejected, although the secret still contains it
    assert not process.accepts(issued(stolen))
    assert secret.keys().contains(stolen.kid)


def test_session_outlives_the_key_that_its_token_was_signed_with(secret: RotatingSecret, clock: Clock) -> None:
    # Given a user who is logged in
    before = sign_up()

    # When a new key signs
    secret.rotate()
    clock.seconds += 10 * MINUTE
    after = log_in()

    # Then tokens of both keys are valid in every process
    assert kid_of(before.access_token) != kid_of(after.access_token)
    assert is_authorized(before)
    forget_secrets()
    assert is_authorized(before)
    assert is_authorized(after)
