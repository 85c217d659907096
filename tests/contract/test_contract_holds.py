"""Schemathesis, as `make contract-test` runs it, against a shop of our own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from local.place import ROOT
from tests.contract.principals import CUSTOMER
from tests.contract.run import try_deployment

if TYPE_CHECKING:
    from tests.harness import RunningShop


def test_the_contract_holds_for_everybody(shop: RunningShop) -> None:
    command = [sys.executable, "-m", "tests.contract.run", shop.storefront]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("holds") == 3


def test_the_contract_holds_on_the_partner_server(shop: RunningShop) -> None:
    [outcome] = try_deployment(shop.partner, [CUSTOMER])

    assert list(outcome.complaints()) == [], outcome.text


def test_a_deployment_that_is_not_there_is_told_in_one_line(shop: RunningShop) -> None:
    command = [sys.executable, "-m", "tests.contract.run", f"{shop.place.url}/v2"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert "CONTRACT_TEST_ADMIN_EMAIL" in line
