"""One set of embedded AWS services, and one running shop, for each process of a test run."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from local.aws.functions import Functions, lambda_api, rows
from local.config import LocalConfig, settings
from tests.contract.principals import sample_account
from tests.harness import SLOWDOWN, RunningShop, embedded_services, new_config, raise_timeouts, running_shop, served
from tests.support.shop_client import shop_client

_ATTACKS = "tests/integration/attacks/test_"


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalConfig]:
    """The embedded AWS services with an empty table, and the functions' settings in the environment."""
    functions = {key: {**row, "timeout": SLOWDOWN * int(row["timeout"])} for key, row in rows().items()}
    with (
        embedded_services(tmp_path_factory.mktemp("aws")) as config,
        served(lambda_api(Functions(functions))) as lambda_url,
        pytest.MonkeyPatch.context() as patch,
    ):
        own = {"PASSWORD_SALT_ROUNDS": "4", "SETTLE_AFTER_SECONDS": "0", "AWS_ENDPOINT_URL_LAMBDA": lambda_url}
        for name, value in (settings(config) | own).items():
            patch.setenv(name, value)
        raise_timeouts(patch)
        yield config


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    # Many tests send wrong passwords for one account.
    more = {"SCHEDULE_SECONDS": "5", "LOGIN_FAILURES_PER_ACCOUNT": "1000"}
    with running_shop(new_config(tmp_path_factory.mktemp("shop")), **more) as shop:
        yield shop


@pytest.fixture(scope="session")
def anonymous(shop: RunningShop) -> Iterator[httpx.Client]:
    with shop_client(shop.storefront) as client:
        yield client


@pytest.fixture(scope="session")
def admin(shop: RunningShop) -> Iterator[httpx.Client]:
    with shop_client(shop.storefront, sample_account(shop.storefront, "admin").access_token()) as client:
        yield client


@pytest.fixture(scope="session")
def customer(shop: RunningShop) -> Iterator[httpx.Client]:
    with shop_client(shop.storefront, sample_account(shop.storefront, "customer").access_token()) as client:
        yield client


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many attacks the shop has withstood, by their families: each has a file."""
    reports = terminalreporter.getreports("passed")
    withstood = [report.nodeid for report in reports if report.nodeid.startswith(_ATTACKS) and report.when == "call"]
    if not withstood:
        return
    families = Counter(nodeid.removeprefix(_ATTACKS).partition(".py")[0].replace("_", " ") for nodeid in withstood)
    terminalreporter.section("attacks that the shop has withstood")
    for family, count in sorted(families.items()):
        terminalreporter.write_line(f"{count:6}  {family}")
    terminalreporter.write_line(f"{len(withstood):6}  in all")
