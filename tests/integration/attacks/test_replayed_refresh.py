"""A refresh token that comes again was stolen, from one or from the other: all that descends from it is ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.harness import eventually, is_problem
from tests.integration.attacks.forging import lets_in
from tests.integration.attacks.logbook import Logbook
from tests.integration.attacks.people import log_in

if TYPE_CHECKING:
    import httpx

    from tests.harness import RunningShop
    from tests.integration.attacks.conftest import Newcomer

TOGETHER = 8


def refresh(anonymous: httpx.Client, token: str) -> httpx.Response:
    return anonymous.post("/auth/refresh", json={"refreshToken": token})


def is_spent(answer: httpx.Response) -> bool:
    return bool(is_problem(answer, 401, "invalid-refresh-token"))


@pytest.mark.parametrize("age", [1, 2, 4])
def test_spent_token_ends_its_family_and_no_other(
    shop: RunningShop, anonymous: httpx.Client, newcomer: Newcomer, age: int
) -> None:
    # Given a session that was refreshed some times, beside another one of the same account
    victim = newcomer()
    other = log_in(anonymous, victim.email).json()
    session, family = victim.session_id, [{"refreshToken": victim.refresh_token}]
    for _ in range(age):
        family.append(refresh(anonymous, family[-1]["refreshToken"]).json())
    log = Logbook.from_now(shop)

    # When the thief comes with the oldest token
    assert is_spent(refresh(anonymous, family[0]["refreshToken"]))

    # Then every token of the family is dead, also those that no cache has seen, and the other session is alive
    assert all(is_spent(refresh(anonymous, tokens["refreshToken"])) for tokens in family)
    assert not any(lets_in(anonymous, tokens["accessToken"]) for tokens in family[1:])
    assert lets_in(anonymous, other["accessToken"])
    assert refresh(anonymous, other["refreshToken"]).status_code == 200

    # And the log names the session's user, and no token
    (line,) = eventually(lambda: log.events("REFRESH_TOKEN_REPLAYED"))
    assert (line["level"], line["userId"], line["metadata"]) == ("WARN", victim.user_id, {"sessionId": session})
    parts = {part for tokens in family for token in tokens.values() for part in str(token).split(".")}
    secret = parts - {victim.user_id, session, "Bearer", "86400"}
    assert len(secret) > 3
    assert not [part for part in secret if part in log.text]


def test_of_many_thieves_at_once_none_keeps_the_session(
    shop: RunningShop, anonymous: httpx.Client, newcomer: Newcomer
) -> None:
    # Given one token in many hands
    victim = newcomer()
    log, start = Logbook.from_now(shop), Barrier(TOGETHER)

    def steal(_: int) -> httpx.Response:
        start.wait()
        return refresh(anonymous, victim.refresh_token)

    # When all use it at once
    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = list(pool.map(steal, range(TOGETHER)))

    # Then one was first, and what that one got is dead, too
    (won,) = (answer.json() for answer in answers if answer.status_code == 200)
    assert sum(is_spent(answer) for answer in answers if answer.status_code != 200) == TOGETHER - 1
    assert not lets_in(anonymous, won["accessToken"])
    assert is_spent(refresh(anonymous, won["refreshToken"]))
    assert eventually(lambda: log.events("REFRESH_TOKEN_REPLAYED"))


@pytest.mark.parametrize("place", range(4))
def test_token_with_a_part_of_another_users_token_is_rejected_and_ends_nothing(
    anonymous: httpx.Client, newcomer: Newcomer, place: int
) -> None:
    # Given an attacker's token in which one part is the victim's, and the other way round
    victim, attacker = newcomer(), newcomer()
    theirs, own = victim.refresh_token.split("."), attacker.refresh_token.split(".")
    mixed = [".".join([*a[:place], b[place], *a[place + 1 :]]) for a, b in ((own, theirs), (theirs, own))]

    # When both are tried
    assert all(is_spent(refresh(anonymous, token)) for token in mixed)

    # Then the victim's session goes on, unless the attacker knew what only its own tokens share
    knew_the_family = place == 3
    assert lets_in(anonymous, victim.access_token) != knew_the_family
    assert (refresh(anonymous, victim.refresh_token).status_code == 200) != knew_the_family


def test_ended_session_can_not_be_taken_up_again(anonymous: httpx.Client, newcomer: Newcomer) -> None:
    victim = newcomer()
    assert victim.api.post("/auth/logout").status_code == 204

    assert is_spent(refresh(anonymous, victim.refresh_token))
