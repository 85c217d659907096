"""Digests of the networks and devices that log in."""

from __future__ import annotations

import pytest

from handlers.domain.devices import MAX_DEVICES, device_digest, remember_device

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
EDGE = f"{CHROME} Edg/142.0.0.0"


def digest(address: str = "203.0.113.7", agent: str = CHROME, user_id: str = "ADA") -> str:
    return device_digest(user_id, address, agent)


@pytest.mark.parametrize(
    ("address", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.250", True),
        ("203.0.113.7", "::ffff:203.0.113.9", True),
        ("203.0.113.7", "203.0.112.7", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:2:2::1", False),
    ],
)
def test_addresses_of_a_24_or_a_48_are_one_network(address: str, other: str, *, is_same: bool) -> None:
    assert (digest(address) == digest(other)) is is_same


@pytest.mark.parametrize(
    ("agent", "other", "is_same"),
    [
        (CHROME, CHROME.replace("142", "143"), True),
        (CHROME, EDGE, False),
        (CHROME, CHROME.replace("Windows NT 10.0; Win64; x64", "X11; Linux x86_64"), False),
        ("curl/8.5.0", "curl/8.6.0", True),
        ("curl/8.5.0", "okhttp/4.12.0", False),
        ("", "curl/8.5.0", False),
    ],
)
def test_an_update_is_the_same_device_and_another_browser_or_system_is_not(
    agent: str, other: str, *, is_same: bool
) -> None:
    assert (digest(agent=agent) == digest(agent=other)) is is_same


def test_two_accounts_have_different_digests_of_one_device() -> None:
    assert digest() != digest(user_id="GRACE")


def test_the_oldest_devices_are_forgotten() -> None:
    devices: list[str] = []
    for number in range(MAX_DEVICES + 2):
        devices = remember_device(devices, str(number))

    assert devices == [str(number) for number in range(2, MAX_DEVICES + 2)]
