"""An embedded AWS with a shop deployed by hand, one for each process of a test run."""

import os
from collections.abc import Iterator

import httpx
import pytest

from tests.deploy.aws.by_hand import KEY, STAGE, deploy_by_hand
from tests.deploy.aws.running import DeployableAws, deployable_aws, front_door


@pytest.fixture(scope="session")
def deployable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployableAws]:
    """An embedded AWS completed by the adapter."""
    with deployable_aws(tmp_path_factory.mktemp("deployable")) as aws:
        yield aws


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The URLs of a storefront and partner server, up to the stage: as in DEPLOYED_SERVERS, or deployed here."""
    if deployed := os.environ.get("DEPLOYED_SERVERS"):
        storefront, partner = deployed.split()
        yield storefront, partner
        return
    aws: DeployableAws = request.getfixturevalue("deployable")
    apis = deploy_by_hand(aws, tmp_path_factory.mktemp("by-hand"))
    with front_door(aws, apis["storefront"]) as storefront, front_door(aws, apis["partner"]) as partner:
        yield f"{storefront}/{STAGE}", f"{partner}/{STAGE}"


@pytest.fixture(scope="session")
def storefront(servers: tuple[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=servers[0], timeout=300) as client:
        yield client


@pytest.fixture(scope="session")
def partner(servers: tuple[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=servers[1], timeout=300, headers={"X-Api-Key": KEY}) as client:
        yield client
