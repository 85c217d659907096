"""Customers who register at the running shop over HTTP."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.support.requests import PASSWORD, order_request, registration

# Nothing here uses TLS, and loading its certificates takes longer than most of these tests.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer who is signed in."""

    api: httpx.Client
    email: str
    user_id: str
    access_token: str
    refresh_token: str

    @property
    def session_id(self) -> str:
        """The session of the access token."""
        (current,) = (item["sessionId"] for item in self.api.get("/auth/sessions").json()["items"] if item["current"])
        return str(current)

    def order(self, product_id: str, quantity: int = 1) -> str:
        body = order_request((product_id, quantity))
        answer = self.api.post("/orders", json=body, headers={"Idempotency-Key": uuid4().hex})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["orderId"])


def log_in(anonymous: httpx.Client, email: str, password: str = PASSWORD) -> httpx.Response:
    return anonymous.post("/auth/login", json={"email": email, "password": password})


@contextmanager
def signed_up(storefront: str, **changed: Any) -> Iterator[Person]:
    """Register a customer, log in, and yield the signed-in customer."""
    account = registration(**changed)
    with httpx.Client(base_url=storefront, verify=NO_CERTIFICATES, timeout=300) as api:
        registered = api.post("/auth/register", json=account)
        assert registered.status_code == 201, registered.text
        tokens = log_in(api, account["email"], account["password"]).json()
        api.headers["Authorization"] = f"Bearer {tokens['accessToken']}"
        yield Person(
            api=api,
            email=account["email"],
            user_id=registered.json()["userId"],
            access_token=tokens["accessToken"],
            refresh_token=tokens["refreshToken"],
        )


def make_product(admin: httpx.Client, **changed: Any) -> str:
    product = {"name": "Lamp", "price": 12.5, "category": "attacks", "stock": 1000, **changed}
    answer = admin.post("/products", json=product)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["productId"])
