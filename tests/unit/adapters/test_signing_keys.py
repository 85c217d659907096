import base64
import json
from typing import Any

import pytest

from handlers.adapters import secrets
from handlers.adapters.signing_keys import SecretKeyRing, read_keys, write_keys
from handlers.domain.errors import Misconfigured
from handlers.domain.key_rotation import rotate_keys
from handlers.domain.signing_keys import SigningKeys
from tests.clock import stopped_clock
from tests.fakes import FakeSecretStore
from tests.unit.adapters.conftest import Secret

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
OTHER = base64.urlsafe_b64encode(b"\xff" * 32).decode()
ONE: dict[str, Any] = {"kid": "k1", "key": KEY, "signsFrom": 0, "goodUntil": None}


def ring_of(secret: Secret, keys: SigningKeys, monkeypatch: pytest.MonkeyPatch) -> SecretKeyRing:
    monkeypatch.setenv("JWT_SECRET_NAME", secret.name)
    secret.write(write_keys(keys))
    return SecretKeyRing()


def test_keys_are_read_as_they_were_written() -> None:
    keys = rotate_keys(rotate_keys(None, 1000, token_lifetime=60), 2000, token_lifetime=60)

    assert read_keys(write_keys(keys)) == keys


def test_secret_contains_the_times_of_each_key() -> None:
    text = json.dumps({"keys": [ONE | {"goodUntil": 900}, ONE | {"kid": "k2", "key": OTHER, "signsFrom": 800}]})

    keys = read_keys(text)

    assert [(key.kid, key.key, key.signs_from, key.good_until) for key in keys.keys] == [
        ("k1", b"k" * 32, 0, 900),
        ("k2", b"\xff" * 32, 800, None),
    ]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "no json",
        "[]",
        "null",
        {},
        {"keys": []},
        {"keys": {"k1": KEY}},
        {"current": "k1", "keys": {"k1": KEY}},
        {"keys": ["k1"]},
        {"keys": [ONE, ONE]},
        {"keys": [ONE | {"kid": 1}]},
        {"keys": [ONE | {"key": KEY[:20]}]},
        {"keys": [ONE | {"key": 7}]},
        {"keys": [ONE | {"key": "é" * 44}]},
        {"keys": [ONE | {"key": KEY + "%%%%"}]},
        {"keys": [ONE | {"signsFrom": None}]},
        {"keys": [ONE | {"signsFrom": 1.5}]},
        {"keys": [ONE | {"goodUntil": 900}]},
        {"keys": [ONE | {"goodUntil": "never"}]},
        {"keys": [ONE | {"goodUntil": False}]},
        {"keys": [{name: value for name, value in ONE.items() if name != "goodUntil"}]},
    ],
    ids=repr,
)
def test_malformed_secret_is_an_error(value: Any) -> None:
    text = value if value is None or isinstance(value, str) else json.dumps(value)

    with pytest.raises(ValueError):  # noqa: PT011  # the message isn't part of the contract
        read_keys(text)


def test_secret_that_holds_no_keys_is_our_misconfiguration(secret: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET_NAME", secret.name)

    with pytest.raises(Misconfigured, match=secret.name):
        SecretKeyRing().current()


def test_key_that_signs_changes_with_time_and_without_a_read(secret: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a secret that was rotated a moment ago
    first = rotate_keys(None, secret.clock.moment - 1000, token_lifetime=60)
    ring = ring_of(secret, rotate_keys(first, secret.clock.moment, token_lifetime=60), monkeypatch)
    secret.clock.seconds += 599
    assert ring.current().kid == first.newest.kid

    secret.clock.seconds += 1

    assert ring.current().kid != first.newest.kid
    assert len(secret.reads) == 1


def test_unknown_kid_is_looked_up_again_but_not_each_time(secret: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a ring that knows one key, and a secret that has got another since
    first = rotate_keys(None, secret.clock.moment, token_lifetime=60)
    ring = ring_of(secret, first, monkeypatch)
    ring.current()
    second = rotate_keys(first, secret.clock.moment, token_lifetime=60)
    secret.write(write_keys(second))

    # When a token comes that is signed with it, it is found
    assert ring.find(second.newest.kid) == second.newest

    # And many tokens with unknown kids don't cause a read each
    assert not [kid for kid in range(50) if ring.find(f"forged-{kid}")]
    assert len(secret.reads) == 2


def test_retired_key_is_not_looked_up_again(secret: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rotate_keys(None, secret.clock.moment - 2000, token_lifetime=60)
    ring = ring_of(secret, rotate_keys(first, secret.clock.moment - 1300, token_lifetime=60), monkeypatch)

    assert ring.find(first.newest.kid) is None
    assert len(secret.reads) == 1


def test_unknown_kid_refreshes_the_keys_once_in_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped_clock(monkeypatch)
    store = FakeSecretStore({("jwt", "AWSCURRENT"): write_keys(rotate_keys(None, clock.moment, token_lifetime=60))})
    monkeypatch.setattr(secrets, "secret_store", store)
    monkeypatch.setenv("JWT_SECRET_NAME", "jwt")
    ring = SecretKeyRing()

    assert [ring.find("forged") for _ in range(50)] == [None] * 50
    assert store.reads == 2

    clock.seconds += 10
    ring.find("forged")
    assert store.reads == 3
