"""A running shop behind a proxy that drops a response, and the runner of the stories."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from local.config import JWT_SECRET
from local.sample_shop import CUSTOMER
from tests.harness import RunningShop, new_config, running_shop
from tests.integration.local.partners import new_partner
from tests.sdk.facts import StoryResult
from tests.sdk.lossy_proxy import lossy_proxy
from tests.tokens import expired

type RunStory = Callable[[Sequence[str | Path], int], StoryResult]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """The whole shop as a process of its own, with the sample accounts and products."""
    with running_shop(new_config(tmp_path_factory.mktemp("shop"))) as shop:
        yield shop


@pytest.fixture(scope="session")
def run_story(shop: RunningShop) -> RunStory:
    """Return a function that runs a story's program, with the number of expected token refreshes."""

    def run(program: Sequence[str | Path], refreshes: int) -> StoryResult:
        with lossy_proxy(shop.config.url) as network:
            process = subprocess.run(
                [*program, f"{network.url}/v1", f"{network.url}/partner/v1"],
                env=os.environ | _secrets(shop),
                capture_output=True,
                text=True,
                check=False,
            )
        assert process.returncode == 0, process.stderr
        lines = [json.loads(line) for line in process.stdout.splitlines()]
        return StoryResult({line.pop("step"): line for line in lines}, network, refreshes)

    return run


def _secrets(shop: RunningShop) -> dict[str, str]:
    """Return an expired token, and an API key with a burst of three and two requests a second."""
    credentials = {"email": CUSTOMER.email, "password": CUSTOMER.password}
    tokens = httpx.post(f"{shop.storefront}/auth/login", json=credentials, timeout=300).json()
    return {
        "STORY_EXPIRED_TOKEN": expired(tokens["accessToken"], shop.config.aws_url, JWT_SECRET),
        "STORY_PARTNER_KEY": new_partner(shop.config, rate=2, burst=3).value,
    }
