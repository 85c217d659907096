"""Notifications survive any end of the shop: reading resumes at the saved stream position, and e-mails are kept."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import httpx
import pytest

from handlers.domain.ids import new_id
from local.sample_shop import CUSTOMER
from tests.harness import RunningShop, eventually, new_config, running_shop
from tests.integration.handlers.notifications import mails_of
from tests.support.requests import order_request

if TYPE_CHECKING:
    from pathlib import Path


def place_order(shop: RunningShop) -> str:
    """Place an order as the sample customer and return its id."""
    credentials = {"email": CUSTOMER.email, "password": CUSTOMER.password}
    token = httpx.post(f"{shop.storefront}/auth/login", json=credentials).json()["accessToken"]
    product = httpx.get(f"{shop.storefront}/products").json()["items"][0]["productId"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": new_id()}
    placed = httpx.post(f"{shop.storefront}/orders", json=order_request((product, 1)), headers=headers, timeout=300)
    assert placed.status_code == 201, placed.text
    return str(placed.json()["orderId"])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_every_notification_is_delivered_once_however_the_shop_ended(tmp_path: Path, how: signal.Signals) -> None:
    place = new_config(tmp_path)
    # Given a notified order, and one placed right before the shop ended
    with running_shop(place) as shop:
        first = place_order(shop)
        eventually(lambda: mails_of(place, first))
        second = place_order(shop)
        shop.end(how)

    # When it runs again, and has delivered the notification of a third
    with running_shop(place) as shop:
        third = place_order(shop)
        eventually(lambda: mails_of(place, third))

        # Then each notification was delivered once
        assert [len(mails_of(place, order_id)) for order_id in (first, second, third)] == [1, 1, 1]


def test_graceful_shutdown_delivers_the_last_notification_first(tmp_path: Path) -> None:
    place = new_config(tmp_path)
    with running_shop(place, LOG_LEVEL="INFO") as shop:
        order_id = place_order(shop)
        assert shop.end(signal.SIGTERM) == 0

        events = [line for line in shop.text().splitlines() if "NOTIFICATION_DELIVERED" in line and order_id in line]

    assert len(events) == 2
