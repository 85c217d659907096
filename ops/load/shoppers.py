"""The customers of a load test, and the requests that they send."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from ops.admin import change_role
from ops.load.connections import TIMEOUT_SECONDS
from ops.stage_test import register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ops.journal import Journal
    from ops.load.connections import Connections

# Percent of the requests. A shop's visitors mostly browse.
MIX = {
    "listProducts": 25,
    "getProduct": 45,
    "getCart": 10,
    "addCartItem": 10,
    "loginUser": 5,
    "createOrder": 5,
}
# With the admin at most 20, the registrations that a stage accepts from one address.
_CUSTOMERS = 12
_PRODUCTS = 20
# Never sold out.
_PRODUCT = {"name": "Load test", "price": 9.95, "category": "load-test", "stock": 500_000}
_ADDRESS = {"street": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}


@dataclass(slots=True)
class Customer:
    """An account with its latest session."""

    email: str
    password: str
    headers: dict[str, str]


def create_shoppers(storefront: str, journal: Journal) -> Shoppers:
    """Create the customers and the products of a run, which its journal lists.

    Raises
    ------
    CannotRun
        If the shop rejects a registration.
    httpx.HTTPError
        If it rejects another request or doesn't respond.
    """
    admin = register(storefront, journal)
    change_role(admin[0], "admin")
    accounts = [register(storefront, journal) for _ in range(_CUSTOMERS)]
    with httpx.Client(base_url=storefront, timeout=TIMEOUT_SECONDS) as client:
        customers = [
            Customer(*account, _bearer(client.post("/auth/login", json=_login(*account)))) for account in accounts
        ]
        headers = _bearer(client.post("/auth/login", json=_login(*admin)))
        products = [_create_product(client, headers, journal) for _ in range(_PRODUCTS)]
    return Shoppers(customers, products)


@dataclass(frozen=True, slots=True)
class Shoppers:
    """Customers who act independently on the products of the run."""

    customers: Sequence[Customer]
    products: Sequence[str]

    async def send(self, connections: Connections, operation: str) -> str:
        """Send an operation's request as any customer, and return its kind of error, or an empty string."""
        customer = secrets.choice(self.customers)
        try:
            async with connections.client() as client:
                response = await client.send(self._request(client, operation, customer))
            if operation == "loginUser" and response.is_success:
                customer.headers = _bearer(response)
            return error_kind(response)
        except (httpx.HTTPError, ValueError, KeyError) as error:
            return type(error).__name__

    def _request(self, client: httpx.AsyncClient, operation: str, customer: Customer) -> httpx.Request:
        line = {"productId": secrets.choice(self.products), "quantity": 1}
        build = client.build_request
        match operation:
            case "listProducts":
                return build("GET", "/products", params={"limit": 20})
            case "getProduct":
                return build("GET", f"/products/{line['productId']}")
            case "getCart":
                return build("GET", "/cart", headers=customer.headers)
            case "addCartItem":
                return build("POST", "/cart/items", json=line, headers=customer.headers)
            case "loginUser":
                return build("POST", "/auth/login", json=_login(customer.email, customer.password))
            case "createOrder":
                headers = customer.headers | {"Idempotency-Key": str(uuid4())}
                return build("POST", "/orders", json=_order(line), headers=headers)
        raise KeyError(operation)


def error_kind(response: httpx.Response) -> str:
    """Return a response's status and type of problem, such as ``409 out-of-stock``; of a success an empty string."""
    if response.is_success:
        return ""
    try:
        problem = str(response.json()["type"]).rpartition("/")[2]
    except (ValueError, KeyError, TypeError):
        problem = "without a problem"
    return f"{response.status_code} {problem}"


def _create_product(client: httpx.Client, headers: dict[str, str], journal: Journal) -> str:
    response = client.post("/products", json=_PRODUCT, headers=headers).raise_for_status()
    product_id = str(response.json()["productId"])
    journal.note(product=product_id)
    return product_id


def _login(email: str, password: str) -> dict[str, str]:
    return {"email": email, "password": password}


def _bearer(response: httpx.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {response.raise_for_status().json()['accessToken']}"}


def _order(line: dict[str, Any]) -> dict[str, Any]:
    return {"items": [line], "shippingAddress": _ADDRESS, "paymentMethod": {"type": "card", "token": "tok_visa"}}
