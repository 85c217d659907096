"""How to set up the cases of ``operations.yaml`` whose cost is measured; the name of a case says what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from handlers.domain.ids import new_id
from tests.integration.handlers import accounts, catalog, notifications
from tests.integration.handlers.accounts import register, sign_up
from tests.integration.handlers.buying import ADA, Caller, add_to_cart, cancel, clear_cart, place, set_status, settle
from tests.integration.handlers.calling import Response, call, invoke
from tests.integration.handlers.every_function import good_event, make
from tests.integration.handlers.paying import call_payments
from tests.integration.handlers.rotating import STEPS, RotatingSecret
from tests.lambda_events import ADMIN
from tests.support.requests import order_request

type Act = Callable[[], object]
# By a word of the case.
_TOKENS = {
    "timeout": "tok_timeout",
    "pending": "tok_timeout",
    "declined": "tok_declined",
    "402": "tok_declined",
    "nothing charged": "tok_error",
}


def prepare(function: str, when: str) -> Act:
    """Set up a case and return what makes the measured call: by default the function's sample event."""
    preparation = _PREPARATIONS.get(function)
    if when and preparation:
        return preparation(when)
    return partial(invoke, function, good_event(function, make()))


def _caller(when: str) -> Caller:
    return ADMIN if "an admin" in when or "all orders" in when else ADA


def _checkout(when: str) -> Callable[[], Response]:
    stock = 0 if "too little stock" in when else 99
    lines = [(catalog.create_id(stock=stock), 1) for _ in range(40 if "40 lines" in when else 1)]
    token = next((token for word, token in _TOKENS.items() if word in when), "tok_visa")
    return partial(place, ADA, order_request(*lines, token=token), key=new_id())


def _placed(when: str) -> str:
    return str(_checkout(when)().body["orderId"])


def _create_order(when: str) -> Act:
    checkout = _checkout(when)
    if "repeated" in when:
        checkout()
    return checkout


def _read_order(operation_id: str, when: str) -> Act:
    return partial(call, operation_id, path={"id": _placed(when)}, caller=_caller(when))


def _list_orders(when: str) -> Act:
    _placed(when)
    query = {"status": "processing"} if "with a status" in when else {}
    return partial(call, "listOrders", query=query, caller=_caller(when))


def _cancel_order(when: str) -> Act:
    order_id = _placed(when)
    if "already cancelled" in when:
        cancel(ADA, order_id)
    return partial(cancel, _caller(when), order_id)


def _update_order_status(when: str) -> Act:
    status = {"completed": "completed", "unchanged": "processing"}.get(when, "cancelled")
    return partial(set_status, ADMIN, _placed(when), status)


def _settle(when: str) -> Act:
    if when != "nothing to do":
        _placed("timeout")
    return settle


def _process_payment(when: str) -> Act:
    if when in {"a repeated charge", "refunded"}:
        call_payments("charge")
    action = {"settled, unknown": "settle", "refunded": "refund"}.get(when, "charge")
    return partial(call_payments, action, **({"token": "tok_declined"} if "declined" in when else {}))


def _process_order_changes(when: str) -> Act:
    record = notifications.placed(notifications.order_of(register()))
    if "already" in when:
        notifications.process(record)
    return partial(notifications.process, record)


def _login(_: str) -> Act:
    register()
    return partial(call, "loginUser", body={"email": accounts.ADA["email"], "password": "another-password"})


def _refresh(_: str) -> Act:
    refresh = partial(call, "refreshSession", body={"refreshToken": sign_up().refresh_token})
    refresh()
    return refresh


def _rotate(step: str) -> Act:
    secret = RotatingSecret()
    secret.rotate()
    token = secret.begin()
    for earlier in STEPS[: STEPS.index(step)]:
        secret.step(earlier, token)
    return partial(secret.step, step, token)


def _create_product(when: str) -> Act:
    return partial(catalog.create, stock=9, isActive=when == "active")


def _update_product(when: str) -> Act:
    changed = {"price": 5} if when == "same category" else {"category": "desks"}
    return partial(catalog.put, catalog.create_id(), {**catalog.DESK, **changed})


def _add_cart_item(when: str) -> Act:
    product_id = catalog.create_id()
    if when != "a new product":
        add_to_cart(ADA, product_id)
    return partial(add_to_cart, ADA, product_id)


def _clear_cart(when: str) -> Act:
    for _ in range(40 if "40 lines" in when else 1):
        assert add_to_cart(ADA, catalog.create_id()).status == 200
    return partial(clear_cart, ADA)


_PREPARATIONS: Mapping[str, Callable[[str], Act]] = {
    "loginUser": _login,
    "refreshSession": _refresh,
    "rotate_jwt_secret": _rotate,
    "createProduct": _create_product,
    "updateProduct": _update_product,
    "getCart": lambda _: partial(call, "getCart", caller=ADA),
    "addCartItem": _add_cart_item,
    "clearCart": _clear_cart,
    "createOrder": _create_order,
    "getOrder": partial(_read_order, "getOrder"),
    "getOrderStatus": partial(_read_order, "getOrderStatus"),
    "listOrders": _list_orders,
    "cancelOrder": _cancel_order,
    "updateOrderStatus": _update_order_status,
    "process_payment": _process_payment,
    "settle_pending_orders": _settle,
    "process_order_changes": _process_order_changes,
}
