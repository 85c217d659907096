"""What a story tells, in whichever language, and what the shop saw of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.sdk.lossy_proxy import LossyProxy


@dataclass(frozen=True, slots=True)
class Told:
    """A story that has ended."""

    steps: Mapping[str, Mapping[str, Any]]
    network: LossyProxy
    refreshes: int


class StoryFacts:
    """Facts of any story; who inherits them has a fixture that tells one."""

    def test_a_list_is_browsed_page_after_page(self, told: Told) -> None:
        assert told.steps["browse"] == {"items": 3, "more": True, "books": 8}
        assert len([each for each in told.network.asked("GET", "/v1/products") if each.status == 200]) >= 4

    def test_a_mistake_is_a_problem_with_every_fault(self, told: Told) -> None:
        assert told.steps["mistake"] == {"kind": "validation-failed", "pointers": ["/body/email", "/body/password"]}

    def test_who_registers_is_signed_in(self, told: Told) -> None:
        registered = told.steps["register"]

        assert (registered["role"], registered["sessions"]) == ("customer", 1)
        assert registered["email"].startswith("ada.")

    def test_the_cart_adds_up_to_the_cent(self, told: Told) -> None:
        assert told.steps["cart"] == {"quantities": [2], "exact": True}

    def test_an_order_whose_answer_got_lost_is_one_order(self, told: Told) -> None:
        lost, again = told.network.asked("POST", "/v1/orders")[:2]

        assert told.steps["order"] == {"status": "processing", "exact": True, "cart": 0}
        assert lost.key
        assert lost.key == again.key
        assert (lost.replayed, again.replayed) == (False, True)
        assert len(told.steps["orders"]["statuses"]) == 2

    def test_every_order_has_a_key_of_its_own(self, told: Told) -> None:
        keys = [each.key for each in told.network.asked("POST", "/v1/orders")]

        assert len(keys) == 4
        assert len(set(keys)) == 3

    def test_a_declined_card_is_a_problem_with_its_order(self, told: Told) -> None:
        assert told.steps["decline"] == {"kind": "payment-declined", "status": 402, "order": "cancelled"}

    def test_too_little_stock_is_a_problem_with_its_shortages(self, told: Told) -> None:
        assert told.steps["outOfStock"] == {"kind": "out-of-stock", "status": 409, "shortages": [[3, 2]]}

    def test_an_order_is_cancelled(self, told: Told) -> None:
        assert told.steps["cancel"] == {"status": "cancelled"}
        assert told.steps["orders"]["statuses"] == ["cancelled", "cancelled"]

    def test_many_calls_with_an_expired_token_refresh_it_once(self, told: Told) -> None:
        refreshed = told.network.asked("POST", "/v1/auth/refresh")
        asked = told.network.asked("GET", "/v1/auth/me")

        assert set(told.steps["refresh"]["emails"]) == {told.steps["register"]["email"]}
        assert [each.status for each in refreshed] == [200] * told.refreshes
        assert len([each for each in asked if each.status == 401]) > told.refreshes
        assert len([each for each in asked if each.status == 200]) == 8 * told.refreshes

    def test_too_many_requests_wait_until_they_are_let_through(self, told: Told) -> None:
        statuses = [each.status for each in told.network.asked("GET", "/partner/v1/health")]

        assert told.steps["tooMany"] == {"answers": ["ok"] * 6}
        assert statuses.count(200) == 6
        assert set(statuses) == {200, 429}
