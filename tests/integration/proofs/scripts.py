"""What is done in processes of their own. Arguments and answers pass through JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from handlers.domain.errors import ShopError
from tests.harness import eventually
from tests.integration.handlers import buying, shelf
from tests.integration.handlers.calling import call, invoke
from tests.lambda_events import ADMIN, CUSTOMER
from tests.support.requests import order_request

type Said = dict[str, Any]
_CHANGED = 412


def person(user_id: str) -> dict[str, str]:
    """Return what the authorizer says of a customer."""
    return {**CUSTOMER, "userId": user_id}


def stock_product(*, stock: int, **details: Any) -> str:
    """Create a product, and return its id."""
    return shelf.create_id(stock=stock, **details)


def fill_cart(*, user: str, product: str, quantity: int) -> Said:
    return asdict(buying.add_to_cart(person(user), product, quantity))


def buy(*, user: str, product: str, key: str, quantity: int = 1, token: str = "tok_visa") -> Said:
    return asdict(buying.order(person(user), product, quantity, token=token, key=key))


def buy_lines(*, user: str, lines: list[tuple[str, int]], key: str) -> Said:
    """Order several products."""
    return asdict(buying.place(person(user), order_request(*lines), key=key))


def cancel(*, order: str, user: str | None = None) -> Said:
    """Cancel an order, as its owner or as an admin."""
    return asdict(buying.cancel(ADMIN if user is None else person(user), order))


def cancel_when_placed(*, user: str) -> Said:
    """Cancel somebody's only order as soon as there is one."""
    return cancel(user=user, order=_when_placed(user))


def set_status(*, order: str, status: str) -> Said:
    """Change an order's status, as an admin."""
    return asdict(buying.set_status(ADMIN, order, status))


def add_when_placed(*, user: str, product: str, quantity: int) -> Said:
    """Put a product into a cart as soon as its owner has an order."""
    _when_placed(user)
    return fill_cart(user=user, product=product, quantity=quantity)


def add_stock(*, product: str, more: int) -> Said:
    """Add to a product's stock under If-Match, again and again until nobody else has changed it in between."""
    while True:
        seen = shelf.get(product)
        body = {**shelf.DESK, "stock": seen.body["stock"] + more}
        if (edited := shelf.put(product, body, If_Match=seen.etag)).status != _CHANGED:
            return asdict(edited)


def set_price(*, product: str, price: float) -> Said:
    """Change a product's price."""
    return asdict(shelf.put(product, {**shelf.DESK, "price": price}))


def delete_product(*, product: str) -> Said:
    return asdict(shelf.delete(product))


def settle() -> str:
    """Let everything that is pending or due be settled, and return how that ended."""
    try:
        buying.settle()
    except ShopError as failure:
        return type(failure).__name__
    return "done"


def settle_until_settled(*, user: str) -> str:
    """Let everything be settled again and again, until somebody's order is no longer pending; return how that ended."""

    def settled() -> str | None:
        ended = settle()
        return ended if {order["status"] for order in _orders(user)} - {"pending"} else None

    return str(eventually(settled))


def run(*, function: str, event: dict[str, Any]) -> Said:
    """Run a function as Lambda does, and return what it answers, or how it failed."""
    try:
        return {"answer": invoke(function, event)}
    except Exception as failure:  # noqa: BLE001  # Lambda tells its caller of any
        return {"errorMessage": str(failure), "errorType": type(failure).__name__}


def _when_placed(user: str) -> str:
    (order,) = eventually(lambda: _orders(user))
    return str(order["orderId"])


def _orders(user: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = call("listOrders", caller=person(user)).body["items"]
    return listed
