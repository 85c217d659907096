"""Requests and responses of the clients, which later steps must not contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.integration.handlers.calling import Response
from tests.integration.proofs.invariants import LIVE, PAID, Books

# By the card's token, if the stock suffices.
_FRESH = {
    "tok_visa": (201, ""),
    "tok_timeout": (202, ""),
    "tok_declined": (402, "payment-declined"),
    "tok_error": (503, "unavailable"),
}
_KEPT = {201: "", 202: "", 402: "payment-declined", 409: "out-of-stock"}


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
        return not self.is_replay and (self.status, self.problem) in _FRESH.values()


UNAVAILABLE = Outcome(503, "unavailable")


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
            return Outcome(409, _KEPT[409]) if checkout.shortages(books) else Outcome(*_FRESH[checkout.token])
        if self.owners[key] != checkout:
            return Outcome(422, "idempotency-key-reused")
        if "answered" not in request:
            return Outcome(409, "request-in-flight")
        status = int(request["answered"])
        return Outcome(status, _KEPT[status], is_replay=True)

    def learn(self, checkout: Checkout, response: Response, before: Books, after: Books) -> None:
        """Record a response; if it is a replay, assert that it is unchanged."""
        key = checkout.user, checkout.key
        if key in after.requests and key not in before.requests:
            self.owners[key] = checkout
        outcome = Outcome.of(response)
        if (outcome.status, outcome.problem) not in _KEPT.items():
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
