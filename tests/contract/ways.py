"""How to get each documented status: a valid request of the operation, with one change."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from local.sample_shop import ADMIN, CUSTOMER
from tests.contract.document import OPERATIONS
from tests.contract.faulty import HEADER
from tests.contract.principals import Account, new_customer
from tests.support.requests import ADDRESS, UNKNOWN_ID, line, order_request

PRODUCT = {"name": "Chair", "price": 12.5, "category": "chairs", "stock": 50}
NAMES = {"firstName": "Ada", "lastName": "King"}
_BAD_PARAMETERS = {"id": "chair", "itemId": "chair", "limit": "0", "If-None-Match": "chair"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request of an operation by a caller."""

    operation_id: str
    token: str | None = None
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    on_partner_server: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None

    def with_headers(self, **headers: str) -> Call:
        """Return it with more headers; their names are written with underscores."""
        return replace(self, headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()})

    def with_json(self, **members: object) -> Call:
        """Return it with other members in its body."""
        return replace(self, json=self.json | members)


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop at a base URL, as the tests use it."""

    base_url: str
    client: httpx.Client
    admin: str
    customer: str
    buyer: Account
    token: str
    refused_key: str

    @classmethod
    def at(cls, base_url: str, client: httpx.Client, *, refused_key: str = "") -> Shop:
        """Sign the sample accounts in; the admin is the buyer."""
        admin, customer = (Account(base_url, sample.email, sample.password) for sample in (ADMIN, CUSTOMER))
        token = admin.access_token()
        return cls(base_url, client, token, customer.access_token(), buyer=admin, token=token, refused_key=refused_key)

    def send(self, call: Call) -> httpx.Response:
        operation = OPERATIONS[call.operation_id]
        signed = {} if call.token is None else {"Authorization": f"Bearer {call.token}"}
        base_url = self.base_url.replace("/v1", "/partner/v1") if call.on_partner_server else self.base_url
        return self.client.request(
            operation.method,
            base_url + operation.path.format(**call.path),
            params=call.query,
            headers=signed | call.headers,
            json=call.json,
        )

    def product_id(self, **members: object) -> str:
        answer = self.send(Call(operation_id="createProduct", token=self.admin, json=PRODUCT | members))
        return str(answer.raise_for_status().json()["productId"])

    def item_id(self) -> str:
        """Return the id of the only product in the buyer's cart."""
        product_id = self.product_id()
        self.send(Call(operation_id="clearCart", token=self.token)).raise_for_status()
        added = line(product_id)
        self.send(Call(operation_id="addCartItem", token=self.token, json=added)).raise_for_status()
        return product_id

    def order_id(self) -> str:
        """Return the id of a new paid order of the customer."""
        answer = self.send(order(self, self.product_id(), caller=self.customer))
        return str(answer.raise_for_status().json()["orderId"])

    def session_id(self) -> str:
        """Return the id of an unused session of the buyer."""
        self.buyer.access_token()
        answer = self.send(Call(operation_id="listSessions", token=self.token, query={"limit": "1"}))
        return str(answer.raise_for_status().json()["items"][0]["sessionId"])

    def move(self, order_id: str, status: str) -> None:
        path, body = {"id": order_id}, {"status": status}
        call = Call(operation_id="updateOrderStatus", token=self.admin, path=path, json=body)
        self.send(call).raise_for_status()


def order(shop: Shop, *product_ids: str, caller: str | None = None, quantity: int = 1, card: str = "tok_visa") -> Call:
    """Return an order of products under a new key, by default from the buyer."""
    return Call(
        operation_id="createOrder",
        token=caller or shop.token,
        headers={"Idempotency-Key": secrets.token_urlsafe()},
        json=order_request(*((product_id, quantity) for product_id in product_ids), token=card),
    )


def valid(shop: Shop, operation_id: str) -> Call:
    """Return a request that succeeds."""
    roles = OPERATIONS[operation_id].roles
    token = None if "anonymous" in roles else shop.token if "customer" in roles else shop.admin
    call = Call(operation_id=operation_id, token=token, path=_path(shop, OPERATIONS[operation_id].path))
    return _BODIES.get(operation_id, _as_it_is)(shop, call)


def _path(shop: Shop, template: str) -> dict[str, str]:
    return next(({name: make(shop)} for start, name, make in _PATHS if template.startswith(f"{start}{{{name}}}")), {})


_PATHS: tuple[tuple[str, str, Callable[[Shop], str]], ...] = (
    ("/products/category/", "category", lambda _shop: str(PRODUCT["category"])),
    ("/products/", "id", Shop.product_id),
    ("/cart/items/", "itemId", Shop.item_id),
    ("/orders/", "id", Shop.order_id),
    ("/auth/sessions/", "id", Shop.session_id),
)


def _as_it_is(_shop: Shop, call: Call) -> Call:
    return call


def _register(_shop: Shop, call: Call) -> Call:
    address = f"{secrets.token_hex(8)}@example.com"
    return replace(call, json={"email": address, "password": secrets.token_urlsafe(), **NAMES})


def _log_in(_shop: Shop, call: Call) -> Call:
    return replace(call, json={"email": CUSTOMER.email, "password": CUSTOMER.password})


def _refresh(shop: Shop, call: Call) -> Call:
    tokens = Account(shop.base_url, CUSTOMER.email, CUSTOMER.password).tokens()
    return replace(call, json={"refreshToken": tokens["refreshToken"]})


def _log_out(shop: Shop, call: Call) -> Call:
    return replace(call, token=shop.buyer.access_token())


def _list_sessions(shop: Shop, call: Call) -> Call:
    # The first one may be ended.
    shop.session_id()
    return call


