"""The local gateway with LOCAL_RUNTIME=image runs the functions from the image."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.contract.principals import PRINCIPALS
from tests.contract.run import try_deployment
from tests.harness import RunningShop, eventually, new_config, running_shop, start_shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.deploy.image.conftest import Image


@pytest.fixture(scope="module")
def shop(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """The whole shop, with its functions in containers."""
    with running_shop(new_config(tmp_path_factory.mktemp("shop")), module="docker.run") as shop:
        yield shop


def names(image: Image, shop: RunningShop) -> list[str]:
    """Return the names of a shop's containers."""
    owner = f"label=ecommerce-api.owner=ecommerce-local-{shop.config.port}"
    return image.engine.run("ps", "--filter", owner, "--format", "{{.Names}}").split()


def test_contract_examples_hold(shop: RunningShop, image: Image) -> None:
    # For the full test, which takes minutes: make run LOCAL_RUNTIME=image, and make contract-test against it.
    outcomes = try_deployment(shop.storefront, PRINCIPALS, phases=["examples"])

    assert [list(outcome.complaints()) for outcome in outcomes] == [[]] * len(outcomes), outcomes
    assert len(names(image, shop)) > 20


def test_order_is_paid_and_confirmed_by_email(shop: RunningShop) -> None:
    # Given the sample customer, and a product
    with httpx.Client(base_url=shop.storefront, timeout=300) as client:
        account = {"email": "customer@example.com", "password": "correct-horse-customer"}
        token = client.post("/auth/login", json=account).raise_for_status().json()["accessToken"]
        [product] = client.get("/products", params={"limit": 1, "category": "books"}).json()["items"]

        # When the product is ordered
        order = client.post(
            "/orders",
            json={
                "items": [{"productId": product["productId"], "quantity": 1}],
                "shippingAddress": {"street": "1", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"},
                "paymentMethod": {"type": "card", "token": "tok_visa"},
            },
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "from-the-image"},
        )

    # Then the order is paid, and an e-mail arrives
    assert (order.status_code, order.json()["status"]) == (201, "processing")
    mailbox = f"{shop.config.url}/_local/mailbox"
    eventually(lambda: order.json()["orderId"] in httpx.get(mailbox, headers={"Accept": "application/json"}).text)


def test_containers_end_with_the_shop_or_with_the_next_one(
    image: Image, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Given a shop that is killed as soon as it has a container
    config = new_config(tmp_path_factory.mktemp("killed"))
    killed = start_shop(config, module="docker.run")
    eventually(lambda: names(image, killed))
    killed.end(signal.SIGKILL)
    left = set(names(image, killed))
    assert left

    # When the next one runs there, and ends
    with running_shop(config, module="docker.run") as shop:
        running = set(names(image, shop))

    # Then the first shop's containers are gone, and after its end so are its own
    assert running
    assert not running & left
    assert names(image, shop) == []


def test_unknown_runtime_is_a_one_line_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    shop = start_shop(new_config(tmp_path_factory.mktemp("wrong")), LOCAL_RUNTIME="wasm")

    assert shop.process.wait(30) == 1
    assert shop.text() == "LOCAL_RUNTIME is python or image, as in `make run LOCAL_RUNTIME=image`, not wasm.\n"
