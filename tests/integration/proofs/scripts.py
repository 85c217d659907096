"""Parts that run in forked processes. Arguments and responses are JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from handlers.domain.errors import ShopError
from tests.harness import eventually
from tests.integration.handlers import buying, shelf
from tests.integration.handlers.calling import call, invoke
from tests.lambda_events import ADMIN, CUSTOMER
from tests.support.requests import order_request

type Response = dict[str, Any]
_CHANGED = 412


def person(user_id: str) -> dict[str, str]:
    """Return the authorizer's context of a customer."""
    return {**CUSTOMER, "userId": user_id}


def stock_product(*, stock: int, **details: Any) -> str:
    """Create a product, and return its id."""
    return shelf.create_id(stock=stock, **details)


def fill_cart(*, user: str, product: str, quantity: int) -> Response:
    return asdict(buying.add_to_cart(person(user), product, quantity))


def buy(*, user: str, product: str, key: str, quantity: int = 1, token: str = "tok_visa") -> Response:
    return asdict(buying.order(person(user), product, quantity, token=token, key=key))


def buy_lines(*, user: str, lines: list[tuple[str, int]], key: str) -> Response:
    """Order several products."""
    return asdict(buying.place(person(user), order_request(*lines), key=key))


def cancel(*, order: str, user: str | None = None) -> Response:
    """Cancel an order, as its owner or as an admin."""
    return asdict(buying.cancel(ADMIN if user is None else person(user), order))


def cancel_when_placed(*, user: str) -> Response:
    """Cancel a user's only order as soon as it exists."""
    return cancel(user=user, order=_when_placed(user))


def set_status(*, order: str, status: str) -> Response:
    """Change an order's status, as an admin."""
    return asdict(buying.set_status(ADMIN, order, status))


def add_when_placed(*, user: str, product: str, quantity: int) -> Response:
    """Add a product to a cart as soon as its owner has an order."""
    _when_placed(user)
    return fill_cart(user=user, product=product, quantity=quantity)


def add_stock(*, product: str, more: int) -> Response:
    """Add to a product's stock under If-Match, and retry until there is no concurrent change."""
    while True:
        seen = shelf.get(product)
        body = {**shelf.DESK, "stock": seen.body["stock"] + more}
        if (edited := shelf.put(product, body, If_Match=seen.etag)).status != _CHANGED:
            return asdict(edited)


def set_price(*, product: str, price: float) -> Response:
    """Change a product's price."""
    return asdict(shelf.put(product, {**shelf.DESK, "price": price}))


def delete_product(*, product: str) -> Response:
    return asdict(shelf.delete(product))


def settle() -> str:
    """Settle everything that is pending or due, and return the outcome."""
    try:
        buying.settle()
    except ShopError as failure:
        return type(failure).__name__
    return "done"


def settle_until_settled(*, user: str) -> str:
    """Settle repeatedly until a user's order is no longer pending, and return the outcome."""

    def settled() -> str | None:
        ended = settle()
        return ended if {order["status"] for order in _orders(user)} - {"pending"} else None

    return str(eventually(settled))


def run(*, function: str, event: dict[str, Any]) -> Response:
    """Run a function as Lambda does, and return its response or its error."""
    try:
        return {"answer": invoke(function, event)}
    except Exception as failure:  # noqa: BLE001  # Lambda reports any exception to the caller
        return {"errorMessage": str(failure), "errorType": type(failure).__name__}


def _when_placed(user: str) -> str:
    (order,) = eventually(lambda: _orders(user))
    return str(order["orderId"])


def _orders(user: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = call("listOrders", caller=person(user)).body["items"]
    return listed
