"""Random actions on a shop, in random order and with random faults: after every step the invariants hold.

Steps are sequential here; concurrent ones are in ``test_races.py``, crashes in ``test_crashes.py``.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from botocore.retries.standard import ExponentialBackoff
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from handlers.domain.ids import new_id
from handlers.store import table as rows
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.calling import Response
from tests.integration.handlers.conftest import forget_clients
from tests.integration.handlers.faulty_proxy import FaultyProxy, running
from tests.integration.handlers.table import empty_table
from tests.integration.proofs import scripts
from tests.integration.proofs.flows import BROKEN, CONFLICT, ERROR, LOST, THROTTLING, failure
from tests.integration.proofs.invariants import (
    LIVE,
    PAID,
    Books,
    assert_invariants,
    assert_legal_history,
    assert_settled_invariants,
    read_books,
)
from tests.integration.proofs.scripts import customer
from tests.lambda_events import ADMIN
from tests.sampling import FULL
from tests.support.requests import order_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hypothesis.strategies import DataObject, SearchStrategy

    from local.config import LocalConfig
    from tests.integration.handlers.buying import Caller
    from tests.integration.handlers.faulty_proxy import Injected
    from tests.integration.handlers.table import Table

    type Draw = Callable[[SearchStrategy[Any]], Any]

USERS = [new_id() for _ in range(2)]
# By the card's token, if the stock suffices.
FRESH = {
    "tok_visa": (201, ""),
    "tok_timeout": (202, ""),
    "tok_declined": (402, "payment-declined"),
    "tok_error": (503, "unavailable"),
}
KEPT = {201: "", 202: "", 402: "payment-declined", 409: "out-of-stock"}
OPEN = frozenset({"pending", "processing"})
KINDS = (THROTTLING, ERROR, LOST, BROKEN, CONFLICT)
# The weight of each action that is possible. They are not separate rules, because hypothesis omits most rules in most
# of its runs.
WEIGHTS = {
    "order": 5,
    "order_a_cart": 1,
    "order_again": 2,
    "add_to_cart": 2,
    "change_cart": 1,
    "cancel": 3,
    "complete": 1,
    "settle": 1,
    "edit_stock": 1,
    "set_price": 1,
    "delete_product": 1,
}
steadily = settings(
    max_examples=30 if FULL else 5,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
quantities = strategies.integers(1, 3)
stocks = strategies.sampled_from([12, 5, 2])
edited_stocks = stocks | strategies.just(0)
prices = strategies.sampled_from([0.07, 10, 19.99])
tokens = strategies.sampled_from(["tok_visa", "tok_timeout", "tok_visa", "tok_declined", "tok_visa", "tok_error"])
users = strategies.sampled_from(USERS)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A request for an order."""

    user: str
    key: str
    lines: tuple[tuple[str, int], ...]
    token: str

    @property
    def requested_quantities(self) -> Counter[str]:
        return sum((Counter({product: quantity}) for product, quantity in self.lines), Counter())

    def shortages(self, books: Books) -> list[dict[str, Any]]:
        """Return the shortages, as the response lists them."""
        available = {each: int(row["stock"]) if row["isActive"] else 0 for each, row in books.products.items()}
        return [
            {"productId": product, "requested": quantity, "available": available[product]}
            for product, quantity in self.requested_quantities.items()
            if quantity > available[product]
        ]

    def total(self, books: Books) -> Decimal:
        prices = {each: row["price"] for each, row in books.products.items()}
        return sum((prices[product] * quantity for product, quantity in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A summary of a response: its status, the type of its problem, whether it is a replay."""

    status: int
    problem: str = ""
    is_replay: bool = False

    @classmethod
    def of(cls, response: Response) -> Outcome:
        problem = response.problem[1] if response.status >= 400 else ""
        return cls(response.status, problem, response.headers.get("Idempotency-Replayed") == "true")

    @property
    def is_fresh_order(self) -> bool:
        """Whether a card is charged."""
        return not self.is_replay and (self.status, self.problem) in FRESH.values()


@dataclass(slots=True)
class Carts:
    """The quantities in carts, by user and product, and the orders that existed when they last changed."""

    quantities: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def set_quantity(self, line: tuple[str, str], quantity: int, before: Books, after: Books, *, is_sure: bool) -> None:
        """Record a line's new quantity; if it is uncertain, read the old or new one from the books."""
        was, now = before.carts.get(line, {}), after.carts.get(line, {})
        stored = int(now.get("quantity", 0))
        assert stored == quantity or (not is_sure and stored == self.quantities[line])
        self.quantities[line] = stored
        self.quantities += Counter()  # removes an empty line
        if was.get("updatedAt") != now.get("updatedAt"):
            self.changed[line] = set(after.orders)

    def remove_paid_lines(self, before: Books, after: Books) -> None:
        """Remove the lines of paid orders, except lines that changed after the order was placed."""
        for order, row in after.orders.items():
            if row["status"] not in PAID or before.orders.get(order, {}).get("status") in PAID:
                continue
            for line in ((row["userId"], each["productId"]) for each in row["items"]):
                if order not in self.changed.get(line, set()):
                    self.quantities.pop(line, None)


@dataclass(slots=True)
class Memory:
    """The clients' knowledge of the shop, and which orders they have tried to cancel."""

    responses: dict[Checkout, Response] = field(default_factory=dict)
    owners: dict[tuple[str, str], Checkout] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    cancelling: set[str] = field(default_factory=set)

    def expected(self, checkout: Checkout, books: Books) -> Outcome:
        """Return the outcome of a checkout without faults."""
        key = checkout.user, checkout.key
        if (request := books.requests.get(key)) is None:
            return Outcome(409, KEPT[409]) if checkout.shortages(books) else Outcome(*FRESH[checkout.token])
        if self.owners[key] != checkout:
            return Outcome(422, "idempotency-key-reused")
        if "answered" not in request:
            return Outcome(409, "request-in-flight")
        status = int(request["answered"])
        return Outcome(status, KEPT[status], is_replay=True)

    def learn(self, checkout: Checkout, response: Response, before: Books, after: Books) -> None:
        """Record a response; if it is a replay, assert that it is unchanged."""
        key = checkout.user, checkout.key
        if key in after.requests and key not in before.requests:
            self.owners[key] = checkout
        outcome = Outcome.of(response)
        if (outcome.status, outcome.problem) not in KEPT.items():
            return
        first = self.responses.setdefault(checkout, response)
        assert replayed_parts(response) == replayed_parts(first), f"{first.text}, and then {response.text}"

    def are_kept(self, books: Books) -> None:
        """Assert that the books match the responses to clients."""
        for checkout, response in self.responses.items():
            self._is_kept(checkout, response, books)
        for order, status in self.statuses.items():
            assert books.orders[order]["status"] == status, f"{order} is {books.orders[order]['status']}, not {status}"

    def _is_kept(self, checkout: Checkout, response: Response, books: Books) -> None:
        if response.status == 409:
            assert not [row for row in books.sold_to(checkout.user) if row["idempotencyKey"] == checkout.key]
            return
        order = books.orders[response.body["orderId"]]
        assert (order["userId"], order["idempotencyKey"]) == (checkout.user, checkout.key)
        assert {line["productId"]: line["quantity"] for line in order["items"]} == checkout.requested_quantities
        is_live = order["status"] in LIVE
        match response.status:
            case 201:
                assert is_live or order["orderId"] in self.cancelling, f"{order['orderId']} was paid for, and is gone"
            case 402:
                assert not is_live, f"{order['orderId']} was declined, and is {order['status']}"


def replayed_parts(response: Response) -> Mapping[str, Any]:
    """Return the parts of a response that every replay repeats."""
    body = response.body
    if response.status == 202:
        # It shows the current order.
        changing = {"status", "paymentId", "updatedAt", "allowedActions"}
        return {"status": 202, **{name: value for name, value in body.items() if name not in changing}}
    if response.status == 201:
        return {"status": 201, "etag": response.etag, **body}
    return {"status": response.status, **{name: body.get(name) for name in ("type", "orderId", "shortages")}}


NOT_FOUND, ILLEGAL = Outcome(404, "not-found"), Outcome(409, "illegal-transition")
UNAVAILABLE = Outcome(503, "unavailable")


@dataclass(frozen=True, slots=True)
class FaultAt:
    """A fault at one call of an action, or at that call and all later ones."""

    number: int
    kind: str
    lasts: bool


class FaultPlan:
    """The plan of proxies that inject one fault into an action."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: FaultAt | None = None
        self._calls = 0
        self.has_occurred = False

    @contextmanager
    def of(self, fault: FaultAt | None) -> Iterator[None]:
        """Inject a fault, if any, into the calls of the block; record in ``has_occurred`` whether it occurred."""
        self._fault, self._calls, self.has_occurred = fault, 0, False
        try:
            yield
        finally:
            self._fault = None

    def __call__(self, operation: str, _: int) -> Injected:
        with self._lock:
            fault, number = self._fault, self._calls
            self._calls += 1
            if fault is None or number < fault.number or (number > fault.number and not fault.lasts):
                return None
            injected = failure(fault.kind, operation)
            self.has_occurred |= injected is not None
            return injected


def faults(calls: int) -> SearchStrategy[FaultAt | None]:
    """Return a strategy of faults, or none, in an action of about that many calls."""
    places, kinds = strategies.integers(0, calls - 1), strategies.sampled_from(KINDS)
    return strategies.none() | strategies.builds(FaultAt, number=places, kind=kinds, lasts=strategies.booleans())


def no_fault(_: SearchStrategy[Any]) -> None:
    """Draw no fault."""


class Shop(RuleBasedStateMachine):
    """A shop, and its clients' knowledge of it; `seen` collects statuses and kinds of faults."""

    def __init__(self, table: Table, fault_plan: FaultPlan, seen: set[object], delete: Callable[[], None]) -> None:
        super().__init__()
        self.table, self.fault_plan, self.seen, self.delete = table, fault_plan, seen, delete
        self.supplied: dict[str, int] = {}
        self.memory = Memory()
        self.carts = Carts()
        self.requested: list[Checkout] = []
        self.deleted: str | None = None
        self.is_sound = False
        # Not in the factory: Hypothesis derives the draws from its source.
        for user in USERS:
            buying.open_account(user)
        self.rows = table.rows()
        self.books = self.before = read_books(self.rows)

    @initialize(stocks=strategies.tuples(stocks, stocks, stocks))
    def open_shop(self, stocks: tuple[int, ...]) -> None:
        with self.step(None):
            for stock in stocks:
                self.supplied[catalog.create_id(stock=stock, price=19.99)] = stock
        self.products = strategies.sampled_from(list(self.supplied))
        self.lines = strategies.tuples(self.products, quantities)

    @rule(data=strategies.data())
    def act(self, data: DataObject) -> None:
        can_be_done = {
            "order_a_cart": self.carts.quantities,
            "order_again": self.requested,
            "change_cart": self.carts.quantities,
            "cancel": self.books.orders,
            "complete": self.books.orders,
            # Late, and once: a deleted product can't be bought any more.
            "delete_product": len(self.requested) > 4 and self.deleted is None,
        }
        names = [name for name, weight in WEIGHTS.items() for _ in range(weight) if can_be_done.get(name, True)]
        getattr(self, data.draw(strategies.sampled_from(names)))(data.draw)

    @invariant()
    def responses_match_the_books(self) -> None:
        self.memory.are_kept(self.books)
        assert self.carts.quantities == {line: row["quantity"] for line, row in self.books.carts.items()}
        self.is_sound = True

    def add_to_cart(self, draw: Draw) -> None:
        user, product = line = draw(users), draw(self.products)
        quantity = draw(quantities)
        with self.step(draw(faults(4))):
            response = buying.add_to_cart(customer(user), product, quantity)
        self.is_as_expected(response, self.if_sold(product, 200))
        self.record_cart(line, self.carts.quantities[line] + quantity, is_sure=response.status == 200)

    def change_cart(self, draw: Draw) -> None:
        user, product = line = draw(strategies.sampled_from(sorted(self.carts.quantities)))
        quantity = draw(strategies.integers(0, 3))
        with self.step(draw(faults(3))):
            if quantity:
                response = buying.set_in_cart(customer(user), product, quantity)
            else:
                response = buying.remove_from_cart(customer(user), product)
        self.is_as_expected(response, Outcome(200 if quantity else 204))
        self.record_cart(line, quantity, is_sure=response.status != 503)

    def order(self, draw: Draw) -> None:
        lines = draw(strategies.lists(self.lines, min_size=1, max_size=3))
        self.place(Checkout(draw(users), new_id(), tuple(lines), draw(tokens)), draw(faults(7)))

    def order_a_cart(self, draw: Draw) -> None:
        user = draw(strategies.sampled_from(sorted({owner for owner, _ in self.carts.quantities})))
        lines = [(product, held) for (owner, product), held in self.carts.quantities.items() if owner == user]
        self.place(Checkout(user, new_id(), tuple(lines), draw(tokens)), draw(faults(7)))

    def order_again(self, draw: Draw) -> None:
        checkout = draw(strategies.sampled_from(self.requested))
        if draw(strategies.integers(0, 3)) == 0:
            # The same key then belongs to another request.
            checkout = replace(checkout, lines=(*checkout.lines, draw(self.lines)))
        self.place(checkout, draw(faults(7)))

    def cancel(self, draw: Draw) -> None:
        order = self.one_of_the_orders(draw)
        owner = customer(self.books.orders[order]["userId"])
        self.cancel_order(order, draw(strategies.sampled_from([owner, ADMIN])), draw(faults(7)))

    def complete(self, draw: Draw) -> None:
        order = self.one_of_the_orders(draw)
        was = self.books.orders[order]["status"]
        with self.step(draw(faults(3))):
            response = buying.set_status(ADMIN, order, "completed")
        self.is_as_expected(response, Outcome(200) if was in PAID else ILLEGAL)
        if response.status == 200:
            self.memory.statuses[order] = "completed"

    def settle(self, draw: Draw) -> None:
        with self.step(draw(faults(8))):
            ended = scripts.settle()
        if not self.fault_plan.has_occurred:
            assert ended == "done"
            assert_settled_invariants(self.rows, self.supplied)

    def edit_stock(self, draw: Draw) -> None:
        product, stock = draw(self.products), draw(edited_stocks)
        with self.step(draw(faults(2)), edits=(product, stock)):
            response = seen = catalog.get(product)
            if seen.status == 200:
                body = {**catalog.DESK, "price": float(seen.body["price"]), "stock": stock}
                response = catalog.put(product, body, If_Match=seen.etag)
        self.is_as_expected(response, self.if_sold(product, 200))

    def set_price(self, draw: Draw) -> None:
        product = draw(self.products)
        with self.step(draw(faults(1))):
            response = catalog.put(product, {**catalog.DESK, "price": draw(prices)})
        self.is_as_expected(response, self.if_sold(product, 200))

    def delete_product(self, draw: Draw) -> None:
        self.deleted = product = draw(self.products)
        with self.step(draw(faults(1))):
            response = catalog.delete(product)
        self.is_as_expected(response, self.if_sold(product, 204))

    def teardown(self) -> None:
        try:
            # After a failure, further checks reveal nothing.
            if self.is_sound:
                self.close()
        finally:
            self.delete()

    def close(self) -> None:
        """Settle everything, repeat every checkout, and cancel every order that can be cancelled."""
        self.settle(no_fault)
        for checkout in list(self.requested):
            self.place(checkout, None)
        self.settle(no_fault)
        self.responses_match_the_books()
        for order, row in self.books.orders.items():
            if row["status"] in OPEN:
                self.cancel_order(order, ADMIN, None)
        self.responses_match_the_books()
        assert_settled_invariants(self.rows, self.supplied)
        assert_legal_history(self.table)

    def place(self, checkout: Checkout, fault: FaultAt | None) -> None:
        """Place an order, or repeat the request if it was sent before."""
        if checkout not in self.requested:
            self.requested.append(checkout)
        expected = self.memory.expected(checkout, self.books)
        with self.step(fault):
            response = buying.place(
                customer(checkout.user), order_request(*checkout.lines, token=checkout.token), key=checkout.key
            )
        self.memory.learn(checkout, response, self.before, self.books)
        self.seen.add(response.status)
        is_unpaid = self.fault_plan.has_occurred and expected.is_fresh_order and response.status == 202
        if not is_unpaid:
            self.is_as_expected(response, expected)
        if not Outcome.of(response).is_replay and response.status in {201, 202}:
            assert response.body["totalAmount"] == checkout.total(self.before)
        if not Outcome.of(response).is_replay and Outcome.of(response).problem == "out-of-stock":
            assert response.body["shortages"] == checkout.shortages(self.before)

    def cancel_order(self, order: str, caller: Caller, fault: FaultAt | None) -> None:
        """Cancel an order."""
        was = self.books.orders[order]["status"]
        if was != "completed":
            self.memory.cancelling.add(order)
        with self.step(fault):
            response = buying.cancel(caller, order)
        self.is_as_expected(response, ILLEGAL if was == "completed" else Outcome(200))
        if response.status == 200:
            self.memory.statuses[order] = "cancelled"
        if was in OPEN and not self.fault_plan.has_occurred:
            assert self.books.refunds[order]["refund"] == "done"

    @contextmanager
    def step(self, fault: FaultAt | None, *, edits: tuple[str, int] | None = None) -> Iterator[None]:
        """Run an action with a fault, and check the books; `edits` is a product and its new stock."""
        self.is_sound = False
        with self.fault_plan.of(fault):
            yield
        self.before, self.rows = self.books, self.table.rows()
        if fault is not None and self.fault_plan.has_occurred:
            self.seen.add(fault.kind)
        if edits is not None:
            self.supply(*edits)
        self.books = assert_invariants(self.rows, self.supplied)
        self.seen.update(row["status"] for row in self.books.orders.values())
        self.carts.remove_paid_lines(self.before, self.books)

    def supply(self, product: str, stock: int) -> None:
        """Record an edit of a product's stock, if it was made: its response may have been lost."""
        was, now = self.before.products[product], read_books(self.rows).products[product]
        if now["revision"] != was["revision"]:
            self.supplied[product] += stock - int(was["stock"])

    def is_as_expected(self, response: Response, expected: Outcome) -> None:
        """Assert that a response is the expected one; after a fault it may also be an error."""
        outcome = Outcome.of(response)
        if self.fault_plan.has_occurred:
            # A call that was executed without a response gets one when the SDK retries it.
            allowed = {UNAVAILABLE, expected, replace(expected, is_replay=True)}
            assert outcome in allowed, f"{outcome}, not {expected}"
        else:
            assert outcome == expected

    def if_sold(self, product: str, status: int) -> Outcome:
        return Outcome(status) if self.before.products[product]["isActive"] else NOT_FOUND

    def one_of_the_orders(self, draw: Draw) -> str:
        """Draw an order, usually one that can still change, if there is any."""
        is_open = {order for order, row in self.books.orders.items() if row["status"] in OPEN}
        of_all = not is_open or draw(strategies.integers(0, 4)) == 0
        order: str = draw(strategies.sampled_from(sorted(self.books.orders if of_all else is_open)))
        return order

    def record_cart(self, line: tuple[str, str], quantity: int, *, is_sure: bool) -> None:
        self.carts.set_quantity(line, quantity, self.before, self.books, is_sure=is_sure)


def test_invariants_hold_after_every_step(aws: LocalConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    # The backoff is irrelevant here.
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0)
    monkeypatch.setattr(rows, "_FIRST_WAIT_SECONDS", 0)
    fault_plan = FaultPlan()
    seen: set[object] = set()
    with (
        running(FaultyProxy(aws.aws_url)) as proxy,
        running(FaultyProxy(os.environ["AWS_ENDPOINT_URL_LAMBDA"])) as payment_proxy,
    ):
        proxy.plan = payment_proxy.plan = fault_plan
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", payment_proxy.url)

        def open_shop() -> Shop:
            # Separate clients: the SDK retries less, the more it has retried before.
            forget_clients()
            stack = ExitStack()
            table = stack.enter_context(empty_table(aws))
            table.enable_stream()
            monkeypatch.setenv("TABLE_NAME", table.name)
            return Shop(table, fault_plan, seen, stack.close)

        run_state_machine_as_test(open_shop, settings=steadily)  # type: ignore[arg-type]  # any factory of machines works
    forget_clients()
    # Guards against draws that cover too little.
    assert seen >= {201, 202, 402, 409, 422, 503, "pending", "processing", "completed", "cancelled", *KINDS}
