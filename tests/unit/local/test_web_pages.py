import pytest

from local.aws.responses import is_for_another_host, is_from_web_page


@pytest.mark.parametrize(
    "host", [b"127.0.0.1", b"127.0.0.1:8080", b"localhost:8080", b"[::1]:8080", b"[::1]", b"shop", b""]
)
def test_a_host_header_of_this_machine_is_local(host: bytes) -> None:
    assert not is_for_another_host(host)


@pytest.mark.parametrize(
    "host", [b"evil.example", b"evil.example:8080", b"127.0.0.1.evil.example:8080", b"203.0.113.7", b"[2001:db8::1]:80"]
)
def test_a_host_header_of_dns_rebinding_is_not_local(host: bytes) -> None:
    assert is_for_another_host(host)
    assert is_from_web_page([(b"host", host)])


@pytest.mark.parametrize("name", [b"Origin", b"sec-fetch-site"])
def test_a_browser_is_recognized_by_its_headers(name: bytes) -> None:
    assert is_from_web_page([(b"host", b"127.0.0.1:8080"), (name, b"null")])
    assert not is_from_web_page([(b"host", b"127.0.0.1:8080"), (b"accept", b"*/*")])
