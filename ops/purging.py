"""Taking away what a run of tests has made on a stage: found by its keys, and looked at before it is deleted.

It can be cut off anywhere, and done again: what leads to other rows is deleted after them. So an order goes after its
lines and its charge, an account's profile after all else of the account, and the row that leads from an address to the
account last.

An order is deleted only when the shop is through with it: it holds no stock, its payment was given back, and what
there was to tell of it was told. The stream's function, which finds no account to write to, would put it aside for
somebody to look at.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.domain.clock import now, parse_timestamp
from handlers.domain.errors import IllegalTransition
from handlers.domain.ids import decode_time
from handlers.store import order_transactions
from handlers.store.items import (
    ORDER_PREFIX,
    charge_key,
    delivery_key,
    email_guard_key,
    order_item_key,
    product_key,
    read_optional_text,
    read_text,
    refund_key,
    user_key,
)
from handlers.store.orders import find_order, read_order
from handlers.store.table import retry_on_conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from handlers.domain.orders import Order
    from handlers.store.items import Item
    from ops.journal import Journal, Made
    from ops.stage_table import StageTable

# Longer than the stream's function tries to tell of a change.
GIVEN_UP_AFTER = timedelta(minutes=20)
RETRY_WINDOW_SECONDS = 180
_LOOK_SECONDS = 2.0
_HOLDS_STOCK = frozenset({"pending", "processing"})
# What is told of an order that was paid for, by where it stands.
_TOLD = {
    "processing": ("OrderPlaced",),
    "cancelled": ("OrderPlaced", "OrderCancelled"),
    "completed": ("OrderPlaced", "OrderCompleted"),
}
_CHANNELS = ("mail", "event")
# The clocks of two machines may differ.
_TOLERANCE = timedelta(minutes=1)


class NotOfTheRun(Exception):
    """The journal names what the run can't have made, and nothing was deleted; the message says what."""


class StillAtWork(Exception):
    """The shop isn't through with orders of the run: they, and their accounts, are to be purged later."""


