"""State of a buyer in the shop: products in stock, items of the cart, own orders.

Data of other callers stays unchanged; everything created or bought here is cleaned up at the end.
"""

from __future__ import annotations

import os
import re
import secrets
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle, islice
from typing import Any

import httpx

from ops.journal import Journal
from tests.contract.principals import NoAdminError, client_of, configured_admin
from tests.support.requests import order_request

# The ids of products created for the tests.
SHELF = "CONTRACT_TEST_SHELF"
_CARDS = ["tok_visa"] * 9 + ["tok_timeout"]
_ID = re.compile(r'"(?:productId|orderId)":"(\w{26})"')
_SHELF_SIZE = 20
_PLENTY = 20
_OPEN_ORDERS = 10
_OWN_PRODUCTS = 3
_OWN_PRODUCT = {
    "name": "Contract test",
    "price": 9.95,
    "currency": "USD",
    "category": "contract-test",
    "stock": 1_000_000,
}


@dataclass(slots=True)
class Buyer:
    """A signed-in caller of a deployment."""

    base_url: str
    client: httpx.Client
    shelf: list[str]
    has_plenty: bool
    known: set[str] = field(default_factory=set)
    orders: list[str] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    _used_key: str = ""

    def listen(self, answer: str) -> None:
        """Remember the ids in a response."""
        self.known.update(_ID.findall(answer))

    def fill_in(self, lines: list[dict[str, Any]]) -> None:
        """Make the lines of an order or a cart name existing products, in quantities that the stock allows."""
        there = {*self.shelf, *self.made} if self.has_plenty else self.known
        for line, product_id in zip(lines, cycle(self.shelf), strict=False):
            if line["productId"] not in there:
                line["productId"] = product_id
            if not self.has_plenty:
                line["quantity"] = 1

    def known_order(self, order_id: str) -> str:
        """Return an order id from an earlier response: this one, or another."""
        if order_id in self.known:
            return order_id
        return self.orders[-1] if self.orders else self.place_order()

    def own_order(self, order_id: str) -> str:
        """Return the id of one of the buyer's orders: this one, in whatever status, or a new one."""
        is_own = order_id in (self.orders if self.has_plenty else self.known)
        return order_id if is_own else self.place_order()

    def own_product(self, product_id: str) -> str:
        """Return the id of a product that may be changed: this one, or a new one if others may use it."""
        is_to_stay = product_id in self.shelf or product_id in self.known - self.made
        return self.make_product() if is_to_stay else product_id

    def make_product(self) -> str:
        """Create a product with ample stock, as an admin, and return its id."""
        product_id = _make_product(self.base_url, self.client)
        self.known.add(product_id)
        self.made.add(product_id)
        return product_id

    def remember_product(self, product_id: str) -> None:
        """Remember a product that another request created."""
        self.made.add(product_id)
        _note(product=product_id)

    def place_order(self) -> str:
        line: dict[str, Any] = {"productId": "", "quantity": 1}
        self.fill_in([line])
        body = {**order_request(), "items": [line]}
        self._used_key = fresh_key("")
        headers = {"Idempotency-Key": self._used_key}
        answer = self.client.post(f"{self.base_url}/orders", json=body, headers=headers)
        assert answer.status_code == HTTPStatus.CREATED, answer.text
        self.listen(answer.text)
        self.remember_order(str(answer.json()["orderId"]))
        return self.orders[-1]

    def remember_order(self, order_id: str) -> None:
        """Remember an order; without ample stock, cancel the oldest one so that the stock lasts."""
        self.orders.append(order_id)
        _note(order=order_id)
        if not self.has_plenty and len(self.orders) > _OPEN_ORDERS:
            self._cancel(self.orders.pop(0))

    def used_key(self) -> str:
        """Return the Idempotency-Key of a placed order."""
        if not self._used_key:
            self.place_order()
        return self._used_key

    def item_in_cart(self, item_id: str) -> str:
        """Return the id of a cart line, unless it was removed: this one, if it comes from an earlier response."""
        if item_id in self.known:
            return item_id
        line: dict[str, Any] = {"productId": "", "quantity": 1}
        self.fill_in([line])
        self.client.post(f"{self.base_url}/cart/items", json=line)
        return str(line["productId"])

    def make_room(self) -> None:
        """Empty the cart, so that any new line fits."""
        self.client.delete(f"{self.base_url}/cart")

    def forget_products(self, product_ids: list[str]) -> None:
        """Remove products that are sold out or deleted from the shelf."""
        kept = [product_id for product_id in self.shelf if product_id not in product_ids]
        self.shelf[:] = kept or self.shelf

    def undo(self) -> None:
        """Cancel every order that can be cancelled and delete every product, to restore the shop."""
        for order_id in self.orders:
            self._cancel(order_id)
        for product_id in self.made:
            self.client.delete(f"{self.base_url}/products/{product_id}")
        self.make_room()

    def _cancel(self, order_id: str) -> None:
        self.client.put(f"{self.base_url}/orders/{order_id}/cancel")


@contextmanager
def stocked(base_url: str) -> Iterator[Sequence[str]]:
    """Yield the ids of products that the given admin creates for the tests; none without an admin."""
    try:
        with _signed_in(base_url) as client:
            product_ids = [_make_product(base_url, client) for _ in range(_OWN_PRODUCTS)]
    except NoAdminError:
        product_ids = []
    try:
        yield product_ids
    finally:
        if product_ids:
            # A new session: the tests may have ended the first one.
            with _signed_in(base_url) as client:
                for product_id in product_ids:
                    client.delete(f"{base_url}/products/{product_id}")


def _signed_in(base_url: str) -> httpx.Client:
    return client_of(base_url, Authorization=f"Bearer {configured_admin(base_url).access_token()}")


def _make_product(base_url: str, client: httpx.Client) -> str:
    answer = client.post(f"{base_url}/products", json=_OWN_PRODUCT)
    product_id = str(answer.raise_for_status().json()["productId"])
    _note(product=product_id)
    return product_id


def _note(**made: str) -> None:
    """Record what was created in the journal, if a purge is configured."""
    journal = Journal.from_environment()
    if journal is not None:
        journal.note(**made)


def buyer(base_url: str, client: httpx.Client) -> Buyer:
    """Return a buyer of the products created for the tests, or else of those with the most stock."""
    made = os.environ.get(SHELF, "").split()
    shelf = made or [*islice(_plentiful(base_url, client), _SHELF_SIZE)]
    return Buyer(base_url, client, shelf, has_plenty=bool(made), known=set(shelf))


def fresh_key(drawn: str) -> str:
    """Return an unused Idempotency-Key that contains as much of a generated one as fits."""
    fresh = secrets.token_hex(16)
    return drawn[: -len(fresh)] + fresh


def card_for(drawn: str) -> str:
    """Return a card that is accepted, instead of a generated one."""
    return _CARDS[zlib.crc32(drawn.encode()) % len(_CARDS)]


def _plentiful(base_url: str, client: httpx.Client) -> Iterator[str]:
    for product in _pages(client, f"{base_url}/products"):
        if product["stock"] >= _PLENTY and product["currency"] == _OWN_PRODUCT["currency"]:
            yield product["productId"]


def _pages(client: httpx.Client, url: str) -> Iterator[dict[str, Any]]:
    """Yield every item of a list."""
    page: dict[str, Any] = {"nextPage": ""}
    while "nextPage" in page:
        token = {"page": page["nextPage"]} if page["nextPage"] else {}
        answer = client.get(url, params={"limit": "100"} | token)
        page = answer.json() if answer.status_code == HTTPStatus.OK else {}
        yield from page.get("items", [])
