"""Parts that forked processes run, besides those of `buying` and `catalog`."""

from typing import Any

from handlers.domain.errors import ShopError
from local.aws.function_runtime import FunctionFailed
from tests.harness import eventually
from tests.integration.handlers import buying, catalog
from tests.integration.handlers.calling import Response, call, invoke
from tests.lambda_events import CUSTOMER


def customer(user_id: str) -> dict[str, str]:
    return {**CUSTOMER, "userId": user_id}


def cancel_when_placed(user: str) -> Response:
    return buying.cancel(customer(user), _when_placed(user))


def add_when_placed(user: str, product: str, quantity: int) -> Response:
    _when_placed(user)
    return buying.add_to_cart(customer(user), product, quantity)


def add_stock(product: str, more: int) -> Response:
    """Add to a product's stock under If-Match, and retry until there is no concurrent change."""
    while True:
        seen = catalog.get(product)
        body = {**catalog.DESK, "stock": seen.body["stock"] + more}
        if (edited := catalog.put(product, body, If_Match=seen.etag)).status != 412:
            return edited


def settle() -> str:
    try:
        buying.settle()
    except ShopError as failure:
        return type(failure).__name__
    return "done"


def settle_until_settled(user: str) -> str:

    def settled() -> str | None:
        outcome = settle()
        return outcome if {order["status"] for order in _orders(user)} - {"pending"} else None

    return str(eventually(settled))


def invoke_or_fail(function: str, event: dict[str, Any]) -> Any:
    try:
        return invoke(function, event)
    except Exception as failure:  # noqa: BLE001  # Lambda reports any exception to the caller
        return FunctionFailed(str(failure))


def _when_placed(user: str) -> str:
    (order,) = eventually(lambda: _orders(user))
    return str(order["orderId"])


def _orders(user: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = call("listOrders", caller=customer(user)).body["items"]
    return listed
