"""Flows: the state of the shop before, the action, and the valid end states after any crash or failure of a call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from handlers.domain.ids import new_id
from handlers.domain.stock_rows import starting_row
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.calling import Response, call
from tests.integration.handlers.faulty_proxy import Fault, Injected, cancelled, error
from tests.integration.handlers.table import Table
from tests.integration.proofs import scripts
from tests.integration.proofs.invariants import read_books
from tests.integration.proofs.processes import Part
from tests.integration.proofs.scripts import customer
from tests.integration.proofs.stage import Call, Stage
from tests.lambda_events import ADMIN

THROTTLING, ERROR, CONFLICT = "throttling", "an error", "a conflict"
LOST, BROKEN, TIMEOUT = "a lost response", "a broken connection", "a timeout"
# By DynamoDB, and by Lambda.
_FAILURES: Mapping[str, tuple[Injected, Injected]] = {
    THROTTLING: (error("ProvisionedThroughputExceededException"), error("TooManyRequestsException", status=429)),
    ERROR: (error("InternalServerError", status=500), error("ServiceException", status=500)),
    LOST: (Fault.LOST_RESPONSE, Fault.LOST_RESPONSE),
    BROKEN: (Fault.BROKEN_CONNECTION, Fault.BROKEN_CONNECTION),
    TIMEOUT: (Fault.TIMEOUT, Fault.TIMEOUT),
}
_CONFLICTS: Mapping[str, Injected] = {
    "TransactWriteItems": cancelled("TransactionConflict"),
    "PutItem": error("TransactionConflictException"),
    "UpdateItem": error("TransactionConflictException"),
}
STOCK, QUANTITY = 5, 2
BUY, CANCEL, COMPLETE, SETTLE = "buy", "cancel", "complete", "settle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An action on a shop with its valid end states: the last response's status and the order's.

    There is an order before if `ordered` is set, whose function died right before its last call of `dies_at`, if any.
    """

    action: str
    ends: set[tuple[int, str | None]]
    again: str = ""  # what the client does afterwards, if not the same
    token: str = "tok_visa"
    stock: int = STOCK
    ordered: bool = False
    dies_at: str = ""
    dies_before_refund: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A shop before a flow, with a customer whose cart holds two products, and who orders or has ordered the first."""

    flow: Flow
    product: str
    other: str
    user: str = field(default_factory=lambda: next(each for each in iter(new_id, "") if starting_row(each, STOCK) == 1))
    key: str = field(default_factory=new_id)
    order: str = ""
    response: Response | None = None
    items: list[Any] = field(default_factory=list)

    @property
    def supplied(self) -> dict[str, int]:
        return {self.product: self.flow.stock, self.other: STOCK}

    def part(self, action: str) -> Part:
        """Return a request about the order by its customer or an admin, or the settlement of all orders."""
        user = customer(self.user)
        parts: dict[str, Part] = {
            BUY: partial(buying.order, user, self.product, QUANTITY, token=self.flow.token, key=self.key),
            CANCEL: partial(buying.cancel, user, self.order),
            COMPLETE: partial(buying.set_status, ADMIN, self.order, "completed"),
            SETTLE: scripts.settle,
        }
        return parts[action]

    def restore(self, table: Table) -> None:
        requests: Any = [{"PutRequest": {"Item": each}} for each in self.items]
        table.dynamodb.batch_write_item(RequestItems={table.name: requests})
        table.enable_stream()


def failure(kind: str, operation: str) -> Injected:
    return _CONFLICTS.get(operation) if kind == CONFLICT else _FAILURES[kind][operation == "Invoke"]


def take_snapshot(flow: Flow, stage: Stage, table: Table) -> Snapshot:
    product, other = stage.run(*(partial(catalog.create_id, stock=stock) for stock in (flow.stock, STOCK)))
    # No row has enough units for an order.
    stage.run(partial(call, "setStockRows", path={"id": product}, body={"rows": STOCK}, caller=ADMIN))
    snapshot = Snapshot(flow=flow, product=product, other=other)
    add = partial(buying.add_to_cart, customer(snapshot.user))
    stage.run(partial(add, product, QUANTITY), partial(add, other, 1))
    if flow.ordered:
        response = stage.watch(
            snapshot.part(BUY), _die_at(flow.dies_at, 2 if flow.dies_at == "TransactWriteItems" else 1)
        )
        (order,) = read_books(table.rows()).orders
        snapshot = replace(snapshot, order=order, response=response)
    if flow.dies_before_refund:
        stage.watch(snapshot.part(CANCEL), _die_at("Invoke", 1))
    return replace(snapshot, items=table.dynamodb.scan(TableName=table.name, ConsistentRead=True)["Items"])


def _die_at(name: str, number: int) -> Callable[[Call], Injected]:
    """Return an intervention that kills the function right before such a call, counted from 1."""
    seen: list[str] = []

    def intervene(call: Call) -> Injected:
        seen.append(call.name)
        if call.name != name or seen.count(name) != number:
            return None
        call.function.kill()
        return Fault.BROKEN_CONNECTION

    return intervene


PAID, UNPAID, CANCELLED = (201, "processing"), (402, "cancelled"), (200, "cancelled")
# A payment without a response is settled later, either way.
ACCEPTED, GIVEN_UP = (202, "processing"), (202, "cancelled")
_bought = partial(Flow, ordered=True)
_settled = partial(Flow, action=SETTLE, ordered=True, again=BUY)
FLOWS: Mapping[str, Flow] = {
    "checkout-charged": Flow(action=BUY, ends={PAID, ACCEPTED, GIVEN_UP}),
    "checkout-declined": Flow(action=BUY, ends={UNPAID, GIVEN_UP}, token="tok_declined"),
    "checkout-unanswered": Flow(action=BUY, ends={PAID, ACCEPTED, GIVEN_UP}, token="tok_timeout"),
    "checkout-failing": Flow(action=BUY, ends={(503, None), GIVEN_UP}, token="tok_error"),
    "checkout-short": Flow(action=BUY, ends={(409, None)}, stock=QUANTITY - 1),
    "cancel-processing": _bought(action=CANCEL, ends={CANCELLED}),
    "cancel-pending": _bought(action=CANCEL, ends={CANCELLED}, token="tok_timeout"),
    "cancel-uncharged": _bought(action=CANCEL, ends={CANCELLED}, dies_at="Invoke"),
    "complete": _bought(action=COMPLETE, ends={(200, "completed")}),
    "settle-charged": _settled(ends={PAID}, dies_at="TransactWriteItems"),
    "settle-declined": _settled(ends={UNPAID}, token="tok_declined", dies_at="TransactWriteItems"),
    "settle-uncharged": _settled(ends={PAID}, dies_at="Invoke"),
    "settle-refund": _settled(ends={CANCELLED}, dies_before_refund=True, again=CANCEL),
}
