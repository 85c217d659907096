"""Schemathesis, as `make contract-test` runs it, against a shop of our own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from local.config import ROOT
from tests.contract.document import OPERATIONS
from tests.contract.principals import ANONYMOUS, PRINCIPALS
from tests.contract.run import PHASES, Outcome, main, try_deployment
from tests.sampling import FULL, sampled, shortened

if TYPE_CHECKING:
    from tests.harness import RunningShop

# The same requests reach the same functions on both servers, which differ in the key: each server gets some of the
# phases, and all of them with FULL=1, which takes minutes. test_stage_test.py sends the examples to both.
_STOREFRONT_PHASES = PHASES if FULL else ("coverage", "fuzzing")
_PARTNER_PHASES = PHASES if FULL else ("stateful",)
# The made-up requests: a seeded tenth of the operations, or all with FULL=1.
_OPERATIONS = sampled([*OPERATIONS])
# Made-up requests per operation, and walks along links.
_EXAMPLES = shortened(30)
_WALKS = 30 if FULL else 6
_LOGIN = {("POST /auth/login", 200)}
# Six walks rarely reach a login and a cancellation beside an order; test_links.py follows these links in every run.
_PURCHASE = {("POST /orders", 201), *([*_LOGIN, ("PUT /orders/{id}/cancel", 200)] if FULL else [])}


@pytest.fixture(scope="module")
def partner_outcomes(shop: RunningShop) -> dict[str, Outcome]:
    """The outcome of each principal's run against the partner server."""
    outcomes = try_deployment(shop.partner, PRINCIPALS, phases=_PARTNER_PHASES, max_examples=_WALKS)
    return {outcome.principal: outcome for outcome in outcomes}


def test_contract_holds_for_every_principal(shop: RunningShop) -> None:
    command = [sys.executable, "-m", "tests.contract.run", shop.storefront]
    command += [f"--phases={','.join(_STOREFRONT_PHASES)}", f"--max-examples={_EXAMPLES}"]
    command += [f"--operations={','.join(_OPERATIONS)}"]

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

    assert (_LOGIN if principal == ANONYMOUS else _PURCHASE) <= steps.keys(), steps


def test_missing_deployment_is_a_one_line_error(shop: RunningShop, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([f"{shop.config.url}/v2"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    [line] = printed.err.splitlines()
    assert "CONTRACT_TEST_ADMIN_EMAIL" in line


def test_missing_partner_key_is_a_one_line_error(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["https://shop.example.com/partner/v1"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    [line] = printed.err.splitlines()
    assert "CONTRACT_TEST_API_KEY" in line
