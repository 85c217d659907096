"""The attackers, victims and shops of the attack tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import pytest

from local.config import stage_settings
from tests.harness import RunningShop, new_config, running_shop
from tests.integration.attacks.forging import Forger, signing_keys
from tests.integration.attacks.people import NO_CERTIFICATES, Person, log_in, make_product, signed_up
from tests.support.requests import registration


class Newcomer(Protocol):
    """Registers a new customer."""

    def __call__(self, **changed: Any) -> Person: ...


@pytest.fixture(scope="session")
def anonymous(shop: RunningShop) -> Iterator[httpx.Client]:
    """A client of the running storefront without a token, shared by all tests."""
    with httpx.Client(base_url=shop.storefront, verify=NO_CERTIFICATES, timeout=300) as client:
        yield client


@pytest.fixture
def newcomer(shop: RunningShop) -> Iterator[Newcomer]:
    """A function that registers customers for one test."""
    with ExitStack() as there:
        yield lambda **changed: there.enter_context(signed_up(shop.storefront, **changed))


@pytest.fixture(scope="session")
def mallory(shop: RunningShop) -> Iterator[Person]:
    """The attacker: a customer whose session never ends."""
    with signed_up(shop.storefront) as mallory:
        yield mallory


@pytest.fixture(scope="session")
def forger(shop: RunningShop, mallory: Person) -> Forger:
    """A forger with mallory's token and the shop's keys."""
    return Forger(mallory.access_token, signing_keys(shop.config))


@pytest.fixture(scope="session")
def lamp(admin: httpx.Client) -> str:
    """The id of a product with ample stock."""
    return make_product(admin)


@pytest.fixture(scope="session")
def bystander(shop: RunningShop) -> Iterator[Person]:
    """The victim of the attacks, whose data must never change."""
    with signed_up(shop.storefront) as bystander:
        yield bystander


@pytest.fixture(scope="session")
def limited_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop with the throttles of production per network address."""
    limits = {name: value for name, value in stage_settings("prod").items() if name != "PASSWORD_SALT_ROUNDS"}
    with running_shop(new_config(tmp_path_factory.mktemp("limited-shop")), **limits) as shop:
        yield shop


@pytest.fixture(scope="session")
def hashing_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a shop that hashes passwords as production does, with 12 rounds."""
    rounds = {"PASSWORD_SALT_ROUNDS": stage_settings("prod")["PASSWORD_SALT_ROUNDS"]}
    with (
        running_shop(new_config(tmp_path_factory.mktemp("hashing-shop")), **rounds) as shop,
        httpx.Client(base_url=shop.storefront, verify=NO_CERTIFICATES, timeout=300) as client,
    ):
        yield client


class CallFrom(Protocol):
    """Calls the shop with production's limits from another network address."""

    def __call__(self, address: str) -> httpx.Client:
        """Return a client of its storefront that has this loopback address."""
        ...


@pytest.fixture
def call_from(limited_shop: RunningShop) -> Iterator[CallFrom]:
    """A factory of clients with other network addresses. Each test uses separate ones, because attempts are counted."""

    def connect(address: str) -> httpx.Client:
        transport = httpx.HTTPTransport(verify=NO_CERTIFICATES, local_address=address)
        return there.enter_context(httpx.Client(base_url=limited_shop.storefront, transport=transport, timeout=300))

    with ExitStack() as there:
        yield connect


@dataclass(frozen=True, slots=True)
class Siege:
    """An attacker at 127.0.0.1 who guesses a victim's password until throttled."""

    email: str
    attacker: httpx.Client
    answers: Sequence[httpx.Response]


@pytest.fixture(scope="session")
def siege(limited_shop: RunningShop) -> Iterator[Siege]:
    """A victim, and an attacker who has used up all attempts."""
    with httpx.Client(base_url=limited_shop.storefront, verify=NO_CERTIFICATES, timeout=300) as attacker:
        account = registration()
        assert attacker.post("/auth/register", json=account).status_code == 201
        answers = [log_in(attacker, account["email"], "wrong-horse") for _ in range(11)]
        yield Siege(account["email"], attacker, answers)
