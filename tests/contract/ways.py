"""How each documented status is brought about: a valid request of the operation, and what is changed in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import httpx

from local.sample_shop import ADMIN, CUSTOMER
from tests.contract.document import OPERATIONS
from tests.contract.faulty import HEADER
from tests.contract.principals import Account, new_customer

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODYS_ID = "01JD8QM3F5H7K9N1P3R5T7V9X1"
PRODUCT = {"name": "Chair", "price": 12.5, "category": "chairs"}
NAMES = {"firstName": "Ada", "lastName": "King"}
_BAD_PARAMETERS = {"id": "chair", "limit": "0", "If-None-Match": "chair"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request of an operation, as somebody."""

    operation_id: str
    token: str | None = None
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop at a base URL, as the tests use it."""

    base_url: str
    client: httpx.Client
    admin: str
    customer: str

    @classmethod
    def at(cls, base_url: str, client: httpx.Client) -> Shop:
        """Sign the sample accounts in."""
        admin, customer = (Account(base_url, sample.email, sample.password) for sample in (ADMIN, CUSTOMER))
        return cls(base_url, client, admin.access_token(), customer.access_token())

    def send(self, call: Call) -> httpx.Response:
        """Send a request."""
        operation = OPERATIONS[call.operation_id]
        signed = {} if call.token is None else {"Authorization": f"Bearer {call.token}"}
        return self.client.request(
            operation.method,
            self.base_url + operation.path.format(**call.path),
            params=call.query,
            headers=signed | call.headers,
            json=call.json,
        )

    def product_id(self) -> str:
        """Return the id of a new product."""
        answer = self.send(Call(operation_id="createProduct", token=self.admin, json=PRODUCT))
        return str(answer.raise_for_status().json()["productId"])


def valid(shop: Shop, operation_id: str) -> Call:
    """Return a request that the operation answers with its success."""
    operation = OPERATIONS[operation_id]
    token = None if "anonymous" in operation.roles else shop.admin
    parameters = {"id": shop.product_id} if "id" in operation.parameters else {}
    call = Call(operation_id=operation_id, token=token, path={name: make() for name, make in parameters.items()})
    return _BODIES.get(operation_id, _as_it_is)(shop, call)


def _as_it_is(_shop: Shop, call: Call) -> Call:
    return call


def _register(_shop: Shop, call: Call) -> Call:
    address = f"{secrets.token_hex(8)}@example.com"
    return replace(call, json={"email": address, "password": secrets.token_urlsafe(), **NAMES})


def _log_in(_shop: Shop, call: Call) -> Call:
    return replace(call, json={"email": CUSTOMER.email, "password": CUSTOMER.password})


def _change_password(shop: Shop, call: Call) -> Call:
    account = new_customer(shop.base_url)
    body = {"currentPassword": account.password, "newPassword": secrets.token_urlsafe()}
    return replace(call, token=account.access_token(), json=body)


_BODIES: dict[str, Callable[[Shop, Call], Call]] = {
    "registerUser": _register,
    "loginUser": _log_in,
    "createProduct": lambda _shop, call: replace(call, json=PRODUCT),
    "updateProduct": lambda _shop, call: replace(call, json=PRODUCT),
    "listProductsByCategory": lambda _shop, call: replace(call, path={"category": "chairs"}),
    "createImageUpload": lambda _shop, call: replace(call, json={"contentType": "image/png", "size": 1000}),
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
    etag = shop.send(call).raise_for_status().headers["ETag"]
    return replace(call, headers={"If-None-Match": etag})


_WAYS: dict[int, Callable[[Shop, Call], Call]] = {
    200: _as_it_is,
    201: _as_it_is,
    204: _as_it_is,
    304: _with_its_etag,
    400: _invalid,
    401: lambda _shop, call: replace(call, token=None),
    403: lambda shop, call: replace(call, token=shop.customer),
    404: lambda _shop, call: replace(call, path={"id": NOBODYS_ID}),
    409: _twice,
    412: lambda _shop, call: replace(call, headers={"If-Match": '"long-gone"'}),
    415: lambda _shop, call: replace(call, headers={"Content-Type": "text/plain"}),
    428: lambda _shop, call: replace(call, json=call.json | {"stock": 3}),
}
# Where a status means something else than elsewhere.
_OWN_WAYS: dict[tuple[str, int], Callable[[Shop, Call], Call]] = {
    ("loginUser", 401): lambda _shop, call: replace(call, json=call.json | {"password": "another"}),
    ("changePassword", 403): lambda _shop, call: replace(call, json=call.json | {"currentPassword": "another"}),
}
_UNAVAILABLE = ("throttled", "failing", "silent")


def fault_for(operation_id: str, status: int) -> str | None:
    """Return the fault of AWS that brings about a status, or None if it is the request that does."""
    match status:
        case 500:
            return "no table"
        case 503:
            return _UNAVAILABLE[list(OPERATIONS).index(operation_id) % len(_UNAVAILABLE)]
    return None


def call_for(shop: Shop, operation_id: str, status: int) -> Call:
    """Return a request that the operation answers with a status.

    Raises
    ------
    KeyError
        If nobody has said yet how to bring that status about.
    """
    call = valid(shop, operation_id)
    fault = fault_for(operation_id, status)
    if fault is not None:
        return replace(call, headers={HEADER: fault})
    way = _OWN_WAYS.get((operation_id, status)) or _WAYS[status]
    return way(shop, call)
