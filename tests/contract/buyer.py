"""State of a buyer in the shop: products in stock, items of the cart, own orders.

Data of other callers stays unchanged; everything created or bought here is cleaned up at the end.
"""

import re
import secrets
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import httpx

from ops.journal import Journal
from tests.contract.principals import configured_admin, new_client
from tests.support.requests import line, order_request

# The ids of products created for the tests, with so much stock that they are never sold out.
SHELF = "CONTRACT_TEST_SHELF"
_SHELF_SIZE = 3
_PRODUCT = {"name": "Contract test", "price": 9.95, "category": "contract-test", "stock": 500_000}
_ID = re.compile(r'"(?:productId|orderId)":"(\w{26})"')


@dataclass(slots=True)
class Buyer:
    client: httpx.Client
    shelf: Sequence[str]
    known: set[str] = field(default_factory=set)
    orders: list[str] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    used_key: str = ""

    def remember_ids(self, text: str) -> None:
        self.known.update(_ID.findall(text))

    def use_existing_products(self, lines: list[dict[str, Any]]) -> None:
        """Replace unknown products in the lines of an order or a cart, and several that may differ in currency."""
        own = self.created if len(lines) == 1 else set()
        for each, product_id in zip(lines, cycle(self.shelf), strict=False):
            if each["productId"] not in {*self.shelf, *own}:
                each["productId"] = product_id

    def known_order(self, order_id: str) -> str:
        """Return an order id from an earlier response: this one, or another."""
        return order_id if order_id in self.known else (self.orders or [self.place_order()])[-1]

    def own_order(self, order_id: str) -> str:
        """Return the id of one of the buyer's orders: this one, in whatever status, or a new one."""
        return order_id if order_id in self.orders else self.place_order()

    def own_product(self, product_id: str) -> str:
        """Return the id of a product that may be changed: this one, or a new one; some unknown ids stay."""
        is_kept = product_id not in {*self.shelf, *self.known} and zlib.crc32(product_id.encode()) % 4 == 0
        if is_kept or product_id in self.created:
            return product_id
        product_id = _create_product(self.client)
        self.known.add(product_id)
        self.created.add(product_id)
        return product_id

    def place_order(self) -> str:
        """Place an order with a new key, and return its id."""
        self.used_key = secrets.token_hex(16)
        body, headers = order_request((self.shelf[0], 1)), {"Idempotency-Key": self.used_key}
        response = self.client.post("/orders", json=body, headers=headers)
        assert response.is_success, response.text
        self.remember_ids(response.text)
        self.remember_order(str(response.json()["orderId"]))
        return self.orders[-1]

    def remember_order(self, order_id: str) -> None:
        self.orders.append(order_id)
        _note(order=order_id)

    def remember_product(self, product_id: str) -> None:
        self.created.add(product_id)
        _note(product=product_id)

    def item_in_cart(self, item_id: str) -> str:
        """Return the id of a cart line, unless it was removed: this one, if it comes from an earlier response."""
        if item_id in self.known:
            return item_id
        self.client.post("/cart/items", json=line(self.shelf[0]))
        return self.shelf[0]

    def empty_cart(self) -> None:
        self.client.delete("/cart")

    def clean_up(self) -> None:
        """Cancel every order that can be cancelled and delete every product, to restore the shop."""
        for order_id in self.orders:
            self.client.put(f"/orders/{order_id}/cancel")
        for product_id in self.created:
            self.client.delete(f"/products/{product_id}")
        self.empty_cart()


@contextmanager
def stocked(base_url: str) -> Iterator[Sequence[str]]:
    """Yield the ids of products that the given admin creates for the tests."""
    with _admin_client(base_url) as client:
        product_ids = [_create_product(client) for _ in range(_SHELF_SIZE)]
    try:
        yield product_ids
    finally:
        # A new session: the tests may have ended the first one.
        with _admin_client(base_url) as client:
            for product_id in product_ids:
                client.delete(f"/products/{product_id}")


def _admin_client(base_url: str) -> httpx.Client:
    return new_client(base_url, Authorization=f"Bearer {configured_admin(base_url).access_token()}")


def _create_product(client: httpx.Client) -> str:
    product_id = str(client.post("/products", json=_PRODUCT).raise_for_status().json()["productId"])
    _note(product=product_id)
    return product_id


def _note(**created: str) -> None:
    """Record what was created in the journal, if a purge is configured."""
    journal = Journal.from_environment()
    if journal is not None:
        journal.note(**created)
