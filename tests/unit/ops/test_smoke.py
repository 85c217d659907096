from __future__ import annotations

import httpx
import pytest

from ops.cli import WrongInput
from ops.http_checks import CheckFailed, curl
from ops.servers import Servers, servers_at
from ops.smoke import Smoke


@pytest.mark.parametrize(
    ("base_url", "partner_url", "servers"),
    [
        ("https://api.example.com", "", Servers("https://api.example.com/v1", "https://api.example.com/partner/v1")),
        ("https://a.example/v1/", "", Servers("https://a.example/v1", "https://a.example/partner/v1")),
        ("https://x.execute-api.aws/dev", "", Servers("https://x.execute-api.aws/dev", None)),
        ("https://a.example/dev", "https://b.example/dev/", Servers("https://a.example/dev", "https://b.example/dev")),
        ("https://a.example/partner/v1", "", Servers("https://a.example/partner/v1", None)),
    ],
)
def test_the_partner_server_is_derived_where_possible(base_url: str, partner_url: str, servers: Servers) -> None:
    assert servers_at(base_url, partner_url) == servers


@pytest.mark.parametrize(
    ("base_url", "partner_url", "name"),
    [("", "", "BASE_URL"), ("a.example", "", "BASE_URL"), ("https://a.example/v1", "b.example", "--partner-url")],
)
def test_an_invalid_url_is_refused_by_name(base_url: str, partner_url: str, name: str) -> None:
    with pytest.raises(WrongInput, match=f"^{name} must be"):
        servers_at(base_url, partner_url)


def _plain(status: int) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(status if request.url.scheme == "http" else 200))


@pytest.mark.parametrize("status", [301, 308, 403])
def test_plain_http_may_redirect_or_refuse(status: int) -> None:
    with httpx.Client(transport=_plain(status)) as client:
        Smoke(servers_at("https://a.example"), client, "1.0.0").checks()["no plain HTTP"]()


def test_plain_http_may_fail_to_connect() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with httpx.Client(transport=httpx.MockTransport(refuse)) as client:
        Smoke(servers_at("https://a.example"), client, "1.0.0").checks()["no plain HTTP"]()


def test_a_shop_that_serves_plain_http_fails_the_check() -> None:
    with httpx.Client(transport=_plain(200)) as client, pytest.raises(CheckFailed, match="plain HTTP"):
        Smoke(servers_at("https://a.example"), client, "1.0.0").checks()["no plain HTTP"]()


def test_a_curl_command_repeats_the_request_without_secrets() -> None:
    secret = {"Authorization": "Bearer abc", "X-Api-Key": "def", "Idempotency-Key": "it's"}

    put_request = httpx.Request("PUT", "https://a.example/v1?x=1", headers=secret, json={"a": 1})
    login = httpx.Request("POST", "https://a.example/v1", json={"password": "ghi"})

    assert curl(put_request) == (
        "curl -si -X PUT -H 'authorization: <a token>' -H 'x-api-key: <a key>' -H 'idempotency-key: it'\"'\"'s' "
        "-H 'content-type: application/json' -d '{\"a\":1}' 'https://a.example/v1?x=1'"
    )
    assert "ghi" not in curl(login)
