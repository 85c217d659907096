"""One embedded AWS that can be deployed to, with a shop deployed by hand, for each process of a test run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.deploy.aws.by_hand import KEY, STAGE, HandMadeShop, deploy_by_hand
from tests.deploy.aws.running import DeployableAws, deployable_aws, front_door

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def deployable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployableAws]:
    """An embedded AWS with what it lacks for our Terraform."""
    with deployable_aws(tmp_path_factory.mktemp("deployable")) as aws:
        yield aws


@pytest.fixture(scope="session")
def hand_made(deployable: DeployableAws, tmp_path_factory: pytest.TempPathFactory) -> HandMadeShop:
    """A shop that is deployed to it."""
    return deploy_by_hand(deployable, tmp_path_factory.mktemp("hand-made"))


@pytest.fixture(scope="session")
def storefront(deployable: DeployableAws, hand_made: HandMadeShop) -> Iterator[httpx.Client]:
    """A client of its storefront."""
    with front_door(deployable, hand_made.storefront) as url, httpx.Client(base_url=f"{url}/{STAGE}") as client:
        client.timeout = httpx.Timeout(30)
        yield client


@pytest.fixture(scope="session")
def partner(deployable: DeployableAws, hand_made: HandMadeShop) -> Iterator[httpx.Client]:
    """A client of its partner server that sends a key."""
    with front_door(deployable, hand_made.partner) as url, httpx.Client(base_url=f"{url}/{STAGE}") as client:
        client.timeout = httpx.Timeout(30)
        client.headers["X-Api-Key"] = KEY
        yield client
