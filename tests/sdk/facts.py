"""The expected results of a story in any language, and the requests that the shop received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.sdk.lossy_proxy import LossyProxy


@dataclass(frozen=True, slots=True)
class StoryResult:
    """The result of a story."""

    steps: Mapping[str, Mapping[str, Any]]
    network: LossyProxy
    refreshes: int


class StoryFacts:
    """Tests of a story; subclasses have a fixture ``result``."""

    def test_iteration_reads_all_pages(self, result: StoryResult) -> None:
        assert result.steps["browse"] == {"items": 3, "more": True, "books": 8}
        assert len([each for each in result.network.requests("GET", "/v1/products") if each.status == 200]) >= 4

    def test_invalid_request_is_a_problem_with_all_errors(self, result: StoryResult) -> None:
        assert result.steps["mistake"] == {"kind": "validation-failed", "pointers": ["/body/email", "/body/password"]}

    def test_registered_user_logs_in(self, result: StoryResult) -> None:
        registered = result.steps["register"]

        assert (registered["role"], registered["sessions"]) == ("customer", 1)
        assert registered["email"].startswith("ada.")

    def test_total_of_the_cart_is_exact(self, result: StoryResult) -> None:
        assert result.steps["cart"] == {"quantities": [2], "exact": True}

    def test_order_with_a_lost_response_is_placed_once(self, result: StoryResult) -> None:
        lost, again = result.network.requests("POST", "/v1/orders")[:2]

        assert result.steps["order"] == {"status": "processing", "exact": True, "cart": 0}
        assert lost.key
        assert lost.key == again.key
        assert (lost.replayed, again.replayed) == (False, True)
        assert len(result.steps["orders"]["statuses"]) == 2

    def test_every_order_has_its_own_key(self, result: StoryResult) -> None:
        keys = [each.key for each in result.network.requests("POST", "/v1/orders")]

        assert len(keys) == 4
        assert len(set(keys)) == 3

    def test_declined_card_is_a_problem_with_its_order(self, result: StoryResult) -> None:
        assert result.steps["decline"] == {"kind": "payment-declined", "status": 402, "order": "cancelled"}

    def test_insufficient_stock_is_a_problem_with_its_shortages(self, result: StoryResult) -> None:
        assert result.steps["outOfStock"] == {"kind": "out-of-stock", "status": 409, "shortages": [[3, 2]]}

    def test_update_with_a_lost_response_is_made_once_and_reported_as_unknown(self, result: StoryResult) -> None:
        updates = [each for each in result.network.exchanges if each.method == "PUT" and "/products/" in each.path]

        assert result.steps["restock"] == {"stock": 15, "changed": True}
        assert [each.status for each in updates] == [200]

    def test_order_is_cancelled(self, result: StoryResult) -> None:
        assert result.steps["cancel"] == {"status": "cancelled"}
        assert result.steps["orders"]["statuses"] == ["cancelled", "cancelled"]

    def test_concurrent_calls_refresh_an_expired_token_once(self, result: StoryResult) -> None:
        refreshed = result.network.requests("POST", "/v1/auth/refresh")
        calls = result.network.requests("GET", "/v1/auth/me")

        assert set(result.steps["refresh"]["emails"]) == {result.steps["register"]["email"]}
        assert [each.status for each in refreshed] == [200] * result.refreshes
        assert len([each for each in calls if each.status == 401]) > result.refreshes
        assert len([each for each in calls if each.status == 200]) == 8 * result.refreshes

    def test_throttled_requests_are_retried_until_they_succeed(self, result: StoryResult) -> None:
        statuses = [each.status for each in result.network.requests("GET", "/partner/v1/health")]

        assert result.steps["tooMany"] == {"statuses": ["ok"] * 6}
        assert statuses.count(200) == 6
        assert set(statuses) == {200, 429}
