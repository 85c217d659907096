"""How to set up the cases of ``operations.yaml`` whose cost is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from handlers.domain.ids import new_id
from tests.integration.handlers import accounts, shelf, stream
from tests.integration.handlers.accounts import register, sign_up
from tests.integration.handlers.buying import (
    ADA,
    add_to_cart,
    cancel,
    clear_cart,
    get,
    order,
    order_id,
    place,
    set_status,
    settle,
)
from tests.integration.handlers.calling import call, invoke
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.paying import call_payments
from tests.integration.handlers.rotating import STEPS, RotatingSecret
from tests.integration.handlers.shelf import DESK
from tests.lambda_events import ADMIN
from tests.support.requests import order_request

type Act = Callable[[], object]
MOST_LINES = 40


def _product(**changed: object) -> str:
    return shelf.create_id(**({"stock": 99} | changed))


def _put(**changed: object) -> Act:
    return partial(shelf.put, _product(), DESK | changed)


def _cart(lines: int) -> list[str]:
    ids = [_product() for _ in range(lines)]
    for product_id in ids:
        assert add_to_cart(ADA, product_id).status == 200
    return ids


def _more_of_a_line() -> Act:
    return partial(add_to_cart, ADA, _cart(1)[0])


def _first_line() -> Act:
    return partial(add_to_cart, ADA, _product())


def _clear(lines: int) -> Act:
    _cart(lines)
    return partial(clear_cart, ADA)


def _order(lines: int = 1, token: str = "tok_visa") -> Act:
    ids = [_product() for _ in range(lines)]
    return partial(place, ADA, order_request(*[(product_id, 1) for product_id in ids], token=token))


def _short() -> Act:
    return partial(order, ADA, _product(stock=0))


def _again(token: str = "tok_visa") -> Act:
    request = partial(order, ADA, _product(), key=new_id(), token=token)
    request()
    return request


def _placed(lines: int = 1, token: str = "tok_visa") -> str:
    ids = [_product() for _ in range(lines)]
    return str(place(ADA, order_request(*[(each, 1) for each in ids], token=token)).body["orderId"])


def _cancel(caller: Mapping[str, str] = ADA, **order: Any) -> Act:
    return partial(cancel, caller, _placed(**order))


def _cancel_again() -> Act:
    made = _placed()
    cancel(ADA, made)
    return partial(cancel, ADA, made)


def _status(caller: Mapping[str, str]) -> Act:
    return partial(call, "getOrderStatus", path={"id": _placed()}, caller=caller)


def _list(caller: Mapping[str, str], **query: str) -> Act:
    _placed()
    return partial(call, "listOrders", query=query, caller=caller)


def _settle(token: str | None = None) -> Act:
    if token is not None:
        order_id(ADA, _product(), token=token)
    return settle


def _charge(token: str) -> Act:
    return partial(call_payments, "charge", token=token)


def _after_a_charge(action: str) -> Act:
    call_payments("charge")
    return partial(call_payments, action)


def _deliver(*, times: int = 0) -> Act:
    record = stream.placed(stream.order_of(register()))
    for _ in range(times):
        stream.process(record)
    return partial(stream.process, record)


def _wrong_password() -> Act:
    register()
    return partial(call, "loginUser", body={"email": accounts.ADA["email"], "password": "another-password"})


def _replay() -> Act:
    refresh = partial(call, "refreshSession", body={"refreshToken": sign_up().refresh_token})
    refresh()
    return refresh


def _rotate(step: str) -> Act:
    secret = RotatingSecret()
    secret.rotate()
    token = secret.begin()
    for taken in STEPS[: STEPS.index(step)]:
        secret.step(taken, token)
    return partial(secret.step, step, token)


AN_ADMIN, ITS_OWNER = "by an admin", "by its owner"
# A case that isn't here is the function's sample event.
_PREPARATIONS: Mapping[tuple[str, str], Callable[[], Act]] = {
    ("loginUser", "a wrong password: 401"): _wrong_password,
    ("refreshSession", "already used: 401"): _replay,
    **{("rotate_jwt_secret", step): partial(_rotate, step) for step in STEPS},
    ("createProduct", "active"): lambda: partial(shelf.create, stock=9),
    ("createProduct", "inactive"): lambda: partial(shelf.create, stock=9, isActive=False),
    ("updateProduct", "same category"): lambda: _put(price=5),
    ("updateProduct", "another category"): lambda: _put(category="desks"),
    ("getCart", "empty"): lambda: partial(call, "getCart", caller=ADA),
    ("addCartItem", "a new product"): _first_line,
    ("addCartItem", "more of a product in the cart"): _more_of_a_line,
    ("clearCart", "1 line"): lambda: _clear(1),
    ("clearCart", f"{MOST_LINES} lines"): lambda: _clear(MOST_LINES),
    ("createOrder", "1 line, paid: 201"): _order,
    ("createOrder", f"{MOST_LINES} lines, paid: 201"): lambda: _order(lines=MOST_LINES),
    ("createOrder", "1 line, timeout: 202"): lambda: _order(token="tok_timeout"),
    ("createOrder", "1 line, declined: 402"): lambda: _order(token="tok_declined"),
    ("createOrder", "1 line, nothing charged: 503"): lambda: _order(token="tok_error"),
    ("createOrder", "1 line, too little stock: 409"): _short,
    ("createOrder", "repeated after a 201 or 202"): _again,
    ("createOrder", "repeated after a 402 or 409"): lambda: _again(token="tok_declined"),
    ("getOrder", ITS_OWNER): lambda: partial(get, ADA, _placed()),
    ("getOrder", AN_ADMIN): lambda: partial(get, ADMIN, _placed()),
    ("getOrderStatus", ITS_OWNER): lambda: _status(ADA),
    ("getOrderStatus", AN_ADMIN): lambda: _status(ADMIN),
    ("listOrders", "own orders"): lambda: _list(ADA),
    ("listOrders", "own orders with a status"): lambda: _list(ADA, status="processing"),
    ("listOrders", "all orders"): lambda: _list(ADMIN),
    ("listOrders", "all orders with a status"): lambda: _list(ADMIN, status="processing"),
    ("cancelOrder", f"1 line, paid, {ITS_OWNER}"): _cancel,
    ("cancelOrder", f"1 line, pending, {ITS_OWNER}"): lambda: _cancel(token="tok_timeout"),
    ("cancelOrder", f"{MOST_LINES} lines, paid, {ITS_OWNER}"): lambda: _cancel(lines=MOST_LINES),
    ("cancelOrder", f"1 line, paid, {AN_ADMIN}"): lambda: _cancel(ADMIN),
    ("cancelOrder", f"already cancelled, {ITS_OWNER}"): _cancel_again,
    ("updateOrderStatus", "completed"): lambda: partial(set_status, ADMIN, _placed(), "completed"),
    ("updateOrderStatus", "1 line, cancelled"): lambda: partial(set_status, ADMIN, _placed(), "cancelled"),
    ("updateOrderStatus", "unchanged"): lambda: partial(set_status, ADMIN, _placed(), "processing"),
    ("process_payment", "a charge"): lambda: _charge("tok_visa"),
    ("process_payment", "a declined charge"): lambda: _charge("tok_declined"),
    ("process_payment", "a repeated charge"): lambda: _after_a_charge("charge"),
    ("process_payment", "settled, unknown"): lambda: partial(call_payments, "settle"),
    ("process_payment", "refunded"): lambda: _after_a_charge("refund"),
    ("settle_pending_orders", "nothing to do"): _settle,
    ("settle_pending_orders", "1 order of 1 line, charged"): lambda: _settle("tok_timeout"),
    ("process_order_changes", "1 order, delivered"): _deliver,
    ("process_order_changes", "1 order, already delivered"): lambda: _deliver(times=1),
}


def prepare(function: str, when: str) -> Act:
    """Set up a case of operations.yaml and return what makes the measured call."""
    known = _PREPARATIONS.get((function, when))
    return known() if known else partial(invoke, function, good_event(function, make()))
