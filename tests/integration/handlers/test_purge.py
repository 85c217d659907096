"""A purge deletes everything that a test run created in the table, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from handlers.notifications.channels import CHANNELS
from handlers.notifications.process_order_changes import RETRY_WINDOW_SECONDS
from ops import purge as purges
from ops.journal import Journal, Run
from ops.purge import GIVEN_UP_AFTER, NotCreatedByRun, Purge, StillProcessing
from ops.stage_table import StageTable
from tests.integration.handlers.accounts import NEW_PASSWORD, Login, log_in, sign_up
from tests.integration.handlers.buying import add_to_cart, cancel, get, order_id, set_status, settle, stock
from tests.integration.handlers.calling import call
from tests.integration.handlers.catalog import create_id, delete
from tests.integration.handlers.faulty_proxy import always, ses_error
from tests.integration.handlers.notifications import NOTHING_FAILED, process
from tests.lambda_events import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.integration.handlers.faulty_proxy import FaultyProxy
    from tests.integration.handlers.notifications import Receivers, Record
    from tests.integration.handlers.table import Row, Table

type Rows = dict[tuple[str, str], Row]

RUN = Run("contract-test", "nightly-7")


@dataclass(slots=True)
class Stage:
    """A shop with its own customers and products, and a test run against it.

    Parameters
    ----------
    before : dict
        Every row from before the run.
    """

    table: Table
    journal: Journal
    before: Rows
    changes: Callable[[], list[Record]]
    product: str

    def customer(self) -> Login:
        """Register a customer of the run."""
        email = self.journal.run.new_address()
        self.journal.note(email=email)
        return sign_up(email=email)

    def made(self, product_id: str) -> str:
        """Record a product in the run's journal."""
        self.journal.note(product=product_id)
        return product_id

    def deliver_notifications(self) -> None:
        """Process the table's new stream records, delivering all notifications."""
        assert process(*self.changes()) == NOTHING_FAILED

    def purge(self, dynamodb: Any = None, patience: float = 0, *, may_cancel: bool = True) -> Purge:
        client = dynamodb or boto3.client("dynamodb")
        return Purge(self.journal, StageTable(client, self.table.name), patience, may_cancel=may_cancel)


@pytest.fixture
def stage(table: Table, receivers: Receivers, changes: Callable[[], list[Record]], tmp_path: Path) -> Stage:
    # Given a shop with a product, and a customer with an order and a cart
    product = create_id(stock=100)
    ada = sign_up()
    order_id(ada.caller, product, 3)
    add_to_cart(ada.caller, product)
    process(*changes())
    journal = Journal.of_run(RUN, tmp_path)
    journal.begin()
    return Stage(table, journal, table.rows(), changes, product)


def simulate_run(stage: Stage) -> None:
    """Simulate a test run: two customers, their own product, orders with every outcome."""
    own = stage.made(create_id(stock=50))
    ann, ben = stage.customer(), stage.customer()
    for buyer in (ann, ben):
        add_to_cart(buyer.caller, stage.product)
        add_to_cart(buyer.caller, own)
        cancel(buyer.caller, order_id(buyer.caller, stage.product, 2))
        order_id(buyer.caller, own, 2)
        set_status(ADMIN, order_id(buyer.caller, own), "completed")
        order_id(buyer.caller, own, token="tok_timeout")
    call(
        "changePassword",
        body={"currentPassword": "correct-horse-battery", "newPassword": NEW_PASSWORD},
        caller=ann.caller,
    )
    delete(stage.made(create_id(stock=1)))
    stage.deliver_notifications()
    settle()
    stage.deliver_notifications()


def assert_unchanged(stage: Stage) -> None:
    """Assert that the shop's rows are unchanged, except for the revision of the product that was ordered."""
    after = stage.table.rows()
    assert after.keys() == stage.before.keys()
    for key, row in stage.before.items():
        changed = {name for name in row if row[name] != after[key][name]}
        assert changed <= ({"revision"} if key == (f"PRODUCT#{stage.product}#00", "STOCK") else set())


def test_a_purge_deletes_all_of_a_run_and_nothing_else(stage: Stage) -> None:
    simulate_run(stage)
    assert len(stage.table.rows()) > len(stage.before) + 20

    # When it is purged: orders that hold stock are cancelled first, and await their notifications and refunds
    with pytest.raises(StillProcessing, match="4 orders still have"):
        stage.purge().run()
    assert stock(stage.table, stage.product) == 97
    stage.deliver_notifications()
    settle()
    gone = stage.purge().run()

    assert gone == {"accounts": 2, "orders": 8, "products": 2}
    assert_unchanged(stage)


