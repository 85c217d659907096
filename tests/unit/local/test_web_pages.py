import pytest

from local.aws.responses import is_for_another_host, is_from_web_page


@pytest.mark.parametrize(
    "host", [b"127.0.0.1", b"127.0.0.1:8080", b"localhost:8080", b"[::1]:8080", b"[::1]", b"shop", b""]
)
def test_a_program_of_this_machine_asks_for_this_machine(host: bytes) -> None:
    assert not is_for_another_host(host)


@pytest.mark.parametrize(
    "host", [b"evil.example", b"evil.example:8080", b"127.0.0.1.evil.example:8080", b"203.0.113.7", b"[2001:db8::1]:80"]
)
def test_a_page_whose_name_was_made_to_lead_here_asks_for_elsewhere(host: bytes) -> None:
    assert is_for_another_host(host)
    assert is_from_web_page([(b"host", host)])


@pytest.mark.parametrize("name", [b"Origin", b"sec-fetch-site"])
def test_a_browser_says_that_it_is_one(name: bytes) -> None:
    assert is_from_web_page([(b"host", b"127.0.0.1:8080"), (name, b"null")])
    assert not is_from_web_page([(b"host", b"127.0.0.1:8080"), (b"accept", b"*/*")])
