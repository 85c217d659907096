"""`make smoke`: good on a shop that is as it should be, and by each lie it says which check has found it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from local.config import ROOT
from ops.servers import Servers
from ops.smoke import Smoke, contract_version, failures
from tests.harness import free_ports

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness import RunningShop

type Lie = Callable[[httpx.Response], httpx.Response]

CHECKS = 8


def smoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.smoke", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PARTNER_URL"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_shop_as_it_should_be_is_good(shop: RunningShop) -> None:
    ended = smoke(shop.storefront)

    assert ended.returncode == 0, ended.stdout
    lines = ended.stdout.splitlines()
    assert len(lines) == CHECKS
    assert [line for line in lines if not line.startswith("good")] == [
        "left out  no plain HTTP: it is asked without TLS"
    ]


def test_a_deployment_that_is_not_there_is_told_with_how_to_see_it() -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"

    ended = smoke(url, "--patience=0")

    assert ended.returncode == 1
    assert f"see it:   curl -si {url}/v1/health" in ended.stdout
    assert f"make smoke BASE_URL={url}/v1" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("url", ["", "shop.example.com", "ftp://shop.example.com/v1"])
def test_what_is_no_url_is_told_in_one_sentence(url: str) -> None:
    ended = smoke(url)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("smoke: BASE_URL must be where the API is")
    assert ended.stderr.count("\n") == 1


@dataclass
class Lying(httpx.BaseTransport):
    """What hands on what the shop answers, but for one operation: about that it lies."""

    about: tuple[str, str]
    lie: Lie
    lies: int = 0
    most: int = 1000

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with httpx.HTTPTransport() as transport:
            answer = transport.handle_request(request)
            answer.read()
        if (request.method, request.url.path) != self.about or self.lies >= self.most:
            return answer
        self.lies += 1
        return self.lie(answer)


def with_status(status: int) -> Lie:
    return lambda answer: httpx.Response(status, headers=answer.headers, content=answer.content)


def with_header(name: str, value: str) -> Lie:
    def lie(answer: httpx.Response) -> httpx.Response:
        headers = httpx.Headers(answer.headers)
        headers[name] = value
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)

    return lie


def with_json(**members: object) -> Lie:
    def lie(answer: httpx.Response) -> httpx.Response:
        text = json.dumps({**answer.json(), **members})
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        return httpx.Response(answer.status_code, headers=headers, text=text)

    return lie


LIES = [
    ("health", "GET", "/v1/health", with_status(503), "status 200"),
    ("health", "GET", "/v1/health", with_json(version="0.0.1"), f"the contract's version {contract_version()}"),
    ("contract", "GET", "/v1/openapi.json", with_json(paths={}), "something else at /paths//auth/register"),
    ("contract", "GET", "/v1/openapi.json", with_json(more=1), "something else at /more"),
    ("contract", "GET", "/v1/openapi.json", with_json(tags=[]), "something else at /tags"),
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


@pytest.mark.parametrize(("check", "method", "path", "lie", "expected"), LIES)
def test_a_lie_fails_its_check_alone_and_says_what_was_expected(
    shop: RunningShop, capsys: pytest.CaptureFixture[str], check: str, method: str, path: str, lie: Lie, expected: str
) -> None:
    servers = Servers(shop.storefront, shop.partner)
    with httpx.Client(transport=Lying((method, path), lie)) as client:
        failed = list(failures(Smoke(servers, client, contract_version(), patience=0)))

    said = capsys.readouterr().out
    assert failed == [check]
    assert f"FAILED    {check}\n  expected: " in said
    assert expected in said
    assert "see it:   curl -si " in said


def test_what_a_deployment_answers_right_after_it_was_made_is_waited_for(shop: RunningShop) -> None:
    # Given a deployment whose first answer is of the one before
    transport = Lying(("GET", "/v1/health"), with_json(version="0.0.1"), most=1)
    servers = Servers(shop.storefront, shop.partner)

    with httpx.Client(transport=transport) as client:
        failed = list(failures(Smoke(servers, client, contract_version(), patience=30)))

    assert failed == []
    assert transport.lies == 1


def test_without_a_word_of_the_partner_server_it_is_left_out(
    shop: RunningShop, capsys: pytest.CaptureFixture[str]
) -> None:
    with httpx.Client() as client:
        failed = list(failures(Smoke(Servers(shop.storefront, None), client, contract_version())))

    assert failed == []
    assert "left out  partner server: where the partner server is, BASE_URL doesn't tell" in capsys.readouterr().out
