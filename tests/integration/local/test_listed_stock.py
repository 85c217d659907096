"""The stock in lists of products follows the stream of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.domain.ids import new_id
from tests.harness import eventually
from tests.support.requests import order_request
from tests.support.shop_client import new_product

if TYPE_CHECKING:
    import httpx


def test_list_follows_a_sale_and_its_cancellation(admin: httpx.Client, customer: httpx.Client) -> None:
    product_id = new_product(admin, category="listed", stock=9)

    def listed_stock() -> int:
        items = customer.get("/products/category/listed").json()["items"]
        return next(int(item["stock"]) for item in items if item["productId"] == product_id)

    placed = customer.post("/orders", json=order_request((product_id, 2)), headers={"Idempotency-Key": new_id()})

    eventually(lambda: listed_stock() == 7)
    customer.put(f"/orders/{placed.json()['orderId']}/cancel")
    eventually(lambda: listed_stock() == 9)
