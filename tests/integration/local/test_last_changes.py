"""Notifications survive any end of the shop: reading resumes at the saved stream position, and e-mails are kept."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import httpx

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


def test_every_notification_is_delivered_once_however_the_shop_ended(tmp_path: Path) -> None:
    place = new_config(tmp_path)
    orders: list[str] = []
    for how in (signal.SIGTERM, signal.SIGKILL):
        # Given a notified order, and one placed right before the shop ended
        with running_shop(place) as shop:
            orders.append(place_order(shop))
            eventually(lambda: mails_of(place, orders[-1]))
            orders.append(place_order(shop))
            shop.end(how)

    # When it runs again, and has delivered the notification of another order
    with running_shop(place) as shop:
        orders.append(place_order(shop))
        eventually(lambda: mails_of(place, orders[-1]))

        # Then each notification was delivered once
        assert [len(mails_of(place, order_id)) for order_id in orders] == [1] * 5


def test_graceful_shutdown_delivers_the_last_notification_first(tmp_path: Path) -> None:
    place = new_config(tmp_path)
    with running_shop(place, LOG_LEVEL="INFO") as shop:
        order_id = place_order(shop)
        assert shop.end(signal.SIGTERM) == 0

        events = [line for line in shop.text().splitlines() if "NOTIFICATION_DELIVERED" in line and order_id in line]

    assert len(events) == 2
