"""A running shop for the contract tests, and the number of tested permissions."""

from collections.abc import Iterator

import httpx
import pytest

from tests.contract.calls import Shop
from tests.contract.matrix import MATRIX
from tests.harness import RunningShop, new_config, running_shop
from tests.integration.local.partners import new_partner


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """The whole shop as a process of its own, whose AWS clients fail on a request's demand."""
    with running_shop(new_config(tmp_path_factory.mktemp("shop")), module="tests.contract.faulty") as shop:
        yield shop


@pytest.fixture(scope="session")
def open_shop(shop: RunningShop) -> Iterator[Shop]:
    refused_key = new_partner(shop.config, rate=0, burst=0).value
    with httpx.Client(timeout=300) as client:
        yield Shop.at(shop.storefront, shop.partner, client, refused_key=refused_key)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many permissions were tested: cells of the authorization matrix (R17)."""
    tested = sum("::test_operation_admits" in report.nodeid for report in terminalreporter.getreports("passed"))
    if tested:
        terminalreporter.write_line(f"{tested} of {len(MATRIX)} permissions, each an identity's to call an operation")
