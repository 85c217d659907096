"""README.md's session for integrators, typed into a shell as it stands there."""

from __future__ import annotations

import json

import pytest

from local.gateway.usage_plans import plans
from tests.contract.readme import README, can_type, typed
from tests.harness import new_config, running_shop

pytestmark = can_type


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the commands that print something printed, in a shop that nobody has used."""
    with running_shop(new_config(tmp_path_factory.mktemp("readme"))) as shop:
        # Twice: what the first time leaves must not be in the way of the second.
        return [[text for text in typed("For integrators: API keys", shop) if text] for _ in range(2)][1]


def test_session_prints_one_answer_a_step(printed: list[str]) -> None:
    assert len(printed) == 10


def test_a_key_opens_what_is_closed_without(printed: list[str]) -> None:
    refused, page = map(json.loads, printed[:2])

    assert refused["type"].endswith("/invalid-api-key")
    assert len(page["items"]) == 1


def test_a_thousand_at_once_are_too_many(printed: list[str]) -> None:
    counts = {status: int(count) for count, status in (line.split() for line in printed[2].splitlines())}

    assert counts.keys() == {"400", "429"}
    assert counts["400"] >= 199
    assert sum(counts.values()) == 1000


def test_who_waits_is_let_through(printed: list[str]) -> None:
    assert printed[3] == "300"


def test_a_rotated_key_works_beside_the_new_one_until_it_is_revoked(printed: list[str]) -> None:
    old, new, revoked, refused = printed[4:8]

    assert json.loads(old)["status"] == json.loads(new)["status"] == "ok"
    assert revoked.endswith("of Ada's shop is revoked: within a second it opens nothing any more.")
    assert json.loads(refused)["type"].endswith("/invalid-api-key")


def test_use_of_the_new_key_is_told(printed: list[str]) -> None:
    assert printed[8].startswith("Ada's shop has used 1 requests of this month's, and has 99999 left.")


@pytest.mark.parametrize("plan", plans())
def test_the_table_of_plans_is_true(plan: str) -> None:
    throttle, quota = plans()[plan]["throttle"], plans()[plan]["quota"]

    row = f"| {plan} | {throttle['rateLimit']:,} | {throttle['burstLimit']:,} | {quota['limit']:,} |"
    assert row in README.read_text()
