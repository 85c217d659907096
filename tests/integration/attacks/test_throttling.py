"""With production's settings, guessing is throttled per network address, regardless of forwarding headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.sample_shop import KEYS
from tests.harness import is_problem
from tests.support.requests import PASSWORD
from tests.support.shop_client import log_in

if TYPE_CHECKING:
    import httpx

    from tests.integration.attacks.conftest import CallFrom, Siege

PERIOD = 900
# The headers in which proxies forward the client's address. The shop has no proxy.
ELSEWHERE = [
    "X-Forwarded-For",
    "Forwarded",
    "X-Real-IP",
    "Client-IP",
    "X-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Originating-IP",
    "X-Remote-Addr",
    "X-Cluster-Client-IP",
    "Fastly-Client-IP",
    "Via",
]


def is_stopped(response: httpx.Response) -> bool:
    is_problem(response, 429, "too-many-requests")
    assert 0 < int(response.headers["retry-after"]) <= PERIOD
    return True


def guess(siege: Siege, **headers: str) -> httpx.Response:
    body = {"email": siege.email, "password": PASSWORD}
    return siege.attacker.post("/auth/login", json=body, headers=headers)


def test_guessing_is_throttled_and_the_victim_can_log_in_from_elsewhere(siege: Siege, call_from: CallFrom) -> None:
    # Given an attacker who has used up all attempts
    assert [response.status_code for response in siege.responses[:10]] == [401] * 10
    assert is_stopped(siege.responses[10])

    # Then not even the right password helps, with any spelling of the address
    for email in (siege.email, siege.email.upper(), siege.email.replace("@", "＠")):
        assert is_stopped(log_in(siege.attacker, email))

    # And the victim logs in from elsewhere, which does not help the attacker
    assert log_in(call_from("127.0.1.1"), siege.email).status_code == 200
    assert is_stopped(guess(siege))


@pytest.mark.parametrize(
    "address", ["203.0.113.1", "127.0.1.2", "::1", "2001:db8::1", "10.0.0.1, 203.0.113.1", "x", ""]
)
@pytest.mark.parametrize("name", ELSEWHERE)
def test_no_header_changes_the_callers_address(siege: Siege, name: str, address: str) -> None:
    value = {"Forwarded": f'for="{address}"', "Via": f"1.1 {address or '-'}"}.get(name, address)

    assert is_stopped(guess(siege, **{name: value}))


def test_refreshes_from_one_address_are_throttled(call_from: CallFrom) -> None:
    client = call_from("127.0.1.3")

    responses = [client.post("/auth/refresh", json={"refreshToken": "x"}) for _ in range(101)]

    assert [response.status_code for response in responses[:100]] == [401] * 100
    assert is_stopped(responses[100])


def test_partner_server_shares_the_throttle(siege: Siege) -> None:
    partner = siege.attacker.base_url.copy_with(path="/partner/v1/auth/login")

    body, key = {"email": siege.email, "password": PASSWORD}, {"X-Api-Key": KEYS["premium"]}
    assert is_stopped(siege.attacker.post(str(partner), json=body, headers=key))
