from __future__ import annotations

import httpx
import pytest

from local.config import CannotRun
from ops.http_checks import NotAsExpected, curl
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
def test_a_storefront_tells_where_the_partner_server_is_if_it_can(
    base_url: str, partner_url: str, servers: Servers
) -> None:
    assert servers_at(base_url, partner_url) == servers


@pytest.mark.parametrize(
    ("base_url", "partner_url", "name"),
    [("", "", "BASE_URL"), ("a.example", "", "BASE_URL"), ("https://a.example/v1", "b.example", "PARTNER_URL")],
)
def test_what_is_no_url_is_said_by_its_name(base_url: str, partner_url: str, name: str) -> None:
    with pytest.raises(CannotRun, match=f"^{name} must be"):
        servers_at(base_url, partner_url)


def _plain(status: int) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(status if request.url.scheme == "http" else 200))


@pytest.mark.parametrize("status", [301, 308, 403])
def test_who_asks_without_tls_is_sent_away(status: int) -> None:
    with httpx.Client(transport=_plain(status)) as client:
        Smoke(servers_at("https://a.example"), client, "1.0.0").checks()["no plain HTTP"]()


def test_where_nobody_answers_without_tls_that_is_good() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with httpx.Client(transport=httpx.MockTransport(refuse)) as client:
        Smoke(servers_at("https://a.example"), client, "1.0.0").checks()["no plain HTTP"]()


def test_a_shop_that_answers_without_tls_is_found() -> None:
    with httpx.Client(transport=_plain(200)) as client, pytest.raises(NotAsExpected, match="without TLS"):
        Smoke(servers_at("https://a.example"), client, "1.0.0").checks()["no plain HTTP"]()


def test_a_curl_asks_the_same_and_tells_no_secret() -> None:
    secret = {"Authorization": "Bearer abc", "X-Api-Key": "def", "Idempotency-Key": "it's"}

    asked = httpx.Request("PUT", "https://a.example/v1?x=1", headers=secret, json={"a": 1})
    login = httpx.Request("POST", "https://a.example/v1", json={"password": "ghi"})

    assert curl(asked) == (
        "curl -si -X PUT -H 'authorization: <a token>' -H 'x-api-key: <a key>' -H 'idempotency-key: it'\"'\"'s' "
        "-H 'content-type: application/json' -d '{\"a\":1}' 'https://a.example/v1?x=1'"
    )
    assert "ghi" not in curl(login)
