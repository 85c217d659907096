"""The caller's address, from the entries of API Gateway and the proxies in front of it."""

import pytest

from handlers.runtime.http.request import ProxyEvent

VIEWER, CLOUDFRONT = "203.0.113.7", "198.51.100.23"
VIEWER6, CLOUDFRONT6 = "2001:db8:1:2::7", "2001:db8:ffff::1"


def event(*forwarded: str, name: str = "X-Forwarded-For", source: str = CLOUDFRONT) -> ProxyEvent:
    """Return an event with these X-Forwarded-For headers."""
    headers = {name: list(forwarded)} if forwarded else None
    return ProxyEvent({"requestContext": {"identity": {"sourceIp": source}}, "multiValueHeaders": headers})


@pytest.mark.parametrize("forwarded", [(), ("",), (f"192.0.2.1, {VIEWER}, {CLOUDFRONT}",)])
def test_without_a_proxy_the_caller_is_api_gateways_peer(forwarded: tuple[str, ...]) -> None:
    assert event(*forwarded, source=VIEWER).caller_ip(proxies=0) == VIEWER


def test_behind_a_proxy_the_caller_is_the_proxys_entry() -> None:
    assert event(f"{VIEWER}, {CLOUDFRONT}").caller_ip(proxies=1) == VIEWER
    assert event(f"{VIEWER},{CLOUDFRONT}", name="x-forwarded-for").caller_ip(proxies=1) == VIEWER
    assert event(VIEWER, CLOUDFRONT).caller_ip(proxies=1) == VIEWER


@pytest.mark.parametrize("lie", ["192.0.2.1", "192.0.2.1, 192.0.2.2, 192.0.2.3", "rubbish", "", ",,", VIEWER6])
def test_entries_of_the_caller_are_ignored(lie: str) -> None:
    assert event(f"{lie}, {VIEWER}, {CLOUDFRONT}").caller_ip(proxies=1) == VIEWER
    assert event(lie, f"{VIEWER}, {CLOUDFRONT}").caller_ip(proxies=1) == VIEWER


def test_each_proxy_has_an_entry() -> None:
    assert event(f"192.0.2.1, {VIEWER}, 192.0.2.9, {CLOUDFRONT}").caller_ip(proxies=2) == VIEWER


@pytest.mark.parametrize("forwarded", [(), ("",), (VIEWER,)])
def test_header_with_too_few_entries_is_ignored(forwarded: tuple[str, ...]) -> None:
    assert event(*forwarded).caller_ip(proxies=1) == CLOUDFRONT


def test_header_names_that_differ_in_case_are_one_header() -> None:
    headers = {"Accept": ["a"], "X-Tag": ["1", "2"], "x-tag": ["3"]}

    found = ProxyEvent({"multiValueHeaders": headers})

    assert (found.header("X-TAG"), found.header("accept")) == ("1, 2, 3", "a")
    assert headers == {"Accept": ["a"], "X-Tag": ["1", "2"], "x-tag": ["3"]}


def test_address_may_be_ipv6() -> None:
    found = event(f"{VIEWER}, {VIEWER6}, {CLOUDFRONT6}", source=CLOUDFRONT6)

    assert found.caller_ip(proxies=1) == VIEWER6
    assert found.caller_ip(proxies=0) == CLOUDFRONT6
