"""R12: a token outlives its session for no longer than documented."""

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
from tests.integration.handlers.conftest import forget_other_tests

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
    """A client of the real functions, behind a gateway with the fake clock."""
    forget_other_tests()
    functions = Functions(rows())
    no_keys = Metering(ApiKeys(dict), Usage())
    token_authorizer = shop.authorizer(functions)
    gateway = Gateway(
        shop.contract(), OPERATIONS, invoke=functions.invoke, authorizer=token_authorizer, metering=no_keys
    )
    with served(gateway) as url, httpx.Client(base_url=f"{url}/v1", timeout=300) as client:
        yield client


def _text_of(page: str) -> str:
    return " ".join((ROOT / page).read_text().split())


def test_the_documents_state_the_cache_time_of_api_gateway() -> None:
    for page in ("docs/guarantees.md", "docs/guides/authentication.md", "openapi.yaml"):
        documented = re.findall(r"(?:token check is cached for|may stay valid for up to) (\d+) seconds", _text_of(page))
        assert documented
        assert set(documented) == {str(BOUND)}
    for server in ("storefront", "partner"):
        document = (ROOT / "generated" / f"api_gateway.{server}.json").read_text()
        assert re.findall(r'"authorizerResultTtlInSeconds": (\d+)', document) == [str(BOUND)]


@pytest.mark.parametrize("end", ["/auth/logout", "/auth/sessions/{}"])
def test_a_cached_token_outlives_its_session_by_the_bound_at_most(client: httpx.Client, clock: Clock, end: str) -> None:
    # Given a session whose token the gateway has just authorized
    person = {"email": f"{new_id()}@example.com", "password": "correct-horse-battery"}
    client.post("/auth/register", json={**person, "firstName": "Ada", "lastName": "Lovelace"}).raise_for_status()
    token = client.post("/auth/login", json=person).json()["accessToken"]
    bearer = {"Authorization": f"Bearer {token}"}
    (session,) = client.get("/auth/sessions", headers=bearer).json()["items"]

    # When the session is ended
    method = "POST" if end.endswith("logout") else "DELETE"
    ended = client.request(method, end.format(session["sessionId"]), headers=bearer)

    # Then the token is accepted for no longer than the bound
    assert ended.status_code == 204
    clock.now += BOUND - 0.001
    assert client.get("/auth/me", headers=bearer).status_code == 200
    clock.now += 0.001
    is_problem(client.get("/auth/me", headers=bearer), 401, "unauthorized")
