"""The stories of the clients: how they run, what they must result in, and the samples of the clients' READMEs."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.config import JWT_SECRET, ROOT
from local.sample_shop import CUSTOMER
from tests.harness import RunningShop
from tests.integration.local.partners import new_partner
from tests.sdk.lossy_proxy import LossyProxy, lossy_proxy
from tests.tokens import expired


@dataclass(frozen=True, slots=True)
class StoryResult:
    """What a story printed, the requests that the shop received, and the number of expected token refreshes."""

    steps: Mapping[str, Mapping[str, Any]]
    network: LossyProxy
    refreshes: int


def run_story(shop: RunningShop, program: Sequence[str | Path], *, refreshes: int) -> StoryResult:
    """Run a story with an expired token, and a key with a burst of three and two requests a second."""
    credentials = {"email": CUSTOMER.email, "password": CUSTOMER.password}
    tokens = httpx.post(f"{shop.storefront}/auth/login", json=credentials, timeout=300).json()
    secrets = {
        "STORY_EXPIRED_TOKEN": expired(tokens["accessToken"], shop.config.aws_url, JWT_SECRET),
        "STORY_PARTNER_KEY": new_partner(shop.config, rate=2, burst=3).value,
    }
    with lossy_proxy(shop.config.url) as network:
        command = [*program, f"{network.url}/v1", f"{network.url}/partner/v1"]
        process = subprocess.run(command, env=os.environ | secrets, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    return StoryResult({line.pop("step"): line for line in lines}, network, refreshes)


def sample(client: str, shop: RunningShop) -> str:
    """Return the sample of a client's README with the address and credentials of the running shop."""
    readme = (ROOT / "generated/clients" / client / "README.md").read_text()
    replacements = {
        "https://api.example.com/v1": shop.storefront,
        "ada@example.com": CUSTOMER.email,
        "correct-horse-battery": CUSTOMER.password,
    }
    [text] = re.findall(r"```(?:python|ts)\n(.*?)```", readme, re.DOTALL)
    assert all(placeholder in text for placeholder in replacements)
    return re.sub("|".join(map(re.escape, replacements)), lambda found: replacements[found[0]], text)


class StoryFacts:
    """Tests of a story; subclasses have a fixture ``result``."""

    def test_iteration_reads_all_pages(self, result: StoryResult) -> None:
        assert result.steps["browse"] == {"items": 3, "more": True, "books": 8}
        assert (
            len([each for each in result.network.responses_to("GET", "/v1/products") if each.status_code == 200]) >= 4
        )

    def test_invalid_request_is_a_problem_with_all_errors(self, result: StoryResult) -> None:
        assert result.steps["mistake"] == {"kind": "validation-failed", "pointers": ["/body/email", "/body/password"]}

    def test_registered_user_logs_in(self, result: StoryResult) -> None:
        registered = result.steps["register"]

        assert (registered["role"], registered["sessions"]) == ("customer", 1)
        assert registered["email"].startswith("ada.")

    def test_total_of_the_cart_is_exact(self, result: StoryResult) -> None:
        assert result.steps["cart"] == {"quantities": [2], "exact": True}

    def test_order_with_a_lost_response_is_placed_once(self, result: StoryResult) -> None:
        lost, again = result.network.responses_to("POST", "/v1/orders")[:2]

        assert result.steps["order"] == {"status": "processing", "exact": True, "cart": 0}
        assert lost.request.headers["idempotency-key"] == again.request.headers["idempotency-key"]
        assert ["idempotency-replayed" in each.headers for each in (lost, again)] == [False, True]
        assert len(result.steps["orders"]["statuses"]) == 2

    def test_every_order_has_its_own_key(self, result: StoryResult) -> None:
        keys = [each.request.headers["idempotency-key"] for each in result.network.responses_to("POST", "/v1/orders")]

        assert len(keys) == 4
        assert len(set(keys)) == 3

    def test_declined_card_is_a_problem_with_its_order(self, result: StoryResult) -> None:
        assert result.steps["decline"] == {"kind": "payment-declined", "status": 402, "order": "cancelled"}

    def test_insufficient_stock_is_a_problem_with_its_shortages(self, result: StoryResult) -> None:
        assert result.steps["outOfStock"] == {"kind": "out-of-stock", "status": 409, "shortages": [[3, 2]]}

    def test_order_is_cancelled(self, result: StoryResult) -> None:
        assert result.steps["cancel"] == {"status": "cancelled"}
        assert result.steps["orders"]["statuses"] == ["cancelled", "cancelled"]

    def test_concurrent_calls_refresh_an_expired_token_once(self, result: StoryResult) -> None:
        refreshed = result.network.responses_to("POST", "/v1/auth/refresh")
        calls = result.network.responses_to("GET", "/v1/auth/me")

        assert set(result.steps["refresh"]["emails"]) == {result.steps["register"]["email"]}
        assert [each.status_code for each in refreshed] == [200] * result.refreshes
        assert len([each for each in calls if each.status_code == 401]) > result.refreshes
        assert len([each for each in calls if each.status_code == 200]) == 8 * result.refreshes

    def test_throttled_requests_are_retried_until_they_succeed(self, result: StoryResult) -> None:
        statuses = [each.status_code for each in result.network.responses_to("GET", "/partner/v1/health")]

        assert result.steps["tooMany"] == {"statuses": ["ok"] * 6}
        assert statuses.count(200) == 6
        assert set(statuses) == {200, 429}
