"""What somebody who buys knows of the shop: products with stock, what is in the cart, orders of their own.

What others have there stays as it is, and what was made or bought here is undone in the end.
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
from tests.contract.principals import NoAdminError, client_of, given_admin
from tests.support.requests import order_request

# The ids of products that were made for the tests.
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
    told: set[str] = field(default_factory=set)
    orders: list[str] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    _used_key: str = ""

    def listen(self, answer: str) -> None:
        """Remember the ids that an answer tells."""
        self.told.update(_ID.findall(answer))

    def fill_in(self, lines: list[dict[str, Any]]) -> None:
        """Make lines of an order or a cart name products that are there, and no more of them than can be spared."""
        there = {*self.shelf, *self.made} if self.has_plenty else self.told
        for line, product_id in zip(lines, cycle(self.shelf), strict=False):
            if line["productId"] not in there:
                line["productId"] = product_id
            if not self.has_plenty:
                line["quantity"] = 1

    def known_order(self, order_id: str) -> str:
        """Return an order's id that the shop has told: this one, or another."""
        if order_id in self.told:
            return order_id
        return self.orders[-1] if self.orders else self.place_order()

    def own_order(self, order_id: str) -> str:
        """Return the id of an order of the buyer's: this one, which may have been moved, or a new one."""
        is_own = order_id in (self.orders if self.has_plenty else self.told)
        return order_id if is_own else self.place_order()

    def own_product(self, product_id: str) -> str:
        """Return an id that is no one else's product, nor one of the shelf: this one, or else a new one's."""
        is_to_stay = product_id in self.shelf or product_id in self.told - self.made
        return self.make_product() if is_to_stay else product_id

    def make_product(self) -> str:
        """Make a product of which there is plenty, as an admin, and return its id."""
        product_id = _make_product(self.base_url, self.client)
        self.told.add(product_id)
        self.made.add(product_id)
        return product_id

    def has_made(self, product_id: str) -> None:
        """Remember a product that was made otherwise."""
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
        self.has_placed(str(answer.json()["orderId"]))
        return self.orders[-1]

    def has_placed(self, order_id: str) -> None:
        """Remember an order; so that the stock lasts, one who has no plenty cancels the oldest for it."""
        self.orders.append(order_id)
        _note(order=order_id)
        if not self.has_plenty and len(self.orders) > _OPEN_ORDERS:
            self._cancel(self.orders.pop(0))

    def used_key(self) -> str:
        """Return an Idempotency-Key that an order was placed with."""
        if not self._used_key:
            self.place_order()
        return self._used_key

    def item_in_cart(self, item_id: str) -> str:
        """Return the id of a line that the cart holds, unless it was taken out: this one, if the shop has told it."""
        if item_id in self.told:
            return item_id
        line: dict[str, Any] = {"productId": "", "quantity": 1}
        self.fill_in([line])
        self.client.post(f"{self.base_url}/cart/items", json=line)
        return str(line["productId"])

    def make_room(self) -> None:
        """Empty the cart, so that whatever is put there fits in."""
        self.client.delete(f"{self.base_url}/cart")

    def forget_products(self, product_ids: list[str]) -> None:
        """Take what is sold out, or was deleted by others, from the shelf."""
        kept = [product_id for product_id in self.shelf if product_id not in product_ids]
        self.shelf[:] = kept or self.shelf

    def undo(self) -> None:
        """Cancel every order that can be, and delete every product, so that the shop is as it was."""
        for order_id in self.orders:
            self._cancel(order_id)
        for product_id in self.made:
            self.client.delete(f"{self.base_url}/products/{product_id}")
        self.make_room()

    def _cancel(self, order_id: str) -> None:
        self.client.put(f"{self.base_url}/orders/{order_id}/cancel")


@contextmanager
def stocked(base_url: str) -> Iterator[Sequence[str]]:
    """Yield the ids of products that were made for the tests, by the admin who is given; none if nobody is."""
    try:
        with _signed_in(base_url) as client:
            product_ids = [_make_product(base_url, client) for _ in range(_OWN_PRODUCTS)]
    except NoAdminError:
        product_ids = []
    try:
        yield product_ids
    finally:
        if product_ids:
            # Anew: the tests may have ended the session.
            with _signed_in(base_url) as client:
                for product_id in product_ids:
                    client.delete(f"{base_url}/products/{product_id}")


def _signed_in(base_url: str) -> httpx.Client:
    return client_of(base_url, Authorization=f"Bearer {given_admin(base_url).access_token()}")


def _make_product(base_url: str, client: httpx.Client) -> str:
    answer = client.post(f"{base_url}/products", json=_OWN_PRODUCT)
    product_id = str(answer.raise_for_status().json()["productId"])
    _note(product=product_id)
    return product_id


def _note(**made: str) -> None:
    """Write down what was made, where somebody has said that it is to be purged."""
    journal = Journal.from_environment()
    if journal is not None:
        journal.note(**made)


def buyer(base_url: str, client: httpx.Client) -> Buyer:
    """Return a buyer of what was made for the tests, or else of what there is most of."""
    made = os.environ.get(SHELF, "").split()
    shelf = made or [*islice(_plentiful(base_url, client), _SHELF_SIZE)]
    return Buyer(base_url, client, shelf, has_plenty=bool(made), told=set(shelf))


def fresh_key(drawn: str) -> str:
    """Return an Idempotency-Key that nobody has used, with as much of a drawn one as fits in."""
    fresh = secrets.token_hex(16)
    return drawn[: -len(fresh)] + fresh


def card_for(drawn: str) -> str:
    """Return a card that pays, instead of a drawn one."""
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