def test_a_second_purge_finds_nothing_and_changes_nothing(stage: Stage) -> None:
    cancel(buyer := stage.customer().caller, order_id(buyer, stage.product))
    stage.deliver_notifications()
    stage.purge().run()

    again = stage.purge().run()

    assert again == {"accounts": 0, "orders": 0, "products": 0}
    assert_unchanged(stage)


def test_a_purge_waits_for_the_notifications_of_the_orders(stage: Stage) -> None:
    # Given a run whose last order was just cancelled
    cancel(buyer := stage.customer().caller, order_id(buyer, stage.product))
    purge = stage.purge(patience=60)
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        stage.deliver_notifications()

    purge.sleep = wait

    # When it is purged, and the stream processor runs meanwhile
    purge.run()

    # Then it has waited once, and no notification refers to a deleted account
    assert len(waited) == 1
    assert_unchanged(stage)


def fail_to_wait(seconds: float) -> None:
    raise AssertionError(f"the purge waits for {seconds} s")


def test_a_purge_does_not_wait_for_a_dead_lettered_email(stage: Stage, aws_proxy: FaultyProxy) -> None:
    # Given a sender that SES hasn't verified
    cancel(buyer := stage.customer().caller, order_id(buyer, stage.product))
    aws_proxy.plan = always(
        ses_error("MessageRejected", status=400, message="Email address is not verified."), "SendRawEmail"
    )
    stage.deliver_notifications()

    purge = stage.purge(patience=60)
    purge.sleep = fail_to_wait
    purge.run()

    assert_unchanged(stage)


def test_a_purge_does_not_wait_for_emails_that_may_not_be_sent(stage: Stage, aws_proxy: FaultyProxy) -> None:
    # Given SES's sandbox, which throttles e-mails
    cancel(buyer := stage.customer().caller, order_id(buyer, stage.product))
    aws_proxy.plan = always(ses_error("Throttling", status=400), "SendRawEmail")
    process(*stage.changes())

    purge = stage.purge(patience=60)
    purge.channels = ("event",)
    purge.sleep = fail_to_wait
    purge.run()

    assert_unchanged(stage)


def test_a_purge_does_not_wait_past_the_retry_window(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel(buyer := stage.customer().caller, order_id(buyer, stage.product))
    with pytest.raises(StillProcessing):
        stage.purge().run()

    monkeypatch.setattr(purges, "GIVEN_UP_AFTER", timedelta(0))
    stage.purge().run()

    assert_unchanged(stage)


def test_a_purge_waits_longer_than_the_retry_window() -> None:
    assert GIVEN_UP_AFTER.total_seconds() > RETRY_WINDOW_SECONDS
    assert set(purges._CHANNELS) == {channel.name for channel in CHANNELS}


class CutOff(Exception):
    """The purging process was killed."""


@dataclass
class Mortal:
    """A DynamoDB client whose process is killed at one of its writes, before or after it is executed."""

    dynamodb: Any
    last: int
    is_done: bool
    writes: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.dynamodb, name)

    def transact_write_items(self, **request: Any) -> Any:
        self.writes += 1
        if self.writes == self.last and not self.is_done:
            raise CutOff
        response = self.dynamodb.transact_write_items(**request)
        if self.writes == self.last:
            raise CutOff
        return response


def _interruptions() -> Iterator[tuple[int, bool]]:
    # The number of writes of this run's purge, and one more.
    return ((last, is_done) for last in range(1, 6) for is_done in (False, True))


