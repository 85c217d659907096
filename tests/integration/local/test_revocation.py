"""R12: how long a token outlives its session, which is as long as the documents say and no longer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from generated.operations import OPERATIONS
from handlers.domain.ids import new_id
from local import shop
from local.aws.functions import Functions, rows
from local.config import ROOT
from local.gateway import authorizer
from local.gateway.app import Gateway
from local.gateway.metering import ApiKeys, Metering
from local.gateway.usage import Usage
from tests.harness import is_problem, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.config import LocalConfig

BOUND = 300


@dataclass
class Clock:
    """The gateway's clock."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(authorizer, "time", clock)
    return clock


@pytest.fixture
def client(aws: LocalConfig, clock: Clock) -> Iterator[httpx.Client]:
    """A client of the real functions behind a gateway with that clock."""
    functions = Functions(rows())
    nobody = Metering(ApiKeys(dict), Usage())
    asked = shop.authorizer(functions)
    gateway = Gateway(shop.contract(), OPERATIONS, invoke=functions.invoke, authorizer=asked, metering=nobody)
    with served(gateway) as url, httpx.Client(base_url=f"{url}/v1", timeout=300) as client:
        yield client


def _text_of(page: str) -> str:
    return " ".join((ROOT / page).read_text().split())


def test_the_documents_state_the_bound_that_api_gateway_is_given() -> None:
    for page in ("README.md", "openapi.yaml"):
        told = re.findall(r"(?:remembered for|let in for up to) (\d+) seconds", _text_of(page))
        assert told
        assert set(told) == {str(BOUND)}
    for server in ("storefront", "partner"):
        document = (ROOT / "generated" / f"api_gateway.{server}.json").read_text()
        assert re.findall(r'"authorizerResultTtlInSeconds": (\d+)', document) == [str(BOUND)]


@pytest.mark.parametrize("end", ["/auth/logout", "/auth/sessions/{}"])
def test_a_token_that_is_remembered_outlives_its_session_by_the_bound_at_most(
    client: httpx.Client, clock: Clock, end: str
) -> None:
    # Given a session whose token the gateway has just let in
    person = {"email": f"{new_id()}@example.com", "password": "correct-horse-battery"}
    client.post("/auth/register", json={**person, "firstName": "Ada", "lastName": "Lovelace"}).raise_for_status()
    token = client.post("/auth/login", json=person).json()["accessToken"]
    bearer = {"Authorization": f"Bearer {token}"}
    (session,) = client.get("/auth/sessions", headers=bearer).json()["items"]

    # When it is ended
    method = "POST" if end.endswith("logout") else "DELETE"
    ended = client.request(method, end.format(session["sessionId"]), headers=bearer)

    # Then the token works on for no longer than the bound
    assert ended.status_code == 204
    clock.now += BOUND - 0.001
    assert client.get("/auth/me", headers=bearer).status_code == 200
    clock.now += 0.001
    is_problem(client.get("/auth/me", headers=bearer), 401, "unauthorized")
