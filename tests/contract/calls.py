"""Requests that get each documented status: a valid request of the operation, with one change."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle
from typing import Any

import httpx

from local.sample_shop import CUSTOMER
from tests.contract.document import OPERATIONS, resolved
from tests.contract.faulty import HEADER
from tests.contract.principals import (
    Enrolment,
    email_change,
    emailed_token,
    mailbox_of,
    new_customer,
    sample_account,
    session_of,
)
from tests.harness import eventually
from tests.support.requests import ADDRESS, UNKNOWN_ID, card, line, order_request, registration

PRODUCT = {"name": "Chair", "price": 12.5, "category": "chairs", "stock": 50}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    operation_id: str
    token: str | None = None
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    on_partner_server: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    json: dict[str, Any] = field(default_factory=dict)

    def changed(self, **fields: Any) -> Call:
        """Return it with other fields; a mapping is added to the one that it has."""
        merged = {name: getattr(self, name) | value for name, value in fields.items() if isinstance(value, dict)}
        return replace(self, **fields | merged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A running shop as the tests use it: with the sample accounts signed in, one of which is the buyer."""

    storefront: str
    partner: str
    client: httpx.Client
    tokens: Mapping[str, str]
    sent_mails: Callable[[], list[dict[str, str]]]
    buyer: str = "admin"
    refused_key: str = ""

    @classmethod
    def at(cls, storefront: str, partner: str, client: httpx.Client, **more: Any) -> Shop:
        """Return a shop, which is a local one unless `sent_mails` is given."""
        tokens = {role: sample_account(storefront, role).access_token() for role in ("admin", "customer")}
        own = {"sent_mails": partial(mailbox_of, storefront)} | more
        return cls(storefront=storefront, partner=partner, client=client, tokens=tokens, **own)

    @property
    def token(self) -> str:
        return self.tokens[self.buyer]

    def new_token(self) -> str:
        return sample_account(self.storefront, self.buyer).access_token()

    def send(self, call: Call, *, method: str | None = None) -> httpx.Response:
        """Send a request, with another method of the operation's path if one is given."""
        operation = OPERATIONS[call.operation_id]
        authorization = {} if call.token is None else {"Authorization": f"Bearer {call.token}"}
        return self.client.request(
            method or operation.method,
            (self.partner if call.on_partner_server else self.storefront) + operation.path.format(**call.path),
            params=call.query,
            headers=authorization | call.headers,
            json=call.json or None,
        )

    def send_successfully(self, call: Call) -> Any:
        """Send a request and return the body of its response, which must be a success."""
        response = self.send(call).raise_for_status()
        return response.json() if response.content else None

    def product_id(self, **members: object) -> str:
        call = Call(operation_id="createProduct", token=self.tokens["admin"], json=PRODUCT | members)
        return str(self.send_successfully(call)["productId"])

    def item_id(self) -> str:
        """Return the id of the only product in the buyer's cart."""
        product_id = self.product_id()
        self.send_successfully(Call(operation_id="clearCart", token=self.token))
        self.send_successfully(Call(operation_id="addCartItem", token=self.token, json=line(product_id)))
        return product_id

    def order_id(self) -> str:
        customer = replace(self, buyer="customer")
        return str(self.send_successfully(order(customer, self.product_id()))["orderId"])

    def complete(self, order_id: str) -> None:
        call = Call(operation_id="updateOrderStatus", token=self.tokens["admin"], path={"id": order_id})
        self.send_successfully(call.changed(json={"status": "completed"}))


def order(shop: Shop, *product_ids: str, quantity: int = 1, token: str = "tok_visa") -> Call:
    """Return the buyer's order of products, under a new key."""
    return Call(
        operation_id="createOrder",
        token=shop.token,
        headers={"Idempotency-Key": secrets.token_urlsafe()},
        json=order_request(*((product_id, quantity) for product_id in product_ids), token=token),
    )


