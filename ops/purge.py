"""Delete what a test run created on a stage: ``bin/shop purge``.

Rows are found by their keys and checked before they are deleted. A purge can be interrupted anywhere and repeated: what
leads to other rows is deleted after them. An order goes after its lines and its charge, an account's profile after the
rest of the account, and the row that leads from an address to the account last.

An order is deleted only when the shop has finished processing it: it holds no stock, its payment was refunded, and its
notifications were delivered or dead-lettered. Otherwise the stream's function would find no account and dead-letter
the record.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import click
from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.clock import now, parse_timestamp
from handlers.domain.errors import IllegalTransition, ShopError
from handlers.domain.ids import decode_time
from handlers.store import order_transactions
from handlers.store.account_changes import forget_admin
from handlers.store.items import (
    ORDER_PREFIX,
    charge_key,
    delivery_key,
    email_guard_key,
    order_item_key,
    order_partition,
    product_key,
    read_optional_text,
    read_text,
    refund_key,
    stock_row_key,
    user_key,
)
from handlers.store.orders import find_order, read_order
from handlers.store.stock_rows import count_rows
from handlers.store.table import retry_on_conflict
from handlers.store.users import read_user
from local.gateway.partner_keys import PartnerKeys
from ops.cli import CannotRun, WrongInput, stage_or_local_shop
from ops.journal import KINDS, Journal, Run, journals_option
from ops.mail import stage_mail_obstacle
from ops.stage import enter_stage
from ops.stage_table import StageTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from handlers.domain.orders import Order
    from handlers.store.items import Item
    from ops.journal import Created

# Longer than the stream's function retries a change.
GIVEN_UP_AFTER = timedelta(minutes=20)
PATIENCE_SECONDS = 180
_POLL_SECONDS = 2.0
_HOLDS_STOCK = frozenset({"pending", "processing"})
# The events of a paid order, by its status.
_EVENTS = {
    "processing": ("OrderPlaced",),
    "cancelled": ("OrderPlaced", "OrderCancelled"),
    "completed": ("OrderPlaced", "OrderCompleted"),
}
_CHANNELS = ("mail", "event")
# A delivery that has ended, for now: a dead-lettered one waits in a queue for a redrive.
_ENDED = frozenset({"deliveredAt", "deadLetteredAt"})
# The clocks of two machines may differ.
_CLOCK_TOLERANCE = timedelta(minutes=1)


PRODUCTION = "prod"


class NotCreatedByRun(Exception):
    """The journal names something that the run can't have created; nothing was deleted."""


class StillProcessing(Exception):
    """The shop hasn't finished processing orders of the run: purge them, and their accounts, later."""


class PurgeFailed(CannotRun):
    """Not everything was deleted; the message says why and what to do."""


@click.command()
@stage_or_local_shop
@click.option("--run", required=True, help="The run's name.")
@click.option("--production", is_flag=True, help="Purge an end-to-end run in production.")
@journals_option
def purge(stage: str, run: str, *, production: bool, journals: Path) -> None:
    """Delete what a run of stage-test, load or end-to-end created on a stage; it can be repeated.

    In production it deletes what end-to-end created, and nothing else.
    """
    found = find_journals(stage, run, journals, production=production)
    enter_stage(stage)
    for journal in found:
        click.echo(purge_run(stage, journal))
    click.echo(
        "The rest expires: attempts in 15 minutes, requests for e-mails and an admin's idempotency keys in a day,"
        " tokens of e-mails in a week, stream records and deliveries in 30 days, entries of the audit in 400."
    )


def find_journals(stage: str, name: str, folder: Path, *, production: bool) -> list[Journal]:
    """Return the journals of a run.

    Raises
    ------
    WrongInput
        If there is none, or it may not be purged there.
    """
    if (stage == PRODUCTION) != production:
        raise WrongInput("--production goes with --stage prod, and only there; it purges end-to-end runs only.")
    of_each = [Journal.of_run(Run(kind, name), folder) for kind in KINDS if not production or kind == "e2e"]
    found = [journal for journal in of_each if journal.path.exists()]
    if not found:
        raise WrongInput(f"There is no journal {' or '.join(str(journal.path) for journal in of_each)}.")
    return found


