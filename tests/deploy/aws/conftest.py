"""An embedded AWS with a shop deployed by hand, one for each process of a test run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest

from tests.deploy.aws.by_hand import KEY, STAGE, ManualShop, deploy_by_hand
from tests.deploy.aws.running import DeployableAws, deployable_aws, front_door

# The two URLs of a shop that is already deployed, separated by a space.
DEPLOYED = "DEPLOYED_SERVERS"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print which versions answered during the test of a release."""
    reports = terminalreporter.getreports("passed")
    canaries = [value for report in reports for name, value in report.user_properties if name == "tried"]
    for share, answers in canaries:
        terminalreporter.section("a release, tried on some of the requests")
        for target, version, count in answers:
            of_all = sum(others for kind, _, others in answers if kind == target)
            terminalreporter.write_line(f"{target} {version}: {count} of {of_all} answers, at a share of {share} %")


@pytest.fixture(scope="session")
def deployable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployableAws]:
    """An embedded AWS completed by the adapter."""
    with deployable_aws(tmp_path_factory.mktemp("deployable")) as aws:
        yield aws


@pytest.fixture(scope="session")
def hand_made(deployable: DeployableAws, tmp_path_factory: pytest.TempPathFactory) -> ManualShop:
    return deploy_by_hand(deployable, tmp_path_factory.mktemp("hand-made"))


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The URLs of a deployed storefront and partner server, up to the stage: from the environment, or deployed here."""
    deployed = os.environ.get(DEPLOYED)
    if deployed:
        storefront, partner = deployed.split()
        yield storefront, partner
        return
    aws, made = request.getfixturevalue("deployable"), request.getfixturevalue("hand_made")
    with front_door(aws, made.storefront) as storefront, front_door(aws, made.partner) as partner:
        yield f"{storefront}/{STAGE}", f"{partner}/{STAGE}"


@pytest.fixture(scope="session")
def storefront(servers: tuple[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=servers[0], timeout=300) as client:
        yield client


@pytest.fixture(scope="session")
def partner(servers: tuple[str, str]) -> Iterator[httpx.Client]:
    """A client of the partner server with a key."""
    with httpx.Client(base_url=servers[1], timeout=300, headers={"X-Api-Key": KEY}) as client:
        yield client