def _change_password(shop: Shop, call: Call) -> Call:
    account = new_customer(shop.base_url)
    body = {"currentPassword": account.password, "newPassword": secrets.token_urlsafe()}
    return replace(call, token=account.access_token(), json=body)


def _fill_cart(shop: Shop, call: Call) -> Call:
    shop.item_id()
    return call


def _add_to_cart(shop: Shop, call: Call) -> Call:
    return replace(call, json=line(shop.item_id(), 2))


_BODIES: dict[str, Callable[[Shop, Call], Call]] = {
    "registerUser": _register,
    "loginUser": _log_in,
    "refreshSession": _refresh,
    "logoutUser": _log_out,
    "listSessions": _list_sessions,
    "createProduct": lambda _shop, call: replace(call, json=PRODUCT),
    "updateProduct": lambda _shop, call: replace(call, json={key: PRODUCT[key] for key in PRODUCT if key != "stock"}),
    "createImageUpload": lambda _shop, call: replace(call, json={"contentType": "image/png", "size": 1000}),
    "getCart": _fill_cart,
    "addCartItem": _add_to_cart,
    "updateCartItem": lambda _shop, call: replace(call, json={"quantity": 3}),
    "createOrder": lambda shop, _call: order(shop, shop.product_id()),
    "updateOrderStatus": lambda _shop, call: replace(call, json={"status": "completed"}),
    "updateProfile": lambda _shop, call: replace(call, json=NAMES),
    "changePassword": _change_password,
}


def _invalid(_shop: Shop, call: Call) -> Call:
    operation = OPERATIONS[call.operation_id]
    if operation.has_body:
        return replace(call, json={"surprise": True})
    bad = next(name for name in operation.parameters if name in _BAD_PARAMETERS)
    where = "path" if f"{{{bad}}}" in operation.path else "headers" if bad.startswith("If-") else "query"
    return replace(call, **{where: getattr(call, where) | {bad: _BAD_PARAMETERS[bad]}})


def _twice(shop: Shop, call: Call) -> Call:
    shop.send(call).raise_for_status()
    return call


def _with_its_etag(shop: Shop, call: Call) -> Call:
    return call.with_headers(If_None_Match=shop.send(call).raise_for_status().headers["ETag"])


def _as_another_user(shop: Shop, call: Call) -> Call:
    if "customer" in OPERATIONS[call.operation_id].roles:
        return replace(call, on_partner_server=True)  # without a key
    return replace(call, token=shop.customer)


def _completed_before(shop: Shop, call: Call) -> Call:
    shop.move(call.path["id"], "completed")
    return call


def _with_another_payload(shop: Shop, call: Call) -> Call:
    shop.send(call).raise_for_status()
    return call.with_json(shippingAddress=ADDRESS | {"city": "Leeds"})


def paid_with(card: str) -> Callable[[Shop, Call], Call]:
    """Return a function that makes a request pay with another card."""
    return lambda _shop, call: call.with_json(paymentMethod={"type": "card", "token": card})


_WAYS: dict[int, Callable[[Shop, Call], Call]] = {
    200: _as_it_is,
    201: _as_it_is,
    204: _as_it_is,
    304: _with_its_etag,
    400: _invalid,
    401: lambda _shop, call: replace(call, token=None),
    403: _as_another_user,
    404: lambda _shop, call: replace(call, path=dict.fromkeys(call.path, UNKNOWN_ID)),
    409: _twice,
    412: lambda _shop, call: call.with_headers(If_Match='"long-gone"'),
    415: lambda _shop, call: call.with_headers(Content_Type="text/plain"),
    428: lambda _shop, call: call.with_json(stock=3),
    429: lambda shop, call: replace(call.with_headers(X_Api_Key=shop.refused_key), on_partner_server=True),
}
# Exceptions, where an operation's status has another meaning.
_OWN_WAYS: dict[tuple[str, int], Callable[[Shop, Call], Call]] = {
    ("loginUser", 401): lambda _shop, call: call.with_json(password="another"),
    ("refreshSession", 401): lambda _shop, call: call.with_json(refreshToken="another"),
    ("changePassword", 403): lambda _shop, call: call.with_json(currentPassword="another"),
    ("addCartItem", 404): lambda _shop, call: call.with_json(productId=UNKNOWN_ID),
    ("addCartItem", 409): lambda _shop, call: call.with_json(quantity=99),
    ("createOrder", 202): paid_with("tok_timeout"),
    ("createOrder", 402): paid_with("tok_declined"),
    ("createOrder", 409): lambda shop, _call: order(shop, shop.product_id(stock=0)),
    ("createOrder", 422): _with_another_payload,
    ("cancelOrder", 409): _completed_before,
    ("updateOrderStatus", 409): lambda shop, call: _completed_before(shop, call).with_json(status="cancelled"),
}
_UNAVAILABLE = ("throttled", "failing", "silent")


def fault_for(operation_id: str, status: int) -> str | None:
    """Return the AWS fault that causes a status, or None if the request causes it."""
    match status:
        case 500:
            return "no table"
        case 503:
            return _UNAVAILABLE[list(OPERATIONS).index(operation_id) % len(_UNAVAILABLE)]
    return None


def call_for(shop: Shop, operation_id: str, status: int) -> Call:
    """Return a request that gets a status."""
    call = valid(shop, operation_id)
    fault = fault_for(operation_id, status)
    if fault is not None:
        return with_fault(call, fault)
    way = _OWN_WAYS.get((operation_id, status)) or _WAYS[status]
    return way(shop, call)


def with_fault(call: Call, fault: str) -> Call:
    """Return a request that injects an AWS fault into its function."""
    return replace(call, headers=call.headers | {HEADER: fault})