def purge_run(stage: str, journal: Journal, *, patience: float | None = None) -> str:
    """Delete what a journal lists, and the run's partner keys, and return a one-line summary.

    Parameters
    ----------
    stage : str
        The stage, which was entered.
    patience : float, optional
        Seconds to wait for the shop to finish processing the orders.

    Raises
    ------
    PurgeFailed
        If something could not be deleted.
    CannotRun
        If the journal can't be read, or is another run's.
    """
    if obstacle := stage_mail_obstacle(stage):
        click.echo(obstacle)
    channels = _CHANNELS if not obstacle else tuple(channel for channel in _CHANNELS if channel != "mail")
    option = " --production" if stage == PRODUCTION else ""
    command = f"bin/shop purge --stage {stage} --run {journal.run.name}{option}"
    try:
        keys = _revoke_keys(stage, journal.run) if journal.run.kind == "contract-test" else 0
        table = StageTable(boto3.client("dynamodb"), os.environ["TABLE_NAME"])
        seconds = PATIENCE_SECONDS if patience is None else patience
        counts = Purge(journal, table, seconds, may_cancel=stage != PRODUCTION, channels=channels).run()
    except NotCreatedByRun as error:
        raise PurgeFailed(f"{error} Nothing was deleted: look at {journal.path}.") from error
    except StillProcessing as error:
        raise PurgeFailed(f"{error} Wait some minutes, then: {command}") from error
    except (BotoCoreError, ClientError, ShopError) as error:
        raise PurgeFailed(f"The stage {stage} failed ({error}). Continue with: {command}") from error
    torn = journal.read().torn
    skipped = f"; skipped {torn} torn lines of the journal" if torn else ""
    summary = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    return f"{journal.run.tag}: purged {summary}, {keys} partner keys{skipped}"


def _revoke_keys(stage: str, run: Run) -> int:
    keys = PartnerKeys(boto3.client("apigateway"), stage)
    own = [key for key in keys.listed() if key.name == run.tag]
    for key in own:
        keys.revoke(key)
    return len(own)


