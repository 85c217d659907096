"""Flows: the state of the shop before, the action, and the valid end states after any crash or failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

from handlers.domain.ids import new_id
from tests.integration.handlers.calling import Answer
from tests.integration.handlers.faulty_aws import Fate, Mishap
from tests.integration.handlers.table import Table
from tests.integration.proofs.history import enable_stream
from tests.integration.proofs.invariants import LIVE, Books, read_books
from tests.integration.proofs.processes import Part
from tests.integration.proofs.stage import Call, Stage

STOCK, QUANTITY = 5, 2
_BATCH = 25
_CREATED = 201
# Statuses of stored responses, which a repeated idempotency key replays.
_ANSWERED = frozenset({_CREATED, 202, 402})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A shop with a customer whose cart holds two products, and who orders or has ordered the first."""

    user: str
    product: str
    other: str
    key: str
    token: str
    stock: int
    order: str = ""
    response: Any = None

    @property
    def supplied(self) -> dict[str, int]:
        """The initial stock of each product."""
        return {self.product: self.stock, self.other: STOCK}

    @property
    def buying(self) -> Part:
        """The request that places the order."""
        of = {"user": self.user, "product": self.product, "key": self.key, "quantity": QUANTITY, "token": self.token}
        return "buy", of

    @property
    def cancelling(self) -> Part:
        """The request that cancels the order."""
        return "cancel", {"user": self.user, "order": self.order}

    @property
    def completing(self) -> Part:
        """The request by which an admin completes the order."""
        return "set_status", {"order": self.order, "status": "completed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An action on a shop, with its initial and its end states."""

    name: str
    prepare: Callable[[Stage, Table], Facts]
    acts: Callable[[Facts], Part]
    again: Callable[[Facts], Part]
    ends: frozenset[tuple[int, str | None]]

    def __str__(self) -> str:
        return self.name


def open_shop(stage: Stage, *, token: str = "tok_visa", stock: int = STOCK) -> Facts:
    """Create a shop without orders."""
    user = new_id()
    product, other = stage.run(("stock_product", {"stock": stock}), ("stock_product", {"stock": STOCK}))
    cart = [{"user": user, "product": product, "quantity": QUANTITY}, {"user": user, "product": other, "quantity": 1}]
    stage.run(*(("fill_cart", line) for line in cart))
    return Facts(user=user, product=product, other=other, key=new_id(), token=token, stock=stock)


def with_an_order(stage: Stage, table: Table, *, token: str = "tok_visa", dies_at: str = "") -> Facts:
    """Create a shop with an order; the function may have died right before its last such call."""
    facts = open_shop(stage, token=token)
    seen: list[str] = []

    def is_crash_point(call: Call) -> bool:
        seen.append(call.name)
        last = 2 if call.name == "TransactWriteItems" else 1
        return call.name == dies_at and seen.count(call.name) == last

    response = _crash(stage, facts.buying, is_crash_point)
    (order,) = read_books(table.rows()).orders
    return replace(facts, order=order, response=response)


def with_a_refund(stage: Stage, table: Table) -> Facts:
    """Create a shop with a cancelled order whose function died before the refund."""
    facts = with_an_order(stage, table)
    _crash(stage, facts.cancelling, lambda call: call.name == "Invoke")
    return facts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot of the shop before a flow, which can be restored into any table."""

    flow: Flow
    facts: Facts
    items: list[Any]

    def set_up(self, table: Table) -> None:
        """Restore the shop into an empty table, and enable its stream."""
        for some in batched(self.items, _BATCH, strict=False):
            table.dynamodb.batch_write_item(
                RequestItems={table.name: [{"PutRequest": {"Item": each}} for each in some]}
            )
        enable_stream(table)


def take_snapshot(flow: Flow, stage: Stage, table: Table) -> Snapshot:
    """Prepare a shop for a flow in an empty table, and return its snapshot."""
    facts = flow.prepare(stage, table)
    return Snapshot(flow, facts, table.dynamodb.scan(TableName=table.name, ConsistentRead=True)["Items"])


def assert_end_state(flow: Flow, facts: Facts, books: Books, *, response: Any, bought: Sequence[Any]) -> None:
    """Assert that the end state is valid and matches the client's response."""
    answer = Answer(**response)
    order = answer.body.get("orderId")
    status = books.orders[order]["status"] if order in books.orders else None
    assert (answer.status, status) in flow.ends, f"{answer.status}, and the order is {status}: {answer.text}"
    live = [each["orderId"] for each in books.sold_to(facts.user)]
    assert live == ([order] if status in LIVE else []), f"{live} are live, the client knows of {order}"
    _assert_replays([Answer(**each) for each in bought if each is not None], order)
    # Paid products have left the cart, and no others.
    is_bought = any("paymentId" in each for each in books.orders.values())
    in_cart = {product for _, product in books.carts}
    assert in_cart == {facts.other} | (set() if is_bought else {facts.product})


def _assert_replays(bought: Sequence[Answer], order: str | None) -> None:
    """Assert that the first stored response is replayed from then on, and is about this order."""
    first = next((place for place, each in enumerate(bought) if _is_kept(each)), len(bought) - 1)
    for each in bought[first:]:
        assert (each.status, each.body.get("orderId")) == (bought[first].status, order), [each.text for each in bought]
        # A replayed 202 shows the current order, and a rejection has its own request ID.
        assert each.status != _CREATED or each.body == bought[first].body, [each.text for each in bought]


def _is_kept(answer: Answer) -> bool:
    return answer.status in _ANSWERED or "shortages" in answer.body


def _crash(stage: Stage, part: Part, is_crash_point: Callable[[Call], bool]) -> Any:
    def die(call: Call) -> Fate:
        if not is_crash_point(call):
            return None
        call.function.kill()
        return Mishap.BROKEN_CONNECTION

    return stage.watch(part, die)


def _flow(
    name: str,
    prepare: Callable[[Stage, Table], Facts],
    acts: Callable[[Facts], Part],
    *ends: tuple[int, str | None],
    again: Callable[[Facts], Part] | None = None,
) -> Flow:
    return Flow(name=name, prepare=prepare, acts=acts, again=again or acts, ends=frozenset(ends))


def _buying(facts: Facts) -> Part:
    return facts.buying


def _cancelling(facts: Facts) -> Part:
    return facts.cancelling


def _completing(facts: Facts) -> Part:
    return facts.completing


def _settling(_: Facts) -> Part:
    return "settle", {}


def _opened(token: str, stock: int = STOCK) -> Callable[[Stage, Table], Facts]:
    return lambda stage, _: open_shop(stage, token=token, stock=stock)


def _died(token: str, dies_at: str) -> Callable[[Stage, Table], Facts]:
    return lambda stage, table: with_an_order(stage, table, token=token, dies_at=dies_at)


PAID, UNPAID, CANCELLED = (201, "processing"), (402, "cancelled"), (200, "cancelled")
# A payment without a response is settled later, either way.
ACCEPTED, GIVEN_UP = (202, "processing"), (202, "cancelled")
FLOWS: Mapping[str, Flow] = {
    flow.name: flow
    for flow in (
        _flow("checkout-charged", _opened("tok_visa"), _buying, PAID, ACCEPTED, GIVEN_UP),
        _flow("checkout-declined", _opened("tok_declined"), _buying, UNPAID, GIVEN_UP),
        _flow("checkout-unanswered", _opened("tok_timeout"), _buying, PAID, ACCEPTED, GIVEN_UP),
        _flow("checkout-failing", _opened("tok_error"), _buying, (503, None), GIVEN_UP),
        _flow("checkout-short", _opened("tok_visa", QUANTITY - 1), _buying, (409, None)),
        _flow("cancel-processing", with_an_order, _cancelling, CANCELLED),
        _flow("cancel-pending", _died("tok_timeout", ""), _cancelling, CANCELLED),
        _flow("cancel-uncharged", _died("tok_visa", "Invoke"), _cancelling, CANCELLED),
        _flow("complete", with_an_order, _completing, (200, "completed")),
        _flow("settle-charged", _died("tok_visa", "TransactWriteItems"), _settling, PAID, again=_buying),
        _flow("settle-declined", _died("tok_declined", "TransactWriteItems"), _settling, UNPAID, again=_buying),
        _flow("settle-uncharged", _died("tok_visa", "Invoke"), _settling, PAID, again=_buying),
        _flow("settle-refund", with_a_refund, _settling, CANCELLED, again=_cancelling),
    )
}
