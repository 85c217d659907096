"""One embedded AWS that can be deployed to, with a shop deployed by hand, for each process of a test run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest

from tests.deploy.aws.by_hand import KEY, STAGE, HandMadeShop, deploy_by_hand
from tests.deploy.aws.running import DeployableAws, deployable_aws, front_door

# Where a shop is that somebody else has deployed: its two URLs, with a space between.
DEPLOYED = "DEPLOYED_SERVERS"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print who answered while a release was tried."""
    reports = terminalreporter.getreports("passed")
    told = [value for report in reports for name, value in report.user_properties if name == "tried"]
    for share, answers in told:
        terminalreporter.section("a release, tried on some of the requests")
        for what, version, count in answers:
            of_all = sum(others for kind, _, others in answers if kind == what)
            terminalreporter.write_line(f"{what} {version}: {count} of {of_all} answers, at a share of {share} %")


@pytest.fixture(scope="session")
def deployable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployableAws]:
    """An embedded AWS with what it lacks for our Terraform."""
    with deployable_aws(tmp_path_factory.mktemp("deployable")) as aws:
        yield aws


@pytest.fixture(scope="session")
def hand_made(deployable: DeployableAws, tmp_path_factory: pytest.TempPathFactory) -> HandMadeShop:
    return deploy_by_hand(deployable, tmp_path_factory.mktemp("hand-made"))


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The URLs of a deployed storefront and partner server, both up to the stage: those given, or of one made here."""
    given = os.environ.get(DEPLOYED)
    if given:
        storefront, partner = given.split()
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
    """A client of the partner server that sends a key."""
    with httpx.Client(base_url=servers[1], timeout=300, headers={"X-Api-Key": KEY}) as client:
        yield client
