"""The stories of the clients: how they run, and the samples of the clients' READMEs."""

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.config import JWT_SECRET, ROOT
from local.sample_shop import CUSTOMER
from tests.contract.principals import sample_account
from tests.harness import RunningShop
from tests.integration.handlers.faulty_proxy import Fault, FaultyProxy, first, running
from tests.integration.local.partners import new_partner
from tests.tokens import expired


class LossyProxy(FaultyProxy):
    """Loses the responses to the first order and the first update of a product, and records all responses."""

    def __init__(self, shop_url: str) -> None:
        super().__init__(shop_url)
        self.plan = first(1, Fault.LOST_RESPONSE, "POST orders", "PUT products")
        self.responses: list[httpx.Response] = []

    def responses_to(self, method: str, path: str) -> list[httpx.Response]:
        """Return the responses to an operation's requests, the lost one, too."""
        return [each for each in self.responses if (each.request.method, each.request.url.path) == (method, path)]

    def statuses(self, method: str, path: str) -> list[int]:
        return [each.status_code for each in self.responses_to(method, path)]

    def operation_of(self, request: httpx.Request) -> str:
        """Return the method and the resource after the server's path."""
        return f"{request.method} {request.url.path.split('/')[2]}"

    def forward(self, request: httpx.Request) -> httpx.Response:
        self.responses.append(super().forward(request))
        return self.responses[-1]


@dataclass(frozen=True, slots=True)
class StoryResult:
    """What a story printed, the requests that the shop received, and the number of expected token refreshes."""

    steps: Mapping[str, Mapping[str, Any]]
    network: LossyProxy
    refreshes: int


def run_story(shop: RunningShop, program: Sequence[str | Path], *, refreshes: int) -> StoryResult:
    """Run a story with an expired token, and a key with a burst of three and two requests a second."""
    token = sample_account(shop.storefront, "customer").access_token()
    secrets = {
        "STORY_EXPIRED_TOKEN": expired(token, shop.config.aws_url, JWT_SECRET),
        "STORY_PARTNER_KEY": new_partner(shop.config, rate=2, burst=3).value,
    }
    with running(LossyProxy(shop.config.url)) as network:
        command = [*program, f"{network.url}/v1", f"{network.url}/partner/v1"]
        process = subprocess.run(command, env=os.environ | secrets, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    return StoryResult({line.pop("step"): line for line in lines}, network, refreshes)


def sample(client: str, shop: RunningShop) -> str:
    """Return the sample of a client's README with the address and credentials of the running shop."""
    readme = (ROOT / "generated/clients" / client / "README.md").read_text()
    replacements = {
        "https://api.example.com/v1": shop.storefront,
        "ada@example.com": CUSTOMER.email,
        "correct-horse-battery": CUSTOMER.password,
    }
    [text] = re.findall(r"```(?:python|ts)\n(.*?)```", readme, re.DOTALL)
    assert all(placeholder in text for placeholder in replacements)
    return re.sub("|".join(map(re.escape, replacements)), lambda found: replacements[found[0]], text)