@dataclass(slots=True)
class Purge:
    """One purge of what a run has made.

    Parameters
    ----------
    patience : float
        For how many seconds to wait for the shop to be through with the orders.
    sleep : Callable
        How to wait.
    """

    journal: Journal
    table: StageTable
    patience: float = RETRY_WINDOW_SECONDS
    sleep: Callable[[float], object] = time.sleep
    _guards: list[Item] = field(default_factory=list)
    _users: dict[str, list[Item]] = field(default_factory=dict)

    def do(self) -> Counter[str]:
        """Delete what there is of the run, and return how many accounts, orders and products that were.

        Raises
        ------
        NotOfTheRun
            If the journal names what isn't the run's; then nothing is changed.
        StillAtWork
            If the shop isn't through with the orders; then no account is deleted.
        CannotRun
            If the journal can't be read, or is another run's.
        """
        made = self.journal.read()
        self._find_accounts(made.emails)
        orders = [read_order(row) for rows in self._users.values() for row in rows if _is_order(row)]
        elsewhere = self._orders_without_account(made, {order.order_id for order in orders})
        products = list(self._products(made))
        # From here on there are changes. A purge after one that was cut off finds these by the journal alone.
        for user_id in self._users:
            self.journal.note(user=user_id)
        for order in orders:
            self.journal.note(order=order.order_id)
        self._wait_for([self._without_stock(order) for order in orders if order.order_id not in made.told])
        for order in orders:
            self.journal.note(told=order.order_id)
        self._delete_orders([*(order.order_id for order in orders), *elsewhere])
        self._delete_accounts({order.order_id for order in orders})
        self.table.delete(products)
        return Counter(accounts=len(self._guards), orders=len(orders), products=len(products))

    def _find_accounts(self, emails: Iterable[str]) -> None:
        for email in emails:
            if not self.journal.run.owns(email):
                raise NotOfTheRun(f"The address {email} is none of {self.journal.run.tag}.")
            guard = self.table.row(email_guard_key(email))
            if guard is not None:
                self._guards.append(guard)
                self._find_account(email, read_text(guard, "userId"))

    def _find_account(self, email: str, user_id: str) -> None:
        rows = self.table.partition(user_key(user_id))
        for profile in filter(_is_profile, rows):
            if read_text(profile, "email") != email:
                raise NotOfTheRun(f"The account {user_id} has another address than {email}.")
        self._users[user_id] = rows

    def _orders_without_account(self, made: Made, known: set[str]) -> list[str]:
        """Return the journal's orders whose account is gone: what was written of them after a purge."""
        ids = [order_id for order_id in made.orders if order_id not in known]
        for order_id in ids:
            for row in self.table.partition(order_item_key(order_id, "")):
                buyer = read_optional_text(row, "userId")
                if buyer is not None and buyer not in {*self._users, *made.users}:
                    raise NotOfTheRun(f"The order {order_id} is somebody else's.")
        return ids

    def _products(self, made: Made) -> Iterator[Item]:
        for product_id in made.products:
            if self.journal.run.kind != "contract-test":
                raise NotOfTheRun(f"{self.journal.run.tag} makes no products, and the journal has {product_id}.")
            if made.begun_at is None or decode_time(product_id) < made.begun_at - _TOLERANCE:
                raise NotOfTheRun(f"The product {product_id} is older than the run.")
            if (row := self.table.row(product_key(product_id))) is not None:
                yield row

    def _without_stock(self, order: Order) -> Order:
        """Cancel an order that still holds stock, by the shop's own transaction, which gives it back once."""

        def cancelled() -> Order:
            found = find_order(order.user_id, order.order_id)
            with suppress(IllegalTransition):  # others were quicker
                return order_transactions.cancel(found)
            return found

        return retry_on_conflict(cancelled) if order.status in _HOLDS_STOCK else order

    def _wait_for(self, orders: Sequence[Order]) -> None:
        left = [order for order in orders if self._is_at_work_on(order)]
        until = time.monotonic() + self.patience
        while left and time.monotonic() < until:
            self.sleep(_LOOK_SECONDS)
            left = [order for order in left if self._is_at_work_on(order)]
        if left:
            raise StillAtWork(f"The shop has yet to tell of {len(left)} orders, or to give back their payments.")

    def _is_at_work_on(self, order: Order) -> bool:
        if parse_timestamp(order.updated_at) < now() - GIVEN_UP_AFTER:
            return False
        rows = {row["SK"]["S"]: row for row in self.table.partition(order_item_key(order.order_id, ""))}
        refund = rows.get(refund_key(order.order_id)["SK"]["S"], {})
        told = all("deliveredAt" in rows.get(delivery, {}) for delivery in _deliveries(order))
        return not told or read_optional_text(refund, "refund") == "due"

    def _delete_orders(self, order_ids: Iterable[str]) -> None:
        self.table.delete(
            row
            for order_id in order_ids
            for row in (charge_key(order_id), *self.table.partition(order_item_key(order_id, "")))
        )

    def _delete_accounts(self, known: set[str]) -> None:
        # Read anew: since it was looked at, a session may have been refreshed, an answer kept.
        rows = [row for user_id in self._users for row in self.table.partition(user_key(user_id))]
        if any(_is_order(row) and read_text(row, "orderId") not in known for row in rows):
            raise StillAtWork("An account of the run has ordered in the meantime.")
        self.table.delete(row for row in rows if not _is_profile(row))
        self.table.delete(user_key(user_id) for user_id in self._users)
        self.table.delete(self._guards)


def _is_order(row: Item) -> bool:
    return row["SK"]["S"].startswith(ORDER_PREFIX)


def _is_profile(row: Item) -> bool:
    return row["SK"] == user_key("")["SK"]


def _deliveries(order: Order) -> Iterator[str]:
    """Yield the sort keys of what is told of an order; of one that was never paid for, that is nothing."""
    events = _TOLD.get(order.status, ()) if order.payment_id else ()
    return (delivery_key(order.order_id, event, channel)["SK"]["S"] for event in events for channel in _CHANNELS)
