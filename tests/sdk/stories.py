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
import pytest

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


# What a story prints for its steps, besides the account and the statuses of its orders.
STEPS = {
    "browse": {"items": 3, "more": True, "books": 8},
    "mistake": {"kind": "validation-failed", "pointers": ["/body/email", "/body/password"]},
    "cart": {"quantities": [2], "exact": True},
    "order": {"status": "processing", "exact": True, "cart": 0},
    "decline": {"kind": "payment-declined", "status": 402, "order": "cancelled"},
    "outOfStock": {"kind": "out-of-stock", "status": 409, "shortages": [[3, 2]]},
    "cancel": {"status": "cancelled"},
    "restock": {"stock": 15, "changed": True},
    "orders": {"statuses": ["cancelled", "cancelled"]},
    "tooMany": {"statuses": ["ok"] * 6},
}


class StoryFacts:
    """Tests of a story; subclasses have a fixture ``result``."""

    @pytest.mark.parametrize("step", STEPS)
    def test_step_has_its_result(self, result: StoryResult, step: str) -> None:
        assert result.steps[step] == STEPS[step]

    def test_registered_user_logs_in(self, result: StoryResult) -> None:
        registered = result.steps["register"]

        assert (registered["role"], registered["sessions"]) == ("customer", 1)
        assert registered["email"].startswith("ada.")

    def test_iteration_reads_all_pages(self, result: StoryResult) -> None:
        assert result.network.statuses("GET", "/v1/products").count(200) >= 4

    def test_order_with_a_lost_response_is_placed_once(self, result: StoryResult) -> None:
        lost, again = result.network.responses_to("POST", "/v1/orders")[:2]

        assert lost.request.headers["idempotency-key"] == again.request.headers["idempotency-key"]
        assert ["idempotency-replayed" in each.headers for each in (lost, again)] == [False, True]

    def test_every_order_has_its_own_key(self, result: StoryResult) -> None:
        orders = result.network.responses_to("POST", "/v1/orders")

        assert len(orders) == 4
        assert len({each.request.headers["idempotency-key"] for each in orders}) == 3

    def test_update_with_a_lost_response_is_sent_once(self, result: StoryResult) -> None:
        updates = [each for each in result.network.responses if each.request.method == "PUT"]

        assert ["/products/" in each.request.url.path for each in updates].count(True) == 1

    def test_concurrent_calls_refresh_an_expired_token_once(self, result: StoryResult) -> None:
        calls = result.network.statuses("GET", "/v1/auth/me")

        assert set(result.steps["refresh"]["emails"]) == {result.steps["register"]["email"]}
        assert result.network.statuses("POST", "/v1/auth/refresh") == [200] * result.refreshes
        assert calls.count(401) > result.refreshes
        assert calls.count(200) == 8 * result.refreshes

    def test_throttled_requests_are_retried_until_they_succeed(self, result: StoryResult) -> None:
        statuses = result.network.statuses("GET", "/partner/v1/health")

        assert statuses.count(200) == 6
        assert set(statuses) == {200, 429}