@dataclass(slots=True)
class Purge:
    """One purge of what a run has created.

    Parameters
    ----------
    patience : float
        For how many seconds to wait for the shop to be through with the orders.
    may_cancel : bool
        Whether the role may cancel orders that still hold stock; in production it may only read and delete.
    sleep : Callable
        How to wait.
    channels : Sequence[str]
        The channels whose notifications to wait for.
    """

    journal: Journal
    table: StageTable
    patience: float = PATIENCE_SECONDS
    may_cancel: bool = True
    sleep: Callable[[float], object] = time.sleep
    channels: Sequence[str] = _CHANNELS
    _guards: list[Item] = field(default_factory=list)
    _users: dict[str, list[Item]] = field(default_factory=dict)

    def run(self) -> Counter[str]:
        """Delete the remains of the run, and return the numbers of accounts, orders and products.

        Raises
        ------
        NotCreatedByRun
            If the journal names something of another run; nothing is changed.
        StillProcessing
            If the shop hasn't finished processing the orders, or one still holds stock; no account is deleted.
        CannotRun
            If the journal can't be read, or is another run's.
        """
        created = self.journal.read()
        self._find_accounts(created.emails)
        orders = [read_order(row) for rows in self._users.values() for row in rows if _is_order(row)]
        without_account = self._orders_without_account(created, {order.order_id for order in orders})
        products = list(self._products(created))
        # The changes begin here. After an interruption these are found through the journal alone.
        for user_id in self._users:
            self.journal.note(user=user_id)
        for order in orders:
            self.journal.note(order=order.order_id)
        self._wait_for([self._without_stock(order) for order in orders if order.order_id not in created.finished])
        for order in orders:
            self.journal.note(finished=order.order_id)
        self._delete_orders([*(order.order_id for order in orders), *without_account])
        self._delete_accounts({order.order_id for order in orders})
        # In the order of their keys: a product's row comes after its stock adjustments.
        self.table.delete(
            row for product in products for row in (*self._stock_rows(product), *self.table.partition(product))
        )
        return Counter(accounts=len(self._guards), orders=len(orders), products=len(products))

    def _find_accounts(self, emails: Iterable[str]) -> None:
        for email in emails:
            if not self.journal.run.owns(email):
                raise NotCreatedByRun(f"The address {email} is not one of {self.journal.run.tag}.")
            guard = self.table.row(email_guard_key(email))
            if guard is not None:
                self._guards.append(guard)
                self._find_account(email, read_text(guard, "userId"))

    def _find_account(self, email: str, user_id: str) -> None:
        rows = self.table.partition(user_key(user_id))
        for profile in filter(_is_profile, rows):
            if read_text(profile, "email") != email:
                raise NotCreatedByRun(f"The account {user_id} has an address other than {email}.")
        self._users[user_id] = rows

    def _orders_without_account(self, created: Created, known: set[str]) -> list[str]:
        """Return the journal's orders whose account is gone: rows written after an earlier purge."""
        ids = [order_id for order_id in created.orders if order_id not in known]
        for order_id in ids:
            for row in self.table.partition(order_item_key(order_id, "")):
                buyer = read_optional_text(row, "userId")
                if buyer is not None and buyer not in {*self._users, *created.users}:
                    raise NotCreatedByRun(f"The order {order_id} belongs to another account.")
        return ids

    def _products(self, created: Created) -> Iterator[Item]:
        for product_id in created.products:
            if self.journal.run.kind == "e2e":
                raise NotCreatedByRun(
                    f"{self.journal.run.tag} creates no products, and the journal lists {product_id}."
                )
            if created.begun_at is None or decode_time(product_id) < created.begun_at - _CLOCK_TOLERANCE:
                raise NotCreatedByRun(f"The product {product_id} is older than the run.")
            if (row := self.table.row(product_key(product_id))) is not None:
                yield row

    def _stock_rows(self, product: Item) -> list[Item]:
        """Return the keys of a product's stock rows; the first one, which has their number, is the last."""
        product_id = product["productId"]["S"]
        first = self.table.row(stock_row_key(product_id, 0))
        return [] if first is None else [stock_row_key(product_id, row) for row in reversed(range(count_rows(first)))]

    def _without_stock(self, order: Order) -> Order:
        """Cancel an order that still holds stock, with the shop's own transaction, which returns it once."""

        def cancelled() -> Order:
            found = find_order(order.user_id, order.order_id)
            with suppress(IllegalTransition):  # it was cancelled in the meantime
                return order_transactions.cancel(found)
            return found

        if order.status not in _HOLDS_STOCK:
            return order
        if not self.may_cancel:
            raise StillProcessing(
                f"The order {order.order_id} still holds its stock: if it stays so, cancel it as an admin, with"
                f" PUT /orders/{order.order_id}/cancel."
            )
        return retry_on_conflict(cancelled)

    def _wait_for(self, orders: Sequence[Order]) -> None:
        left = [order for order in orders if self._is_processing(order)]
        until = time.monotonic() + self.patience
        while left and time.monotonic() < until:
            self.sleep(_POLL_SECONDS)
            left = [order for order in left if self._is_processing(order)]
        if left:
            raise StillProcessing(f"{len(left)} orders still have notifications or refunds to come.")

    def _is_processing(self, order: Order) -> bool:
        if parse_timestamp(order.updated_at) < now() - GIVEN_UP_AFTER:
            return False
        rows = {row["SK"]["S"]: row for row in self.table.partition(order_item_key(order.order_id, ""))}
        refund = rows.get(refund_key(order.order_id)["SK"]["S"], {})
        ended = all(_ENDED & rows.get(delivery, {}).keys() for delivery in _deliveries(order, self.channels))
        return not ended or read_optional_text(refund, "refund") == "due"

    def _delete_orders(self, order_ids: Iterable[str]) -> None:
        self.table.delete(
            row
            for order_id in order_ids
            for row in (charge_key(order_id), *self.table.partition(order_item_key(order_id, "")))
        )

    def _delete_accounts(self, known: set[str]) -> None:
        # Read again: in the meantime a session may have been refreshed, or a response stored.
        rows = [row for user_id in self._users for row in self.table.partition(user_key(user_id))]
        if any(_is_order(row) and read_text(row, "orderId") not in known for row in rows):
            raise StillProcessing("An account of the run has placed an order in the meantime.")
        self.table.delete(row for row in rows if not _is_profile(row))
        for row in rows:
            if _is_profile(row) and read_user(row).role == "admin":
                forget_admin(read_text(row, "userId"))
        self.table.delete(user_key(user_id) for user_id in self._users)
        self.table.delete(self._guards)


def _is_order(row: Item) -> bool:
    return row["SK"]["S"].startswith(ORDER_PREFIX)


def _is_profile(row: Item) -> bool:
    return row["SK"] == user_key("")["SK"]


def _deliveries(order: Order, channels: Sequence[str]) -> Iterator[str]:
    """Yield the sort keys of an order's deliveries; an unpaid order has none."""
    events = _EVENTS.get(order.status, ()) if order.payment_id else ()
    partition = order_partition(order.order_id)
    return (delivery_key(partition, event, channel)["SK"]["S"] for event in events for channel in channels)
