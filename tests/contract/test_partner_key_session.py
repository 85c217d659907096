"""The session of docs/partner-keys.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from local.gateway.usage_plans import plans
from tests.pages import needs_shell, run_session

if TYPE_CHECKING:
    from tests.harness import RunningShop

PAGE = "docs/partner-keys.md"
pytestmark = needs_shell


@pytest.fixture(scope="module")
def printed(shop: RunningShop) -> list[str]:
    """The output of each command that prints something."""
    # Run twice: the first run must leave nothing that affects the second.
    return [run_session(PAGE, "Commands", shop) for _ in range(2)][1]


def test_session_prints_one_response_per_step(printed: list[str]) -> None:
    assert len(printed) == 10


def test_partner_server_requires_a_key(printed: list[str]) -> None:
    refused, page = map(json.loads, printed[:2])

    assert refused["type"].endswith("/invalid-api-key")
    assert len(page["items"]) == 1


def test_burst_beyond_the_plan_is_throttled(printed: list[str]) -> None:
    counts = {status: int(count) for count, status in (line.split() for line in printed[2].splitlines())}

    assert counts.keys() == {"400", "429"}
    assert counts["400"] >= 199
    assert sum(counts.values()) == 1000


def test_client_that_honours_retry_after_succeeds(printed: list[str]) -> None:
    assert printed[3] == "300"


def test_rotated_key_works_until_it_is_revoked(printed: list[str]) -> None:
    old, new, revoked, refused = printed[4:8]

    assert json.loads(old)["status"] == json.loads(new)["status"] == "ok"
    assert "of Ada's shop is revoked." in revoked
    assert json.loads(refused)["type"].endswith("/invalid-api-key")


def test_usage_of_the_new_key_is_shown(printed: list[str]) -> None:
    assert printed[8].startswith("Ada's shop has used 1 requests this month and has 99999 left.")


@pytest.mark.parametrize("plan", plans())
def test_plans_table_matches_the_configuration(plan: str) -> None:
    throttle, quota = plans()[plan]["throttle"], plans()[plan]["quota"]

    row = f"| {plan} | {throttle['rateLimit']:,} | {throttle['burstLimit']:,} | {quota['limit']:,} |"
    assert row in (ROOT / PAGE).read_text()