_BODIES: Mapping[str, Any] = {
    "loginUser": {"email": CUSTOMER.email, "password": CUSTOMER.password},
    "createProduct": PRODUCT,
    "updateProduct": {name: value for name, value in PRODUCT.items() if name != "stock"},
    "createStockAdjustment": {"change": 5, "reason": "Delivery"},
    "setStockRows": {"rows": 4},
    "setUserRole": {"role": "customer"},
    "createImageUpload": {"contentType": "image/png", "size": 1000},
    "updateCartItem": {"quantity": 3},
    "updateOrderStatus": {"status": "completed"},
    "updateProfile": {"firstName": "Ada", "lastName": "King"},
    "requestVerification": {"email": CUSTOMER.email},
    "requestPasswordReset": {"email": CUSTOMER.email},
    "confirmPasswordReset": {"newPassword": "staple-battery-horse"},
}
# Another payload for the key of a request, by operation.
_OTHER_PAYLOADS: Mapping[str, Any] = {
    "createProduct": {"name": "Another chair"},
    "createStockAdjustment": {"change": 6},
    "createOrder": {"shippingAddress": ADDRESS | {"city": "Leeds"}},
}
# Bodies that differ from request to request.
_NEW_BODIES: Mapping[str, Callable[[Shop], dict[str, Any]]] = {
    "registerUser": lambda _shop: registration(),
    "refreshSession": lambda shop: {
        "refreshToken": sample_account(shop.storefront, "customer").tokens()["refreshToken"]
    },
    "changePassword": lambda _shop: {"newPassword": secrets.token_urlsafe()},
    "confirmVerification": lambda shop: {"token": emailed_token(shop.storefront, "verify", shop.sent_mails)},
    "confirmPasswordReset": lambda shop: {"token": emailed_token(shop.storefront, "reset-password", shop.sent_mails)},
    "confirmEmailChange": lambda shop: {"token": emailed_token(shop.storefront, "confirm-email", shop.sent_mails)},
    "undoEmailChange": lambda shop: {"token": emailed_token(shop.storefront, "undo-email", shop.sent_mails)},
    "undoDeletion": lambda shop: {"token": emailed_token(shop.storefront, "undo-deletion", shop.sent_mails)},
    "changeEmail": lambda shop: email_change(sample_account(shop.storefront, shop.buyer)),
}
# What a path names, by its beginning.
_NAMED: Mapping[str, Callable[[Shop], str]] = {
    "/products/category/{category}": lambda _shop: str(PRODUCT["category"]),
    "/products/{id}": Shop.product_id,
    "/admin/products/{id}": Shop.product_id,
    "/admin/users/{id}": lambda shop: new_customer(shop.storefront).user_id(),
    "/cart/items/{itemId}": Shop.item_id,
    "/orders/{id}": Shop.order_id,
    "/auth/sessions/{id}": lambda shop: session_of(shop.new_token()),
}


def valid(shop: Shop, operation_id: str) -> Call:  # noqa: C901  # a case per kind of operation
    """Return a request that succeeds: what it names exists."""
    operation = OPERATIONS[operation_id]
    path = {
        beginning[beginning.index("{") + 1 : -1]: create(shop)
        for beginning, create in _NAMED.items()
        if operation.path.startswith(beginning)
    }
    token = None if "anonymous" in operation.roles else shop.tokens["admin"]
    if token and "customer" in operation.roles:
        token = shop.token
    headers = {"Idempotency-Key": secrets.token_urlsafe()} if operation_id in _OTHER_PAYLOADS else {}
    call = Call(operation_id=operation_id, token=token, path=path, headers=headers, json=_BODIES.get(operation_id, {}))
    if operation_id in _NEW_BODIES:
        call = call.changed(json=_NEW_BODIES[operation_id](shop))
    match operation_id:
        case "logoutUser":
            call = call.changed(token=shop.new_token())
        case "listSessions":
            # The first one may be ended.
            shop.new_token()
        case "changePassword" | "requestDeletion":
            account = new_customer(shop.storefront)
            call = call.changed(token=account.access_token(), json={"currentPassword": account.password})
        case "confirmMfaEnrolment" | "confirmLogin" | "removeMfa":
            call = with_second_factor(shop, call)
        case "requestDataExport" | "getDataExport":
            call = with_verified_customer(shop, call)
        case "getCart":
            shop.item_id()
        case "addCartItem":
            call = call.changed(json=line(shop.item_id(), 2))
        case "createOrder":
            call = order(shop, shop.product_id())
    return call


def with_verified_customer(shop: Shop, call: Call) -> Call:
    """Return a request of a new customer, whose data export is written if the request gets it."""
    call = call.changed(token=Enrolment.new(shop.storefront, shop.sent_mails, confirmed=False).token)
    if call.operation_id == "getDataExport":
        shop.send_successfully(replace(call, operation_id="requestDataExport"))
        eventually(lambda: shop.send(call).is_success)
    return call


def with_second_factor(shop: Shop, call: Call) -> Call:
    """Return a valid request of a new customer, who has a second factor or confirms one."""
    confirmed = call.operation_id != "confirmMfaEnrolment"
    enrolment = Enrolment.new(shop.storefront, shop.sent_mails, confirmed=confirmed)
    code = {"code": enrolment.code(later=int(confirmed))}
    match call.operation_id:
        case "confirmLogin":
            return call.changed(json=code | {"challenge": enrolment.challenge()})
        case "removeMfa":
            code["currentPassword"] = enrolment.account.password
    return call.changed(token=enrolment.token, json=code)