def test_an_interrupted_purge_can_be_repeated(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off = 0
    for last, is_done in _interruptions():
        # Given a run with a cancelled order, and a product
        buyer = stage.customer().caller
        cancel(buyer, order_id(buyer, stage.made(create_id(stock=5))))
        stage.deliver_notifications()

        # When its purge is interrupted at a write, and repeated
        try:
            stage.purge(Mortal(boto3.client("dynamodb"), last, is_done)).run()
        except CutOff:
            cut_off += 1
        stage.purge().run()

        # Then nothing is left
        assert_unchanged(stage)
    assert cut_off == 10


def test_a_conflicting_deletion_is_repeated(stage: Stage) -> None:
    # Given a DynamoDB that cancels the first transaction because of another one
    class Busy(Mortal):
        def transact_write_items(self, **request: Any) -> Any:
            self.writes += 1
            if self.writes == 1:
                raise self.dynamodb.exceptions.TransactionCanceledException({}, "TransactWriteItems")
            return self.dynamodb.transact_write_items(**request)

    buyer = stage.customer().caller
    cancel(buyer, order_id(buyer, stage.product))
    stage.deliver_notifications()

    stage.purge(Busy(boto3.client("dynamodb"), 0, is_done=False)).run()

    assert_unchanged(stage)


def test_rows_written_after_a_purge_are_found_through_the_journal(stage: Stage) -> None:
    # Given a purge, after which the payment service writes a row
    buyer = stage.customer().caller
    cancel(buyer, bought := order_id(buyer, stage.product))
    stage.deliver_notifications()
    stage.purge().run()
    stage.table.put({"PK": f"PAYMENT#{bought}", "SK": "CHARGE", "state": "voided"})

    stage.purge().run()

    assert_unchanged(stage)


def test_a_truncated_journal_line_affects_no_other(stage: Stage) -> None:
    # Given a journal with a line truncated by a killed process, and later lines of others
    stage.customer()
    with stage.journal.path.open("a") as journal:
        journal.write('\n{"run": "contract-test-nightly-7", "ema')
    stage.customer()

    gone = stage.purge().run()

    assert gone["accounts"] == 2
    assert stage.journal.read().torn == 1
    assert_unchanged(stage)


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.com",
        "success@simulator.amazonses.com",
        "success+contract-test-nightly-70123456789abcdef@simulator.amazonses.com",
        "success+contract-test-nightly-7-0123456789abcdef@simulator.amazonses.com.example.com",
        "success+e2e-nightly-7-0123456789abcdef@simulator.amazonses.com",
        "success+contract-test-nightly-7-x-0123456789abcdef@simulator.amazonses.com",
    ],
)
def test_an_address_outside_the_run_is_rejected_and_nothing_is_deleted(stage: Stage, email: str) -> None:
    stage.customer()
    stage.journal.note(email=email)
    before = stage.table.rows()

    with pytest.raises(NotCreatedByRun, match="is not one of contract-test-nightly-7"):
        stage.purge().run()

    assert stage.table.rows() == before


def test_an_account_with_a_changed_address_is_rejected(stage: Stage) -> None:
    # Given an address of the run that refers to another user's account
    email = RUN.new_address()
    ada = log_in()
    stage.table.put({"PK": f"EMAIL#{email}", "SK": "GUARD", "userId": ada.user_id})
    stage.journal.note(email=email)
    before = stage.table.rows()

    with pytest.raises(NotCreatedByRun, match=ada.user_id):
        stage.purge().run()

    assert stage.table.rows() == before


def test_an_order_of_another_user_is_rejected(stage: Stage) -> None:
    bought = order_id(log_in().caller, stage.product)
    stage.journal.note(order=bought)
    before = stage.table.rows()

    with pytest.raises(NotCreatedByRun, match=bought):
        stage.purge().run()

    assert stage.table.rows() == before
    assert get(log_in().caller, bought).status == 200


def test_a_product_from_before_the_run_is_rejected(stage: Stage) -> None:
    old = "01JD8QM3F5H7K9N1P3R5T7V9X1"
    stage.journal.note(product=old)

    with pytest.raises(NotCreatedByRun, match=f"{old} is older"):
        stage.purge().run()


def test_an_end_to_end_check_creates_no_products(stage: Stage, tmp_path: Path) -> None:
    journal = Journal.of_run(Run("e2e", "nightly-7"), tmp_path)
    journal.begin()
    journal.note(product=stage.product)
    stage.journal = journal

    with pytest.raises(NotCreatedByRun, match=stage.product):
        stage.purge().run()


def test_a_purge_never_scans(stage: Stage) -> None:
    # Given a client that records its operations
    operations: set[str] = set()
    dynamodb = boto3.client("dynamodb")
    dynamodb.meta.events.register("before-call.dynamodb", lambda model, **_: operations.add(model.name))
    buyer = stage.customer().caller
    cancel(buyer, order_id(buyer, stage.made(create_id(stock=5))))
    stage.deliver_notifications()

    stage.purge(dynamodb).run()

    assert operations == {"GetItem", "Query", "TransactWriteItems"}


def test_a_purge_of_production_cancels_no_order_and_names_it(stage: Stage) -> None:
    # Given an interrupted end-to-end check, whose order is paid
    buyer = stage.customer().caller
    interrupted = order_id(buyer, stage.product)
    stage.deliver_notifications()

    # When it is purged with the role of production, which may not write
    with pytest.raises(StillProcessing, match=f"PUT /orders/{interrupted}/cancel"):
        stage.purge(may_cancel=False).run()

    # Then the order is unchanged, and the purge succeeds after an admin has cancelled it
    assert stock(stage.table, stage.product) == 96
    cancel(ADMIN, interrupted)
    stage.deliver_notifications()
    settle()
    stage.purge(may_cancel=False).run()
    assert_unchanged(stage)
