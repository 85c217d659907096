"""`bin/shop smoke` passes on a healthy shop, and each fault fails the right check."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from local.config import ROOT
from local.ports import free_ports
from ops.servers import Servers
from ops.smoke import Smoke, contract_version, failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness import RunningShop

type Fault = Callable[[httpx.Response], httpx.Response]

CHECKS = 8


def smoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", "smoke", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_healthy_shop_passes(shop: RunningShop) -> None:
    ended = smoke(shop.storefront)

    assert ended.returncode == 0, ended.stdout
    lines = ended.stdout.splitlines()
    assert len(lines) == CHECKS
    assert [line for line in lines if not line.startswith("ok")] == ["skipped   no plain HTTP: the URL is plain HTTP"]


def test_a_missing_deployment_fails_with_a_curl_command() -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"

    ended = smoke(url, "--patience=0")

    assert ended.returncode == 1
    assert f"try it:   curl -si {url}/v1/health" in ended.stdout
    assert "bin/shop smoke: 7 checks failed" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("url", ["", "shop.example.com", "ftp://shop.example.com/v1"])
def test_an_invalid_url_is_refused(url: str) -> None:
    ended = smoke(url)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("bin/shop smoke: BASE_URL must be a URL")
    assert ended.stderr.count("\n") == 1


@dataclass
class Faulty(httpx.BaseTransport):
    """A transport that passes on the shop's responses, with a fault in those of one operation."""

    operation: tuple[str, str]
    fault: Fault
    faults: int = 0
    most: int = 1000

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with httpx.HTTPTransport() as transport:
            response = transport.handle_request(request)
            response.read()
        if (request.method, request.url.path) != self.operation or self.faults >= self.most:
            return response
        self.faults += 1
        return self.fault(response)


def with_status(status: int) -> Fault:
    return lambda response: httpx.Response(status, headers=response.headers, content=response.content)


def with_header(name: str, value: str) -> Fault:
    def fault(response: httpx.Response) -> httpx.Response:
        headers = httpx.Headers(response.headers)
        headers[name] = value
        return httpx.Response(response.status_code, headers=headers, content=response.content)

    return fault


def with_json(**members: object) -> Fault:
    def fault(response: httpx.Response) -> httpx.Response:
        text = json.dumps({**response.json(), **members})
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        return httpx.Response(response.status_code, headers=headers, text=text)

    return fault


FAULTS = [
    ("health", "GET", "/v1/health", with_status(503), "status 200"),
    ("health", "GET", "/v1/health", with_json(version="0.0.1"), f"the contract's version {contract_version()}"),
    ("contract", "GET", "/v1/openapi.json", with_json(paths={}), "the first difference is at /paths//auth/register"),
    ("contract", "GET", "/v1/openapi.json", with_json(more=1), "the first difference is at /more"),
    ("contract", "GET", "/v1/openapi.json", with_json(tags=[]), "the first difference is at /tags"),
    ("products", "GET", "/v1/products", with_json(items=None), "each with its `productId`"),
    ("products", "GET", "/v1/products", with_json(items=[{}]), "each with its `productId`"),
    ("products", "GET", "/v1/products", with_json(items=[{"productId": "01JD8QM3F5H7K9N1P3R5T7V9X1"}]), "status 200"),
    ("products", "GET", "/v1/products", lambda _: httpx.Response(200, text="[]"), "a JSON object"),
    ("products", "GET", "/v1/products", lambda _: httpx.Response(200, text="<html>"), "a JSON object"),
    ("protected operation", "GET", "/v1/auth/me", with_status(200), "status 401"),
    ("protected operation", "GET", "/v1/auth/me", with_header("WWW-Authenticate", "Basic"), "WWW-Authenticate: Bearer"),
    ("protected operation", "GET", "/v1/auth/me", with_header("Content-Type", "text/html"), "application/problem+json"),
    ("unknown path", "GET", "/v1/no-such-path", with_status(403), "status 404"),
    ("unknown path", "GET", "/v1/no-such-path", with_json(type="about:blank"), "type ends in /problems/not-found"),
    ("CORS preflight", "OPTIONS", "/v1/orders", with_status(401), "status 200 or 204"),
    ("CORS preflight", "OPTIONS", "/v1/orders", with_header("Access-Control-Allow-Origin", ""), "Allow-Origin"),
    ("CORS preflight", "OPTIONS", "/v1/orders", with_header("Access-Control-Allow-Methods", "GET"), "POST in"),
    ("CORS preflight", "OPTIONS", "/v1/orders", with_header("Access-Control-Allow-Headers", "ETag"), "authorization, "),
    ("partner server", "GET", "/partner/v1/health", with_status(200), "status 403"),
    ("partner server", "GET", "/partner/v1/health", with_json(type="/docs/problems/forbidden"), "/invalid-api-key"),
]


@pytest.mark.parametrize(("check", "method", "path", "fault", "expected"), FAULTS)
def test_a_fault_fails_only_its_check(
    shop: RunningShop,
    capsys: pytest.CaptureFixture[str],
    check: str,
    method: str,
    path: str,
    fault: Fault,
    expected: str,
) -> None:
    servers = Servers(shop.storefront, shop.partner)
    with httpx.Client(transport=Faulty((method, path), fault)) as client:
        failed = list(failures(Smoke(servers, client, contract_version(), patience=0)))

    printed = capsys.readouterr().out
    assert failed == [check]
    assert f"FAILED    {check}\n  expected: " in printed
    assert expected in printed
    assert "try it:   curl -si " in printed


def test_the_first_check_waits_for_a_new_deployment(shop: RunningShop) -> None:
    # Given a deployment whose first response is from the previous version
    transport = Faulty(("GET", "/v1/health"), with_json(version="0.0.1"), most=1)
    servers = Servers(shop.storefront, shop.partner)

    with httpx.Client(transport=transport) as client:
        failed = list(failures(Smoke(servers, client, contract_version(), patience=30)))

    assert failed == []
    assert transport.faults == 1


def test_an_unknown_partner_server_is_skipped(shop: RunningShop, capsys: pytest.CaptureFixture[str]) -> None:
    with httpx.Client() as client:
        failed = list(failures(Smoke(Servers(shop.storefront, None), client, contract_version())))

    assert failed == []
    assert "skipped   partner server: its URL can't be derived from BASE_URL" in capsys.readouterr().out