# The changes of a valid request that cause a status; with an operation, exceptions.
_CHANGES: Mapping[int | tuple[str, int], dict[str, Any]] = {
    401: {"token": None},
    412: {"headers": {"If-Match": '"long-gone"'}},
    415: {"headers": {"Content-Type": "text/plain"}},
    428: {"json": {"stock": 3}},
    500: {"headers": {HEADER: "no table"}},
    ("loginUser", 401): {"json": {"password": "another"}},
    ("refreshSession", 401): {"json": {"refreshToken": "another"}},
    ("confirmLogin", 401): {"json": {"challenge": "another"}},
    ("confirmVerification", 422): {"json": {"token": "another"}},
    **{
        (name, 422): {"json": {"token": "another"}}
        for name in ("confirmPasswordReset", "confirmEmailChange", "undoEmailChange", "undoDeletion")
    },
    ("registerUser", 409): {"json": {"email": CUSTOMER.email}},
    **{
        (name, 403): {"json": {"currentPassword": "another"}}
        for name in ("changePassword", "changeEmail", "removeMfa", "requestDeletion")
    },
    ("createStockAdjustment", 409): {"json": {"change": -1000}},
    ("addCartItem", 404): {"json": {"productId": UNKNOWN_ID}},
    ("addCartItem", 409): {"json": {"quantity": 99}},
    ("createOrder", 202): {"json": {"paymentMethod": card("tok_timeout")}},
    ("createOrder", 402): {"json": {"paymentMethod": card("tok_declined")}},
}


def call_for(shop: Shop, operation_id: str, status: int) -> Call:
    call = valid(shop, operation_id)
    change = _CHANGES.get((operation_id, status)) or _CHANGES.get(status) or _change_for(shop, call, status)
    return call.changed(**change)


def _change_for(shop: Shop, call: Call, status: int) -> dict[str, Any]:
    change: dict[str, Any] = {}
    match status:
        case 304:
            change = {"headers": {"If-None-Match": shop.send(call).raise_for_status().headers["ETag"]}}
        case 400:
            change = _invalid_change(call)
        case 403 if "customer" in OPERATIONS[call.operation_id].roles:
            change = {"on_partner_server": True}  # without a key
        case 403:
            change = {"token": shop.tokens["customer"]}
        case 404 if not call.path:
            change = {"token": new_customer(shop.storefront).access_token()}
        case 404:
            change = {"path": dict.fromkeys(call.path, UNKNOWN_ID)}
        case 429:
            change = {"headers": {"X-Api-Key": shop.refused_key}, "on_partner_server": True}
        case 409 | 422:
            change = _conflicting_change(shop, call, status)
        case 503:
            faults = cycle(("throttled", "failing", "silent"))
            change = {"headers": {HEADER: dict(zip(OPERATIONS, faults, strict=False))[call.operation_id]}}
    return change


def _invalid_change(call: Call) -> dict[str, Any]:
    parameters = [resolved(each)["name"] for each in OPERATIONS[call.operation_id].written.get("parameters", [])]
    if call.json:
        return {"json": {"surprise": True}}
    if "limit" in parameters:
        return {"query": {"limit": "0"}}
    return {"path": dict.fromkeys(call.path, "chair")} if call.path else {"query": {"surprise": "1"}}


def _conflicting_change(shop: Shop, call: Call, status: int) -> dict[str, Any]:
    """Return the change of a request that conflicts with the stock, with an order's state, or with itself."""
    match call.operation_id, status:
        case "createOrder", 409:
            return {"json": {"items": [line(shop.product_id(stock=0))]}}
        case "setUserRole" | "disableUser" | "requestDeletion", 409:
            admin = sample_account(shop.storefront, "admin")
            own = {"token": shop.tokens["admin"], "json": {"currentPassword": admin.password}}
            return own if call.operation_id == "requestDeletion" else {"path": {"id": admin.user_id()}}
        case "createMfaEnrolment", 409:
            return {"token": Enrolment.new(shop.storefront, shop.sent_mails, confirmed=True).token}
        case _, 422:
            shop.send_successfully(call)
            return {"json": _OTHER_PAYLOADS[call.operation_id]}
        case "cancelOrder" | "updateOrderStatus", 409:
            shop.complete(call.path["id"])
            return {"json": {"status": "cancelled"}} if call.json else {}
    shop.send_successfully(call)
    return {}
