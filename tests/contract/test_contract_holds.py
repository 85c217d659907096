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

# Of an operation, and walks along links: the whole takes minutes.
_EXAMPLES = 30 if FULL else 10
_LOGIN = {("POST /auth/login", 200)}
_PURCHASE = {("POST /orders", 201), ("PUT /orders/{id}/cancel", 200)}


@pytest.fixture(scope="module")
def partner_outcomes(shop: RunningShop) -> dict[str, Outcome]:
    """What the run of each principal says of the partner server."""
    return {outcome.principal: outcome for outcome in try_deployment(shop.partner, PRINCIPALS, max_examples=_EXAMPLES)}


def test_the_contract_holds_for_everybody(shop: RunningShop) -> None:
    command = [sys.executable, "-m", "tests.contract.run", shop.storefront, f"--max-examples={_EXAMPLES}"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("holds") == 3


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_the_contract_holds_on_the_partner_server(partner_outcomes: dict[str, Outcome], principal: str) -> None:
    outcome = partner_outcomes[principal]

    assert list(outcome.complaints()) == [], outcome.text


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_links_lead_to_a_login_and_to_orders_and_cancels(partner_outcomes: dict[str, Outcome], principal: str) -> None:
    # How often, and where else, is a matter of luck; that each leads on is tested beside this, link by link.
    followed = partner_outcomes[principal].followed

    assert (_LOGIN if principal == ANONYMOUS else _LOGIN | _PURCHASE) <= followed.keys(), followed


def test_a_deployment_that_is_not_there_is_told_in_one_line(shop: RunningShop) -> None:
    command = [sys.executable, "-m", "tests.contract.run", f"{shop.config.url}/v2"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert "CONTRACT_TEST_ADMIN_EMAIL" in line


def test_a_partner_server_whose_key_nobody_tells_is_told_in_one_line() -> None:
    command = [sys.executable, "-m", "tests.contract.run", "https://shop.example.com/partner/v1"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert "CONTRACT_TEST_API_KEY" in line
