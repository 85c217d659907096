"""Schemathesis, as `make contract-test` runs it, against a shop of our own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from tests.contract.principals import ANONYMOUS, PRINCIPALS
from tests.contract.run import Outcome, try_deployment
from tests.sampling import FULL

if TYPE_CHECKING:
    from tests.harness import RunningShop

# Examples per operation and walks along links; a full run takes minutes.
_EXAMPLES = 30 if FULL else 10
_LOGIN = {("POST /auth/login", 200)}
# Ten walks rarely reach a cancellation; test_links.py follows that link by itself in every run.
_PURCHASE = {("POST /orders", 201), *([("PUT /orders/{id}/cancel", 200)] if FULL else [])}


@pytest.fixture(scope="module")
def partner_outcomes(shop: RunningShop) -> dict[str, Outcome]:
    """The outcome of each principal's run against the partner server."""
    return {outcome.principal: outcome for outcome in try_deployment(shop.partner, PRINCIPALS, max_examples=_EXAMPLES)}


def test_contract_holds_for_every_principal(shop: RunningShop) -> None:
    command = [sys.executable, "-m", "tests.contract.run", shop.storefront, f"--max-examples={_EXAMPLES}"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("holds") == 3


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_contract_holds_on_the_partner_server(partner_outcomes: dict[str, Outcome], principal: str) -> None:
    outcome = partner_outcomes[principal]

    assert list(outcome.complaints()) == [], outcome.text


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_links_lead_to_logins_orders_and_cancellations(partner_outcomes: dict[str, Outcome], principal: str) -> None:
    # Counts and other targets are random; test_links.py tests each link by itself.
    steps = partner_outcomes[principal].steps

    assert (_LOGIN if principal == ANONYMOUS else _LOGIN | _PURCHASE) <= steps.keys(), steps


def test_missing_deployment_is_a_one_line_error(shop: RunningShop) -> None:
    command = [sys.executable, "-m", "tests.contract.run", f"{shop.config.url}/v2"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert "CONTRACT_TEST_ADMIN_EMAIL" in line


def test_missing_partner_key_is_a_one_line_error() -> None:
    command = [sys.executable, "-m", "tests.contract.run", "https://shop.example.com/partner/v1"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert "CONTRACT_TEST_API_KEY" in line
