"""The attackers, victims and shops of the attack tests."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from local.config import JWT_SECRET, stage_settings
from tests.harness import RunningShop, new_config, running_shop
from tests.support.requests import registration
from tests.support.shop_client import Customer, log_in, new_customer, new_product, shop_client
from tests.tokens import Forger, signing_keys

type Newcomer = Callable[..., Customer]
type CallFrom = Callable[[str], httpx.Client]


@pytest.fixture
def newcomer(shop: RunningShop) -> Iterator[Newcomer]:
    """A function that registers customers for one test, with any fields changed."""
    with ExitStack() as stack:
        yield lambda **changed: stack.enter_context(new_customer(shop.storefront, **changed))


@pytest.fixture(scope="session")
def mallory(shop: RunningShop) -> Iterator[Customer]:
    with new_customer(shop.storefront) as mallory:
        yield mallory


@pytest.fixture(scope="session")
def forger(shop: RunningShop, mallory: Customer) -> Forger:
    return Forger(mallory.access_token, signing_keys(shop.config.aws_url, JWT_SECRET))


@pytest.fixture(scope="session")
def lamp(admin: httpx.Client) -> str:
    return new_product(admin)


@dataclass(frozen=True, slots=True)
class Log:
    """The shop's log of one test."""

    shop: RunningShop
    begins_at: int

    @property
    def text(self) -> str:
        return self.shop.text()[self.begins_at :]

    def lines(self) -> list[str]:
        return self.text.split("\n")[:-1]

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return the lines about an event; there are others in JSON, which are metrics."""
        found = (json.loads(line) for line in self.lines() if line.startswith("{"))
        return [line for line in found if line.get("event") == name]


@pytest.fixture
def log(shop: RunningShop) -> Log:
    return Log(shop, len(shop.text()))


@pytest.fixture(scope="session")
def limited_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop with the throttles of production per network address."""
    # The sample shop's admin has no second factor.
    left_out = {"PASSWORD_SALT_ROUNDS", "ADMIN_MFA"}
    limits = {name: value for name, value in stage_settings("prod").items() if name not in left_out}
    with running_shop(new_config(tmp_path_factory.mktemp("limited-shop")), **limits) as shop:
        yield shop


@pytest.fixture
def call_from(limited_shop: RunningShop) -> Iterator[CallFrom]:
    """A factory of clients with other network addresses. Each test uses separate ones, because attempts are counted."""
    with ExitStack() as stack:
        yield lambda address: stack.enter_context(shop_client(limited_shop.storefront, address=address))


@dataclass(frozen=True, slots=True)
class Siege:
    """An attacker at 127.0.0.1 who guesses a victim's password until throttled."""

    email: str
    attacker: httpx.Client
    responses: Sequence[httpx.Response]


@pytest.fixture(scope="session")
def siege(limited_shop: RunningShop) -> Iterator[Siege]:
    with shop_client(limited_shop.storefront) as attacker:
        account = registration()
        assert attacker.post("/auth/register", json=account).status_code == 201
        responses = [log_in(attacker, account["email"], "wrong-horse") for _ in range(11)]
        yield Siege(account["email"], attacker, responses)
