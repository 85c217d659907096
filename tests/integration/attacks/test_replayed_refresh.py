"""A reused refresh token counts as stolen: its whole family is revoked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.harness import eventually, is_problem
from tests.integration.attacks.conftest import Log
from tests.support.shop_client import log_in
from tests.tokens import is_accepted

if TYPE_CHECKING:
    import httpx

    from tests.integration.attacks.conftest import Newcomer

TOGETHER = 8


def refresh(anonymous: httpx.Client, token: str) -> httpx.Response:
    return anonymous.post("/auth/refresh", json={"refreshToken": token})


def is_spent(response: httpx.Response) -> bool:
    return bool(is_problem(response, 401, "invalid-refresh-token"))


@pytest.mark.parametrize("age", [1, 2, 4])
def test_spent_token_ends_its_family_and_no_other(
    log: Log, anonymous: httpx.Client, newcomer: Newcomer, age: int
) -> None:
    # Given a session that was refreshed several times, and another session of the same account
    victim = newcomer()
    other = log_in(anonymous, victim.email).json()
    session, family = victim.session_id, [{"refreshToken": victim.refresh_token}]
    for _ in range(age):
        family.append(refresh(anonymous, family[-1]["refreshToken"]).json())

    # When the thief uses the oldest token
    assert is_spent(refresh(anonymous, family[0]["refreshToken"]))

    # Then every token of the family is revoked, uncached ones included, and the other session continues
    assert all(is_spent(refresh(anonymous, tokens["refreshToken"])) for tokens in family)
    assert not any(is_accepted(anonymous, tokens["accessToken"]) for tokens in family[1:])
    assert is_accepted(anonymous, other["accessToken"])
    assert refresh(anonymous, other["refreshToken"]).status_code == 200

    # And the log names the session's user, and no token
    (line,) = eventually(lambda: log.events("REFRESH_TOKEN_REPLAYED"))
    assert (line["level"], line["userId"], line["metadata"]) == ("WARN", victim.user_id, {"sessionId": session})
    parts = {part for tokens in family for token in tokens.values() for part in str(token).split(".")}
    secret = parts - {victim.user_id, session, "Bearer", "86400"}
    assert len(secret) > 3
    assert not [part for part in secret if part in log.text]


def test_concurrent_thieves_all_lose_the_session(log: Log, anonymous: httpx.Client, newcomer: Newcomer) -> None:
    # Given one token that many thieves have
    victim = newcomer()
    start = Barrier(TOGETHER)

    def steal(_: int) -> httpx.Response:
        start.wait()
        return refresh(anonymous, victim.refresh_token)

    # When all use it concurrently
    with ThreadPoolExecutor(TOGETHER) as pool:
        responses = list(pool.map(steal, range(TOGETHER)))

    # Then one succeeds, and its new tokens are revoked, too
    (won,) = (response.json() for response in responses if response.status_code == 200)
    assert sum(is_spent(response) for response in responses if response.status_code != 200) == TOGETHER - 1
    assert not is_accepted(anonymous, won["accessToken"])
    assert is_spent(refresh(anonymous, won["refreshToken"]))
    assert eventually(lambda: log.events("REFRESH_TOKEN_REPLAYED"))


@pytest.mark.parametrize("place", range(4))
def test_token_with_a_part_of_another_users_token_is_rejected_without_effect(
    anonymous: httpx.Client, newcomer: Newcomer, place: int
) -> None:
    # Given an attacker's token with one part of the victim's token, and vice versa
    victim, attacker = newcomer(), newcomer()
    theirs, own = victim.refresh_token.split("."), attacker.refresh_token.split(".")
    mixed = [".".join([*a[:place], b[place], *a[place + 1 :]]) for a, b in ((own, theirs), (theirs, own))]

    # When both are used
    assert all(is_spent(refresh(anonymous, token)) for token in mixed)

    # Then the victim's session continues, unless the attacker knew a secret that only its tokens share
    knew_the_family = place == 3
    assert is_accepted(anonymous, victim.access_token) != knew_the_family
    assert (refresh(anonymous, victim.refresh_token).status_code == 200) != knew_the_family


def test_ended_session_cannot_be_refreshed(anonymous: httpx.Client, newcomer: Newcomer) -> None:
    victim = newcomer()
    assert victim.api.post("/auth/logout").status_code == 204

    assert is_spent(refresh(anonymous, victim.refresh_token))
