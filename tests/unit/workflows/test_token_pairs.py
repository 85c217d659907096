"""Access tokens end with their session."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handlers.domain.access_tokens import SigningKey
from handlers.domain.clock import epoch_seconds, now
from handlers.domain.sessions import open_session
from handlers.domain.users import new_user
from handlers.workflows.token_pairs import present_token_pair
from tests.clock import stopped_clock

USER = new_user(email="ada@example.com", password_hash="-", first_name="Ada", last_name="Lovelace")
KEY = SigningKey("k1", b"k" * 32)


@pytest.mark.parametrize(("left", "expires_in"), [(7200, 3600), (60, 60), (0, 1), (-2, 1)])
def test_access_token_expires_with_its_session_and_not_before_a_second(
    monkeypatch: pytest.MonkeyPatch, left: int, expires_in: int
) -> None:
    stopped_clock(monkeypatch)
    session, refresh_token = open_session(USER, longest=7200)
    session = replace(session, expires_at=epoch_seconds(now()) + left)

    pair = present_token_pair(USER, session, refresh_token, key=KEY, lifetime=3600)

    assert json.loads(pair.text)["expiresIn"] == expires_in
