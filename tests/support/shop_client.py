"""Clients of a running shop, and one way to make a customer, a product and an order over HTTP."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.support.requests import PASSWORD, order_request, registration

# Nothing here uses TLS, and loading its certificates takes longer than most tests.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def shop_client(base_url: str, token: str | None = None, *, address: str | None = None) -> httpx.Client:
    """Return a client of a server, with an access token or another network address of this machine."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    transport = httpx.HTTPTransport(verify=_NO_CERTIFICATES, local_address=address)
    return httpx.Client(base_url=base_url, headers=headers, transport=transport, timeout=300)


def log_in(client: httpx.Client, email: str, password: str = PASSWORD) -> httpx.Response:
    return client.post("/auth/login", json={"email": email, "password": password})


def new_product(admin: httpx.Client, **changed: Any) -> str:
    product = {"name": "Lamp", "price": 12.5, "category": "attacks", "stock": 1000, **changed}
    response = admin.post("/products", json=product)
    assert response.status_code == 201, response.text
    return str(response.json()["productId"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    api: httpx.Client
    email: str
    user_id: str
    access_token: str
    refresh_token: str

    @property
    def session_id(self) -> str:
        (current,) = (item["sessionId"] for item in self.api.get("/auth/sessions").json()["items"] if item["current"])
        return str(current)

    def order(self, product_id: str, quantity: int = 1) -> str:
        body = order_request((product_id, quantity))
        response = self.api.post("/orders", json=body, headers={"Idempotency-Key": uuid4().hex})
        assert response.status_code == 201, response.text
        return str(response.json()["orderId"])


@contextmanager
def new_customer(storefront: str, **changed: Any) -> Iterator[Customer]:
    account = registration(**changed)
    with shop_client(storefront) as api:
        registered = api.post("/auth/register", json=account)
        assert registered.status_code == 201, registered.text
        tokens = log_in(api, account["email"], account["password"]).json()
        api.headers["Authorization"] = f"Bearer {tokens['accessToken']}"
        yield Customer(
            api=api,
            email=account["email"],
            user_id=registered.json()["userId"],
            access_token=tokens["accessToken"],
            refresh_token=tokens["refreshToken"],
        )
